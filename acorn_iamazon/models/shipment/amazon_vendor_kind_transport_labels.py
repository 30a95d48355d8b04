# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...spapi import jsontext


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("transport_labels", "Transport labels")],
        ondelete={"transport_labels": "cascade"},
    )


class AmazonVendorKindTransportLabels(models.AbstractModel):
    """Collect freight: the labels of Amazon's carrier."""

    _name = "amazon.vendor.kind.transport.labels"
    _inherit = "amazon.vendor.kind"
    _description = "Amazon Transport Labels"

    _kind = "transport_labels"
    _direction = "in"

    def _get_number(self, record):
        return record.get("vendorShipmentIdentifier") or super()._get_number(record)

    def _apply(self, document):
        labels = jsontext.loads(document.payload)["transportLabels"]
        document._find_picking()._amazon_apply_labels(labels)
