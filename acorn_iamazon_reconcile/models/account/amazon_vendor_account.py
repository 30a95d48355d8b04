# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorAccount(models.Model):
    """What an account sets for remittances: journals, accounts, tolerances."""

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
        help="For types of deductions that have no account; the company's suspense account when "
        "empty, where they wait to be looked at.",
    )
    provision_account_id = fields.Many2one(
        "account.account",
        "Account of provisions",
        check_company=True,
        domain="[('account_type', 'in', ('liability_current', 'asset_current'))]",
        help="For deductions that are known and not taken yet, at the end of a month.",
    )
    claims_account_id = fields.Many2one(
        "account.account",
        "Account of claims",
        check_company=True,
        domain="[('account_type', '=', 'asset_current')]",
        help="Where a deduction that is disputed waits until Amazon decides: it is no cost before. "
        "Empty: it stays the cost that it was booked as.",
    )

    match_tolerance = fields.Integer(
        "Rounding tolerance",
        default=2,
        help="By how many of the currency's smallest units (cents, yen) a remittance may be off an "
        "invoice and still be its payment. The difference is booked as rounding.",
    )
    match_rule_ids = fields.One2many("amazon.vendor.match.rule", "account_id")

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
    book_automatically = fields.Boolean(
        "Book matched remittances",
        help="A remittance whose lines are all matched and make up the payment is booked within "
        "the hour. Off: an accountant presses Book.",
    )

    closed_until = fields.Date(
        readonly=True, copy=False, help="The last day of the month that was closed last."
    )

    _match_tolerance_not_negative = models.Constraint(
        "check (match_tolerance >= 0)", "The rounding tolerance cannot be negative."
    )
    _bank_days_not_negative = models.Constraint(
        "check (bank_days >= 0)", "The number of bank days cannot be negative."
    )
    _bank_fee_limit_not_negative = models.Constraint(
        "check (bank_fee_limit >= 0)", "The most bank fees cannot be negative."
    )

    @api.model
    def _find_to_close(self, day):
        """:return: the reader's accounts with invoices or remittances until that day, which are
        not closed until then"""
        open_ones = self.search(["|", ("closed_until", "=", False), ("closed_until", "<", day)])
        moves = self.env["account.move"].sudo()
        groups = moves._read_group(
            [
                ("amazon_account_id", "in", open_ones.ids),
                ("state", "=", "posted"),
                ("date", "<=", day),
            ],
            ["amazon_account_id"],
        )
        return self.browse(account.id for (account,) in groups)

    def _get_remittance_journal(self):
        """:return: a bank journal of the company, for a branch also of its parent"""
        journals = self.env["account.journal"]
        domain = [("type", "=", "bank"), *journals._check_company_domain(self.company_id)]
        found = journals.search(domain)
        own = found.filtered(lambda journal: journal.company_id == self.company_id)
        return self.remittance_journal_id or (own or found)[:1]

    def _get_deduction_account(self, is_held=False):
        """Where waits what has no account of its own: never on the account of the sales, and what
        Amazon only holds on none of profit or loss.

        :param is_held: whether Amazon gives it back
        """
        chosen = self.deduction_account_id
        is_misused = chosen in self._get_sales_accounts() or (
            is_held and chosen.internal_group in ("income", "expense")
        )
        suspense = self.company_id.account_journal_suspense_account_id
        return suspense if is_misused else chosen or suspense

    def _get_sales_accounts(self):
        """:return: the accounts on which the journals of sales book by default"""
        journals = self.env["account.journal"]
        company = journals._check_company_domain(self.company_id)
        return journals.search([*company, ("type", "=", "sale")]).default_account_id

    def _ask_to_close_month(self):
        """What the card of *Today* does."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_reconcile.amazon_vendor_month_close_action"
        )

    def _get_bank_fee_account(self):
        types = self.env["amazon.vendor.deduction.type"].with_company(self.company_id)
        return self.bank_fee_account_id or types._propose_account("bank")
