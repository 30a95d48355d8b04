# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import split_every

# Orders that one run of an account acknowledges before the next account has its turn.
BATCH = 200


class SaleOrder(models.Model):
    """The orders that the scheduled work of an account acknowledges: what people asked for, what
    the account lets through, and the deadlines of the others."""

    _inherit = "sale.order"

    @api.model
    def _amazon_acknowledge_due(self, account):
        self._amazon_acknowledge_requested(account)
        self._amazon_acknowledge_within_limits(account)
        self.env["amazon.vendor.document"].sudo()._compare_acknowledgements(account)
        self._amazon_alert_deadlines(account)

    @api.model
    def _amazon_find_requested(self, account, limit=BATCH):
        return (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("amazon_account_id", "=", account.id),
                    ("amazon_acknowledge_requested_by_id", "!=", False),
                    *account._get_resting("acknowledge_orders", "sale.order", "request"),
                ],
                order="amazon_acknowledge_by, id",
                limit=limit,
            )
        )

    @api.model
    def _amazon_acknowledge_requested(self, account):
        """One transaction each: an order that cannot be acknowledged holds no other back."""
        account._work_through(
            "acknowledge_orders",
            self._amazon_find_requested(account),
            lambda order: order._amazon_acknowledge_as_requested(),
            step="request",
        )

    @api.model
    def _amazon_acknowledge_within_limits(self, account):
        if not account.acknowledge_automatically:
            return
        orders = self.env["sale.order"].search(
            [
                ("amazon_account_id", "=", account.id),
                ("amazon_acknowledgement_state", "=", "to_acknowledge"),
                ("state", "in", ["draft", "sent"]),
            ],
            order="amazon_ship_window_end, id",
        )
        for ids in split_every(BATCH, orders.ids):
            batch = orders.browse(ids)
            by_order = {order.id: {} for order in batch}
            for line, values in batch._amazon_compute_proposals().items():
                by_order[line.order_id.id][line] = values
            account._work_through(
                "acknowledge_orders",
                batch,
                lambda order, by_order=by_order: order._amazon_acknowledge_if_allowed(
                    by_order[order.id]
                ),
                step="limits",
            )

    @api.model
    def _amazon_alert_deadlines(self, account):
        """One activity an order, one e-mail for all of them, before a deadline is missed."""
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("amazon_account_id", "=", account.id),
                    ("amazon_acknowledgement_state", "=", "to_acknowledge"),
                    ("amazon_deadline_alerted", "=", False),
                    (
                        "amazon_acknowledge_by",
                        "<=",
                        fields.Datetime.now() + timedelta(hours=account.alert_hours),
                    ),
                ]
            )
        )
        if not orders:
            return
        account._work_through(
            "acknowledge_orders",
            orders,
            lambda order: order._amazon_alert_deadline(),
            step="deadline",
        )
        account._email_members(
            self.env._("%s Amazon orders must be acknowledged now", len(orders)),
            "\n".join(
                f"{order.amazon_purchase_order_number}: {order.amazon_time_left}"
                for order in orders
            ),
        )
