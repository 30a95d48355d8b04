# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_job import Work

INTERVALS = {"fetch_remittances": 6 * 60, "book_remittances": 60, "match_bank_lines": 60}
WORKS = {
    "fetch_remittances": Work(
        lambda account: account.action_fetch_remittances(),
        lambda account: not account.remittances_refused,
    ),
    "book_remittances": Work(
        lambda account: account.action_book_remittances(),
        lambda account: account.book_automatically,
        on_request=True,
        paused=True,
        local=True,
    ),
    "match_bank_lines": Work(
        lambda account: account.action_match_bank_lines(), paused=True, local=True
    ),
}


class AmazonVendorJob(models.Model):
    _inherit = "amazon.vendor.job"

    code = fields.Selection(
        selection_add=[
            ("fetch_remittances", "Fetch remittances"),
            ("book_remittances", "Book remittances"),
            ("match_bank_lines", "Find remittances on the bank statement"),
        ],
        ondelete=dict.fromkeys(WORKS, "cascade"),
    )

    @api.model
    def _get_intervals(self):
        return {**super()._get_intervals(), **INTERVALS}

    @api.model
    def _get_works(self):
        return {**super()._get_works(), **WORKS}
