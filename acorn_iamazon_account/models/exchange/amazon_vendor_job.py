# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

CRONS = {
    code: f"acorn_iamazon_account.ir_cron_{code}"
    for code in ("fetch_payments", "create_invoices", "watch_invoices")
}


class AmazonVendorJob(models.Model):
    _inherit = "amazon.vendor.job"

    code = fields.Selection(
        selection_add=[
            ("fetch_payments", "Fetch the status of invoices"),
            ("create_invoices", "Invoice what was shipped"),
            ("watch_invoices", "Keep copies of invoices, watch over late ones"),
        ],
        ondelete=dict.fromkeys(CRONS, "cascade"),
    )

    @api.model
    def _get_intervals(self):
        return {**super()._get_intervals(), "fetch_payments": 6 * 60}

    @api.model
    def _get_watched(self, account):
        return [*super()._get_watched(account), ("fetch_payments", "payments_fetched_until")]

    @api.model
    def _get_crons(self):
        return {**super()._get_crons(), **CRONS}
