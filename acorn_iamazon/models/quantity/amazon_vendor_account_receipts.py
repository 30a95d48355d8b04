# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from functools import partial

from odoo import fields, models

from ...rights import right


class AmazonVendorAccount(models.Model):
    """What Amazon ordered, took as acknowledged and received, from the purchase order status."""

    _inherit = "amazon.vendor.account"

    status_fetched_until = fields.Datetime(
        "Purchase order status fetched until",
        default=lambda self: fields.Datetime.now() - timedelta(days=30),
        help="The next fetch begins a little before this time.",
    )
    shortage_days = fields.Integer(
        "Shortage activity after",
        help="Days after Amazon's last receipt of an order until somebody is asked to look at its "
        "short received lines; a fulfilment centre may take days to count a delivery. 0: at once. "
        "The orders themselves show the shortage at once in any case.",
    )

    _shortage_days_not_negative = models.Constraint(
        "CHECK (shortage_days >= 0)", "The days until a shortage activity cannot be negative."
    )

    @right("run")
    def action_fetch_purchase_order_status(self):
        """Fetch and apply the purchase order status that changed since the last fetch."""
        for account in self._as_workers():
            status = account.env["amazon.vendor.kind.order.status"]
            account._run_job("fetch_order_status", partial(status._fetch, account))
            account._apply_documents()
            account.env["sale.order"]._amazon_alert_shortages(account)
