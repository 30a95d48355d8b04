# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...spapi import jsontext


class AmazonVendorDocument(models.Model):
    """Collect freight: the request for Amazon's carrier, its answer, its labels."""

    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[
            ("transport_request", "Transport request"),
            ("transport_details", "Transport details"),
            ("transport_labels", "Transport labels"),
        ],
        ondelete={
            "transport_request": "cascade",
            "transport_details": "cascade",
            "transport_labels": "cascade",
        },
    )

    @api.model
    def _get_operations(self):
        return {**super()._get_operations(), "transport_request": "SubmitShipments"}

    @api.model
    def _get_incoming_number(self, record):
        return record.get("vendorShipmentIdentifier") or super()._get_incoming_number(record)

    def _is_replaceable(self):
        """A request is followed by its cancellation, and that by a new request."""
        return self.kind == "transport_request" or super()._is_replaceable()

    def _rebuild_transport_request(self):
        self.picking_id._amazon_prepare_transport(self.picking_id.amazon_transport_type)

    def _apply_transport_details(self):
        self._find_picking()._amazon_apply_transport(jsontext.loads(self.payload)["shipments"][-1])

    def _apply_transport_labels(self):
        self._find_picking()._amazon_apply_labels(jsontext.loads(self.payload)["transportLabels"])

    def _find_picking(self):
        picking = self.env["stock.picking"].search(
            [("name", "=", self.number), ("amazon_account_id", "=", self.account_id.id)], limit=1
        )
        self.picking_id = picking
        return picking
