# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from ...spapi import jsontext


class AmazonVendorDocument(models.Model):
    """Shipment notices: what was sent is corrected by a replacement of the whole notice."""

    _inherit = "amazon.vendor.document"

    def _get_notice(self):
        """:return: the one shipment confirmation in the payload"""
        return jsontext.loads(self.payload)["shipmentConfirmations"][0]

    def _is_replaceable(self):
        return self.kind == "shipment_confirmation" or super()._is_replaceable()

    def _cancel_unsent(self):
        """A correction that is given up leaves the notice before it in force."""
        unsent = self.filtered(
            lambda d: d.kind == "shipment_confirmation" and d.state in ("draft", "ready", "failed")
        )
        result = super()._cancel_unsent()
        for document in unsent:
            before = (
                document.picking_id.sudo()
                .amazon_document_ids.filtered(
                    lambda d: d.kind == "shipment_confirmation" and d.state == "superseded"
                )
                .sorted("id")[-1:]
            )
            if before:
                document.flush_recordset(["state"])
                before.state = "accepted" if before.accepted_at else "sent"
        return result
