# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

UNANSWERED = ("to_acknowledge", "unknown", "failed", "rejected")
NOTICE_MISSING = ("to_confirm", "unknown", "failed", "rejected")


class SaleOrder(models.Model):
    """How far an order of Amazon's is, and what the screens filter and group by."""

    _inherit = "sale.order"

    amazon_stage = fields.Selection(
        [
            ("to_acknowledge", "To acknowledge"),
            ("to_ship", "To ship"),
            ("notice_missing", "Shipment notice missing"),
            ("shipped", "Shipped"),
            ("short", "Short received"),
            ("received", "Received"),
            ("cancelled", "Cancelled"),
            ("history", "History"),
        ],
        compute="_compute_amazon_stage",
        store=True,
        index="btree_not_null",
        group_expand=True,
        help="What comes next for the order.",
        prefetch="amazon",
    )
    amazon_window_start = fields.Datetime(
        "Window from",
        compute="_compute_amazon_window",
        store=True,
        help="Ship window, or the delivery window of orders that have no ship window.",
    )
    amazon_window_end = fields.Datetime(
        "Window until",
        compute="_compute_amazon_window",
        store=True,
        index="btree_not_null",
        help="Ship window, or the delivery window of orders that have no ship window.",
    )
    amazon_due = fields.Datetime(
        "Due",
        compute="_compute_amazon_due",
        compute_sudo=True,
        help="Until when somebody has to act: the time to acknowledge, then the end of the window.",
    )
    amazon_centre = fields.Char(
        "Fulfilment Centre",
        compute="_compute_amazon_centre",
        compute_sudo=True,
        help="Amazon's code of where the goods go, and its town.",
    )
    amazon_kind = fields.Char("Kind of PO", compute="_compute_amazon_kind", compute_sudo=True)
    amazon_changed_at = fields.Datetime(
        "Changed by Amazon",
        readonly=True,
        copy=False,
        help="When Amazon last changed lines, quantities or the window after the order came.",
        prefetch="amazon",
    )
    amazon_is_unmapped = fields.Boolean(
        "Products not mapped",
        compute="_compute_amazon_is_unmapped",
        compute_sudo=True,
        search="_search_amazon_is_unmapped",
        help="A newer version of the purchase order waits for a product to be mapped.",
    )

    @api.depends(
        "state",
        "amazon_account_id",
        "amazon_is_history",
        "amazon_acknowledgement_state",
        "amazon_receipt_state",
        "picking_ids.state",
        "picking_ids.amazon_shipment_state",
    )
    def _compute_amazon_stage(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_stage = False
        if not ours:
            return
        pickings = self.env["stock.picking"]
        transfers = pickings.search_fetch(
            [("sale_id", "in", ours.ids)], ["sale_id", "state", "amazon_shipment_state"]
        ).grouped("sale_id")
        for order in ours:
            order.amazon_stage = order._amazon_get_stage(transfers.get(order._origin, pickings))

    def _amazon_get_stage(self, transfers):
        """:return: the earliest thing that somebody has to do, or how the order ended"""
        if self.amazon_is_history:
            return "history"
        if self.amazon_acknowledgement_state in UNANSWERED:
            return "to_acknowledge"  # also when it is cancelled here: Amazon was not told
        if self.state == "cancel":
            return "cancelled"
        if any(transfer.amazon_shipment_state in NOTICE_MISSING for transfer in transfers):
            return "notice_missing"
        if not self.amazon_receipt_state or any(
            transfer.state not in ("done", "cancel") for transfer in transfers
        ):
            return "to_ship"
        if self.amazon_receipt_state in ("short", "received"):
            return self.amazon_receipt_state
        return "shipped"

    @api.depends(
        "amazon_account_id",
        "amazon_ship_window_start",
        "amazon_ship_window_end",
        "amazon_delivery_window_start",
        "amazon_delivery_window_end",
    )
    def _compute_amazon_window(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_window_start = False
        (self - ours).amazon_window_end = False
        for order in ours:
            kind = "ship" if order.amazon_ship_window_end else "delivery"
            order.amazon_window_start = order[f"amazon_{kind}_window_start"]
            order.amazon_window_end = order[f"amazon_{kind}_window_end"]

    @api.depends("amazon_stage", "amazon_acknowledge_by", "amazon_window_end")
    def _compute_amazon_due(self):
        for order in self:
            by = order.amazon_stage == "to_acknowledge" and order.amazon_acknowledge_by
            order.amazon_due = by or order.amazon_window_end

    @api.depends("amazon_purchase_order_type")
    def _compute_amazon_kind(self):
        """A type that Amazon adds is shown as it writes it."""
        names = {
            "RegularOrder": self.env._("Regular order"),
            "ConsignedOrder": self.env._("Consignment"),
            "NewProductIntroduction": self.env._("New product"),
            "RushOrder": self.env._("Rush order"),
        }
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_kind = False
        for order in ours:
            written = order.amazon_purchase_order_type
            order.amazon_kind = names.get(written, written)

    @api.depends("partner_shipping_id")
    def _compute_amazon_centre(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_centre = False
        for order in ours:
            centre = order.partner_shipping_id
            order.amazon_centre = ", ".join(filter(None, (centre.ref or centre.name, centre.city)))

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Lists of Amazon's orders show first what is due first, which no column says."""
        if field_name != "amazon_due":
            return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
        return SQL(
            "COALESCE(CASE WHEN %s = 'to_acknowledge' THEN %s END, %s) %s %s",
            self._field_to_sql(alias, "amazon_stage", query),
            self._field_to_sql(alias, "amazon_acknowledge_by", query),
            self._field_to_sql(alias, "amazon_window_end", query),
            direction,
            nulls,
        )

    def _compute_amazon_is_unmapped(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_is_unmapped = False
        numbers = self._amazon_get_unmapped_numbers() if ours else ()
        for order in ours:
            order.amazon_is_unmapped = order.amazon_purchase_order_number in numbers

    def _search_amazon_is_unmapped(self, operator, value):
        if operator != "in":
            return NotImplemented
        numbers = list(self._amazon_get_unmapped_numbers())
        return [("amazon_purchase_order_number", "in" if True in value else "not in", numbers)]

    @api.model
    def _amazon_get_unmapped_numbers(self):
        documents = self.env["amazon.vendor.document"].sudo()
        waiting = documents.search_fetch(
            [("is_unmapped", "=", True), ("state", "in", ["failed", "done"])], ["number"]
        )
        return set(waiting.mapped("number"))
