# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...rights import right
from ..order.sale_order_stage import NOTICE_MISSING

# Transfers are due when their window ends so soon.
DUE_SOON = timedelta(days=2)


class AmazonVendorAccount(models.Model):
    """What waits for somebody, by account: the overview's tiles and the lists behind them."""

    _inherit = "amazon.vendor.account"

    count_acknowledge_late = fields.Integer("Late", compute="_compute_overview")
    count_to_ship = fields.Integer("To ship", compute="_compute_overview")
    count_due_to_ship = fields.Integer("Due to ship", compute="_compute_overview")
    count_ship_late = fields.Integer("Window over", compute="_compute_overview")
    count_notice_missing = fields.Integer("Shipment notice missing", compute="_compute_overview")
    count_rejected_documents = fields.Integer("Refused by Amazon", compute="_compute_overview")
    count_short_received = fields.Integer("Short received", compute="_compute_overview")
    count_unmapped_orders = fields.Integer("Orders not mapped", compute="_compute_overview")

    def _compute_overview(self):
        counts = {name: self._count_overview(*what) for name, what in self._get_overview().items()}
        for account in self:
            for name, by_account in counts.items():
                account[name] = by_account.get(account, 0)

    @api.model
    def _get_overview(self):
        """:return: what the tiles count: (model, field of the account, domain) by field"""
        now = fields.Datetime.now()
        orders = ("sale.order", "amazon_account_id")
        transfers = ("stock.picking", "amazon_account_id")
        documents = ("amazon.vendor.document", "account_id")
        to_ship = self._get_to_ship_domain()
        return {
            "count_acknowledge_late": (
                *orders,
                [("amazon_stage", "=", "to_acknowledge"), ("amazon_acknowledge_by", "<", now)],
            ),
            "count_to_ship": (*transfers, to_ship),
            "count_due_to_ship": (
                *transfers,
                [*to_ship, ("amazon_window_end", "<", now + DUE_SOON)],
            ),
            "count_ship_late": (*transfers, [*to_ship, ("amazon_window_end", "<", now)]),
            "count_notice_missing": (*transfers, [("amazon_shipment_state", "in", NOTICE_MISSING)]),
            "count_rejected_documents": (*documents, [("state", "=", "rejected")]),
            "count_short_received": (*orders, [("amazon_receipt_state", "=", "short")]),
            "count_unmapped_orders": (
                *documents,
                [("is_unmapped", "=", True), ("state", "=", "failed")],
            ),
        }

    @api.model
    def _get_to_ship_domain(self):
        return [
            ("picking_type_code", "in", ("outgoing", "dropship")),
            ("state", "not in", ("draft", "done", "cancel")),
        ]

    def _count_overview(self, model, account_field, domain):
        """Counted for all members alike, whatever their rights in Sales and Inventory."""
        groups = (
            self.env[model]
            .sudo()
            ._read_group([(account_field, "in", self.ids), *domain], [account_field], ["__count"])
        )
        return dict(groups)

    # === THE LISTS BEHIND THE TILES === #

    @right("see")
    def action_open_late(self):
        return self._open("sale_order_action_amazon", "amazon_account_id", "late")

    @right("see")
    def action_open_to_ship(self):
        return self._open("stock_picking_action_amazon", "amazon_account_id", "to_ship")

    @right("see")
    def action_open_due_to_ship(self):
        return self._open("stock_picking_action_amazon", "amazon_account_id", "due")

    @right("see")
    def action_open_ship_late(self):
        return self._open("stock_picking_action_amazon", "amazon_account_id", "late")

    @right("see")
    def action_open_notice_missing(self):
        return self._open("stock_picking_action_amazon", "amazon_account_id", "notice_missing")

    @right("see")
    def action_open_rejected(self):
        return self._open("amazon_vendor_document_action", "account_id", "rejected")

    @right("see")
    def action_open_short_received(self):
        return self._open("sale_order_action_amazon", "amazon_account_id", "short")

    @right("see")
    def action_open_unmapped_orders(self):
        return self._open("amazon_vendor_document_action", "account_id", "unmapped")
