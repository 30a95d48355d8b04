# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import models
from odoo.fields import Domain

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorAccount(models.Model):
    """Finding Amazon's payments on the bank statement."""

    _inherit = "amazon.vendor.account"

    @right("run")
    def action_match_bank_lines(self):
        """Find the remittances that the lines of the bank statements bring."""
        for account in self._as_workers():
            account._run_local_job("match_bank_lines", account._match_bank_lines)

    def _match_bank_lines(self):
        waiting = self.env["amazon.vendor.remittance"].search(
            [
                ("account_id", "=", self.id),
                ("bank_line_id", "=", False),
                ("state", "not in", ("cancelled", "before")),
            ],
            order="date, id",
            limit=1,
        )
        if not waiting:
            return
        lines = self.env["account.bank.statement.line"].search(
            self._get_bank_line_domain(waiting.date - timedelta(days=self.bank_days)),
            order="date, id",
        )
        self._work_through("match_bank_lines", lines, lambda line: line._amazon_match())

    def _get_bank_line_domain(self, since):
        """:return: of the lines in the account's journal that nothing was found for yet"""
        return Domain(
            [
                ("journal_id", "=", self._get_remittance_journal().id),
                ("is_reconciled", "=", False),
                ("amazon_remittance_ids", "=", False),
                ("amazon_left_alone", "=", False),
                ("date", ">=", since),
            ]
        )
