# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...spapi import utc_text
from ..exchange.amazon_vendor_account_jobs import FETCH_OVERLAP, FETCH_REACH, FETCH_WINDOW


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

    def action_fetch_purchase_order_status(self):
        """Fetch and apply the purchase order status that changed since the last fetch."""
        for account in self._as_workers():
            account._run_job("fetch_order_status", account._fetch_purchase_order_status)
            account._apply_documents()
            account._alert_shortages()

    def _fetch_purchase_order_status(self):
        """Store what Amazon tells, window by window; the mark moves when a window is complete.

        :raise SpApiError: when Amazon cannot be asked; what was stored by then stays
        """
        client = self._get_client()
        documents = self.env["amazon.vendor.document"].sudo()
        for start, end in self._get_status_windows():
            self._commit()
            query = {"updatedAfter": utc_text(start), "updatedBefore": utc_text(end), "limit": 100}
            for page in client.pages("getPurchaseOrdersStatus", query):
                records = page.data.get("ordersStatus") or []
                documents._store_incoming(self, "order_status", records, page.request_id)
                self._commit()
            self.status_fetched_until = end
            self._commit()

    def _get_status_windows(self):
        """:return: the windows (start, end), oldest first; Amazon allows 7 days in one"""
        now = fields.Datetime.now()
        start = max((self.status_fetched_until or now) - FETCH_OVERLAP, now - FETCH_REACH)
        windows = []
        while start < now:
            end = min(start + FETCH_WINDOW, now)
            windows.append((start, end))
            start = end
        return windows

    def _alert_shortages(self):
        """Ask somebody to look at what Amazon booked short, once the account's days are over."""
        settled = fields.Datetime.now() - timedelta(days=self.shortage_days)
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("amazon_account_id", "=", self.id),
                    ("amazon_receipt_state", "=", "short"),
                    ("amazon_last_received_at", "<=", settled),
                ]
            )
        )
        orders._amazon_alert_shortage()
        self._commit()

    @api.model
    def _cron_fetch_order_status(self):
        self._run_for_each_account(
            [("fetch_automatically", "=", True), *self._get_due_accounts("fetch_order_status")],
            lambda account: account.action_fetch_purchase_order_status(),
        )
