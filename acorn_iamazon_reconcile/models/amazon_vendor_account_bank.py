# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class AmazonVendorAccount(models.Model):
    """Finding Amazon's payments on the bank statement."""

    _inherit = "amazon.vendor.account"

    bank_days = fields.Integer(
        "Bank days",
        default=5,
        help="By how many days the money may reach the bank before or after Amazon's payment date.",
    )
    bank_fee_limit = fields.Float(
        "Most bank fees",
        digits=(16, 2),
        help="A deposit that is lower than its remittances by up to this amount, in the currency "
        "of the payment, is theirs: the bank kept the rest. 0: a difference is left to a person.",
    )
    bank_fee_account_id = fields.Many2one(
        "account.account",
        "Account of bank fees",
        check_company=True,
        domain="[('account_type', 'in', ('expense', 'expense_direct_cost'))]",
        help="What the bank keeps of a deposit; the one of the chart of accounts when empty.",
    )

    _bank_days_not_negative = models.Constraint(
        "check (bank_days >= 0)", "The number of bank days cannot be negative."
    )
    _bank_fee_limit_not_negative = models.Constraint(
        "check (bank_fee_limit >= 0)", "The most bank fees cannot be negative."
    )

    def _get_bank_fee_account(self):
        types = self.env["amazon.vendor.deduction.type"].with_company(self.company_id)
        return self.bank_fee_account_id or types._propose_account("bank")

    def action_match_bank_lines(self):
        """Find the remittances that the lines of the bank statements bring."""
        for account in self._as_workers():
            account._run_local_job("match_bank_lines", account._match_bank_lines)

    def _match_bank_lines(self):
        waiting = self.env["amazon.vendor.remittance"].search(
            [
                ("account_id", "=", self.id),
                ("bank_line_id", "=", False),
                ("state", "!=", "cancelled"),
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
        for line in self._step_through("match_bank_lines", lines):
            line._amazon_match_or_tell()
            self._commit()

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

    @api.model
    def _cron_match_bank_lines(self):
        self._run_for_each_account(
            [], lambda account: account.action_match_bank_lines(), paused=True, connected=False
        )
