# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from functools import partial

from odoo import fields, models

from ...rights import right


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

    def _get_acknowledge_by(self, ordered_at):
        """:param ordered_at: the date of a purchase order
        :return: until when Amazon waits for its answer; False where nobody knows"""
        if self.acknowledgement_hours:
            return ordered_at + timedelta(hours=self.acknowledgement_hours)
        deadlines = self.env["amazon.vendor.deadline"]
        return deadlines._get_moment(ordered_at, self.sudo().marketplace_ids) or False

    @right("run")
    def action_acknowledge_orders(self):
        """Acknowledge what was asked for or may go by itself, and alert before deadlines."""
        for account in self._as_workers():
            account._acknowledge_batch()

    def _acknowledge_batch(self):
        """:return: whether orders are left that people asked for"""
        orders = self.env["sale.order"]
        self._run_local_job("acknowledge_orders", partial(orders._amazon_acknowledge_due, self))
        return bool(orders._amazon_find_requested(self, limit=1))
