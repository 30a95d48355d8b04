# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

# Orders that one run of an account acknowledges before the next account has its turn.
BATCH = 200


class AmazonVendorAccount(models.Model):
    """Acknowledging by itself: what people asked for, what an account lets through, deadlines."""

    _inherit = "amazon.vendor.account"

    acknowledge_automatically = fields.Boolean(
        help="Orders that stock can fill at the agreed costs are acknowledged without a person. "
        "The limits beside it leave the others to one.",
    )
    automatic_fill_percent = fields.Float(
        "Least Share in Stock",
        default=100.0,
        help="Percent of the units ordered that must be free by the ship window. Below 100, the "
        "rest is rejected as temporarily unavailable, which cannot be taken back.",
    )
    automatic_amount = fields.Float(
        "Largest Order", help="Larger orders are left to a person, in their currency. 0: no limit."
    )
    back_order_days = fields.Integer(
        "Back-order within",
        default=28,
        help="Days after the ship window in which a receipt may fill a back-order.",
    )
    alert_hours = fields.Integer(
        "Alert before the deadline",
        default=4,
        help="Hours before the deadline of an acknowledgement at which somebody is alerted.",
    )

    @api.model
    def _cron_acknowledge_orders(self):
        self._run_for_each_account(
            self._get_due_accounts("acknowledge_orders"),
            lambda account: account._acknowledge_batch(),
            paused=True,
        )

    def action_acknowledge_orders(self):
        """Acknowledge what was asked for or may go by itself, and alert before deadlines."""
        for account in self._as_workers():
            account._acknowledge_batch()

    def _acknowledge_batch(self):
        """:return: whether orders are left that people asked for"""
        self._run_local_job("acknowledge_orders", self._acknowledge_orders)
        return bool(self._find_requested_orders(limit=1))

    def _acknowledge_orders(self):
        self._acknowledge_requested_orders()
        self._acknowledge_orders_within_limits()
        self._compare_acknowledgements()
        self._alert_deadlines()

    # === WHAT PEOPLE ASKED FOR === #

    def _find_requested_orders(self, limit=BATCH):
        return (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("amazon_account_id", "=", self.id),
                    ("amazon_acknowledge_requested_by_id", "!=", False),
                ],
                order="amazon_acknowledge_by, id",
                limit=limit,
            )
        )

    def _acknowledge_requested_orders(self):
        """One transaction each: an order that cannot be acknowledged holds no other back."""
        for order in self._step_through("acknowledge_orders", self._find_requested_orders()):
            user = order.amazon_acknowledge_requested_by_id
            order.amazon_acknowledge_requested_by_id = False
            order._amazon_try_acknowledge(user)
            self._commit()

    # === BY ITSELF, WITHIN LIMITS === #

    def _acknowledge_orders_within_limits(self):
        if not self.acknowledge_automatically:
            return
        orders = self.env["sale.order"].search(
            [
                ("amazon_account_id", "=", self.id),
                ("amazon_acknowledgement_state", "=", "to_acknowledge"),
                ("state", "in", ["draft", "sent"]),
            ],
            order="amazon_ship_window_end, id",
            limit=BATCH,
        )
        proposals = orders._amazon_compute_proposals()
        for order in self._step_through("acknowledge_orders", orders):
            lines = {line: values for line, values in proposals.items() if line.order_id == order}
            obstacle = order._amazon_find_obstacle(lines)
            if obstacle:
                order._amazon_note_obstacle(obstacle)
                continue
            for line, values in lines.items():
                line.write(values)
            order._amazon_try_acknowledge(self.user_id or self.env.user)
            self._commit()

    # === DEADLINES === #

    def _alert_deadlines(self):
        """One activity an order, one e-mail for all of them, before a deadline is missed."""
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("amazon_account_id", "=", self.id),
                    ("amazon_acknowledgement_state", "=", "to_acknowledge"),
                    ("state", "!=", "cancel"),
                    ("amazon_deadline_alerted", "=", False),
                    (
                        "amazon_acknowledge_by",
                        "<=",
                        fields.Datetime.now() + timedelta(hours=self.alert_hours),
                    ),
                ]
            )
        )
        if not orders:
            return
        orders._amazon_alert_deadline()
        self._email_members(
            self.env._("%s Amazon orders must be acknowledged now", len(orders)),
            "\n".join(
                f"{order.amazon_purchase_order_number}: {order.amazon_time_left}"
                for order in orders
            ),
        )

    # === WHAT AMAZON MADE OF IT === #

    def _compare_acknowledgements(self):
        """Hold what Amazon's purchase order status shows against what was acknowledged."""
        documents = (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("account_id", "=", self.id),
                    ("kind", "=", "acknowledgement"),
                    ("state", "=", "accepted"),
                    ("comparison_state", "=", "waiting"),
                    ("sale_order_id", "!=", False),
                ]
            )
        )
        for document in documents:
            document._compare_acknowledged()
