# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...spapi import jsontext


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("shipment_confirmation", "Shipment notice (ASN)")],
        ondelete={"shipment_confirmation": "cascade"},
    )


class AmazonVendorKindShipmentConfirmation(models.AbstractModel):
    """The shipment notice (ASN): what was sent is corrected by a replacement of the whole notice.
    No operation of Amazon's shows it: the transaction and its silence tell."""

    _name = "amazon.vendor.kind.shipment.confirmation"
    _inherit = "amazon.vendor.kind"
    _description = "Amazon Shipment Notice"

    _kind = "shipment_confirmation"
    _direction = "out"
    _is_rehearsed = True
    _operation = "SubmitShipmentConfirmations"
    _is_replaceable = True

    def _rebuild(self, document):
        document.picking_id._amazon_prepare_shipments()

    def _find_evidence(self, document, client):
        return None

    def _find_differences(self, document, client):
        """No operation of Amazon's lists notices. What it counted when the goods arrived, which its
        purchase order status tells, is compared with what we would have announced, line by line.
        """
        transfers = document.picking_id | document.picking_id.amazon_joined_picking_ids
        lines = transfers._amazon_get_shipped_lines().move_id.sale_line_id
        if not any(lines.mapped("amazon_received_at")):
            return None
        return [
            self.env._(
                "Line %(line)s: we would announce %(ours)s; Amazon received %(theirs)s.",
                line=line.amazon_item_sequence,
                ours=f"{line._amazon_count_shipped():g}",
                theirs=f"{line.amazon_received_quantity:g}",
            )
            for line in lines
            if line.product_uom_id.compare(
                line._amazon_count_shipped(), line.amazon_received_quantity
            )
        ]

    def _on_cancelled(self, document):
        """A correction that is given up leaves the notice before it in force."""
        result = super()._on_cancelled(document)
        notices = document.picking_id.sudo().amazon_document_ids._of_kind(self._kind)
        before = notices.filtered(lambda d: d.state == "superseded").sorted("id")[-1:]
        if before:
            document.flush_recordset(["state"])
            before.state = "accepted" if before.accepted_at else "sent"
        return result

    def _read(self, document):
        """:return: the one shipment confirmation in the payload"""
        return jsontext.loads(document.payload)["shipmentConfirmations"][0]
