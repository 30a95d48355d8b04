# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_job import Work

INTERVALS = {"fetch_payments": 6 * 60, "create_invoices": 60, "watch_invoices": 60}
WORKS = {
    "create_invoices": Work(
        lambda account: account.action_create_invoices(),
        lambda account: account.invoice_automatically,
        on_request=True,
        paused=True,
        local=True,
    ),
    "fetch_payments": Work(lambda account: account.action_fetch_payments()),
    "watch_invoices": Work(
        lambda account: account.action_watch_invoices(), paused=True, local=True
    ),
}


class AmazonVendorJob(models.Model):
    _inherit = "amazon.vendor.job"

    code = fields.Selection(
        selection_add=[
            ("fetch_payments", "Fetch the status of invoices"),
            ("create_invoices", "Invoice what was shipped"),
            ("watch_invoices", "Keep copies of invoices, watch over late ones"),
        ],
        ondelete=dict.fromkeys(WORKS, "cascade"),
    )

    @api.model
    def _get_intervals(self):
        return {**super()._get_intervals(), **INTERVALS}

    @api.model
    def _get_watched(self, account):
        return [*super()._get_watched(account), ("fetch_payments", "payments_fetched_until")]

    @api.model
    def _get_works(self):
        return {**super()._get_works(), **WORKS}
