# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    remittance_journal_id = fields.Many2one(
        "account.journal",
        "Bank journal of remittances",
        domain="[('type', '=', 'bank')]",
        check_company=True,
        help="The journal in which Amazon's payments are booked; the company's first bank journal "
        "when empty.",
    )
    deduction_account_id = fields.Many2one(
        "account.account",
        "Default account of deductions",
        check_company=True,
        help="For types of deductions that have no account; the income account of the invoice "
        "journal when empty, for deductions lower the revenue.",
    )

    provision_account_id = fields.Many2one(
        "account.account",
        "Account of provisions",
        check_company=True,
        domain="[('account_type', 'in', ('liability_current', 'asset_current'))]",
        help="For deductions that are known and not taken yet, at the end of a month.",
    )

    def _get_remittance_journal(self):
        return self.remittance_journal_id or self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company_id.id)], limit=1
        )

    def _get_deduction_account(self):
        journal = self.journal_id or self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company_id.id)], limit=1
        )
        return self.deduction_account_id or journal.default_account_id
