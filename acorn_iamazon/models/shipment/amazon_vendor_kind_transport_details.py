# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...spapi import jsontext


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("transport_details", "Transport details")],
        ondelete={"transport_details": "cascade"},
    )


class AmazonVendorKindTransportDetails(models.AbstractModel):
    """Collect freight: carrier and pickup, as Amazon arranged them."""

    _name = "amazon.vendor.kind.transport.details"
    _inherit = "amazon.vendor.kind"
    _description = "Amazon Transport Details"

    _kind = "transport_details"
    _direction = "in"

    def _get_number(self, record):
        return record.get("vendorShipmentIdentifier") or super()._get_number(record)

    def _apply(self, document):
        details = jsontext.loads(document.payload)["shipments"][-1]
        document._find_picking()._amazon_apply_transport(details)
