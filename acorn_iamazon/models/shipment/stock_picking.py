# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...columns import create_columns
from ...link import Link
from ...rights import filter_sendable, right


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "amazon.vendor.guarded"]

    amazon_account_id = Link(
        related="sale_id.amazon_account_id", store=True, index="btree_not_null"
    )
    amazon_purchase_order_number = fields.Char(related="sale_id.amazon_purchase_order_number")
    amazon_document_ids = fields.One2many(
        "amazon.vendor.document", "picking_id", groups="acorn_iamazon.group_user"
    )
    amazon_shipment_state = fields.Selection(
        [
            ("to_confirm", "To confirm"),
            ("queued", "Waiting to be sent"),
            ("sent", "Sent"),
            ("unknown", "Fate unknown"),
            ("accepted", "Accepted by Amazon"),
            ("rejected", "Refused by Amazon"),
            ("failed", "Failed"),
        ],
        "Shipment Notice",
        compute="_compute_amazon_shipment_state",
        store=True,
        index="btree_not_null",
        prefetch="amazon",
    )

    def _auto_init(self):
        create_columns(self)
        return super()._auto_init()

    @api.depends(
        "state",
        "picking_type_code",
        "amazon_account_id",
        "amazon_document_ids.state",
        "amazon_document_ids.shadow_state",
        "amazon_document_ids.kind",
        "amazon_lead_picking_id.amazon_document_ids.state",
        "amazon_lead_picking_id.amazon_document_ids.shadow_state",
    )
    def _compute_amazon_shipment_state(self):
        shipped = self.filtered(lambda picking: picking._amazon_is_shipped())
        (self - shipped).amazon_shipment_state = False
        for picking in shipped:
            notices = picking._amazon_get_notices()
            picking.amazon_shipment_state = notices._get_progress() or "to_confirm"

    def _amazon_is_shipped(self):
        """:return: whether the transfer is a delivery to Amazon that has left"""
        return bool(
            self.amazon_account_id and self._amazon_goes_to_amazon() and self.state == "done"
        )

    def _amazon_goes_to_amazon(self):
        """:return: whether it brings goods to the customer: out of a warehouse, or from a supplier
        past it (*dropship*, of Odoo's module for that)"""
        return self.picking_type_code in ("outgoing", "dropship")

    def _action_done(self):
        result = super()._action_done()
        self.move_ids._amazon_tell_returns()
        waiting = self.filtered(
            lambda picking: (
                picking._amazon_is_shipped()
                and picking.sudo().amazon_account_id.confirm_shipment_on_done
            )
        )
        filter_sendable(waiting)._amazon_prepare_shipments()
        return result

    @right("send")
    def action_amazon_confirm_shipment(self):
        """Build the shipment confirmation (ASN) of the transfers and make it ready to send.

        What Amazon has already, and what changed since, goes out as a replacement.
        """
        self.filtered(lambda picking: picking._amazon_is_shipped())._amazon_prepare_shipments()

    def _amazon_prepare_shipments(self):
        documents = self.env["amazon.vendor.document"].sudo()
        for lead in self._amazon_get_leads():
            if not lead._amazon_is_complete():
                continue  # the last transfer of the shipment announces them all
            problems = lead._amazon_number_packages()
            payload = lead._amazon_build_shipment()
            documents |= documents._prepare_outgoing(
                lead.sudo().amazon_account_id,
                "shipment_confirmation",
                lead.name,
                payload,
                problems=[*problems, *lead._amazon_find_shipment_problems(payload)],
                picking_id=lead.id,
                sale_order_id=lead.sale_id.id,
            )
        if documents:
            self.sudo().amazon_account_id._wake_lanes()
        return documents
