# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

CRONS = {
    code: f"acorn_iamazon_reconcile.ir_cron_{code}"
    for code in ("book_remittances", "match_bank_lines")
}


class AmazonVendorJob(models.Model):
    _inherit = "amazon.vendor.job"

    code = fields.Selection(
        selection_add=[
            ("book_remittances", "Book remittances"),
            ("match_bank_lines", "Find remittances on the bank statement"),
        ],
        ondelete=dict.fromkeys(CRONS, "cascade"),
    )

    @api.model
    def _get_crons(self):
        return {**super()._get_crons(), **CRONS}
