# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorJob(models.Model):
    _inherit = "amazon.vendor.job"

    code = fields.Selection(
        selection_add=[("fetch_payments", "Fetch the status of invoices")],
        ondelete={"fetch_payments": "cascade"},
    )

    @api.model
    def _get_intervals(self):
        return {**super()._get_intervals(), "fetch_payments": 6 * 60}

    @api.model
    def _get_crons(self):
        return {
            **super()._get_crons(),
            "fetch_payments": "acorn_iamazon_account.ir_cron_fetch_payments",
        }
