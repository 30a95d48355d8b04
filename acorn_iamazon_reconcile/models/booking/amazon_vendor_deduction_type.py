# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.acorn_iamazon.rights import right

# What a type of deduction is in the books, by its code; where nothing fits, a person decides.
PURPOSES = {
    "shortage": "allowance",
    "price": "allowance",
    "return": "allowance",
    "damage": "allowance",
    "discount": "discount",
    "co_op": "advertising",
    "advertising": "advertising",
    "freight": "freight",
    "chargeback": "freight",
    "chargeback_on_time": "freight",
    "chargeback_prep": "freight",
    "chargeback_sioc": "freight",
    "chargeback_quantity": "freight",
    "withholding": "withholding",
    "provision": "clearing",
    "hidden": "clearing",
    "rounding": "rounding",
}
# What Amazon only holds, and gives back: no cost, and no loss of revenue.
HELD = ("provision", "hidden")
# Beginnings of account codes by chart of accounts and purpose, as Odoo's l10n modules have them.
CODES = {
    "ae": {"advertising": "400034", "bank": "400051", "claims": "102014"},
    "au": {"allowance": "61610", "advertising": "61000", "freight": "56000"},
    "be": {"allowance": "708", "advertising": "61652", "bank": "657200", "claims": "416"},
    "br": {"advertising": "3.01.01.07.01.20"},
    "ca": {"allowance": "522200"},
    "cn": {"advertising": "560102", "freight": "5601", "bank": "5603", "claims": "1221"},
    "de_skr03": {
        "allowance": "8700",
        "advertising": "4600",
        "freight": "4730",
        "bank": "4970",
        "claims": "1500",
    },
    "de_skr04": {
        "allowance": "4700",
        "advertising": "6600",
        "freight": "6740",
        "bank": "6855",
        "claims": "1300",
    },
    "es": {
        "allowance": "7080",
        "advertising": "627",
        "freight": "624",
        "withholding": "473",
        "bank": "626",
    },
    "fr": {"allowance": "709", "advertising": "6231", "freight": "6242", "bank": "627"},
    "generic": {"bank": "6200"},
    "in": {"advertising": "211240", "withholding": "10058", "bank": "2113"},
    "it": {
        "allowance": "3111",
        "advertising": "4203",
        "freight": "4201",
        "withholding": "1609",
        "claims": "1640",
    },
    "jp": {"advertising": "511900", "freight": "514500"},
    "mx": {"allowance": "402.01"},
    "nl": {"advertising": "4520", "freight": "4490", "claims": "1290"},
    "pl": {"freight": "40.020.400", "bank": "40.030.500"},
    "se": {
        "allowance": "3730",
        "advertising": "5900",
        "freight": "5700",
        "bank": "6570",
        "claims": "1680",
    },
    "sg": {
        "allowance": "300001",
        "advertising": "501002",
        "freight": "501022",
        "bank": "501005",
        "claims": "101210",
    },
    "uk": {"advertising": "600000", "freight": "603000", "bank": "791000", "claims": "110200"},
}


class AmazonVendorDeductionType(models.Model):
    """Accounts proposed by the chart of accounts in use."""

    _inherit = "amazon.vendor.deduction.type"

    @right("change")
    def action_propose_accounts(self):
        """Give each type that has no account the one that the company's chart has for it."""
        bare = self._find_bare()
        left = self._propose_accounts()
        proposed = bare - left
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": self.env._(
                    "%(done)s types of deductions have got an account. Yours to choose: %(left)s.",
                    done=len(proposed),
                    left=", ".join(left.mapped("name")) or self.env._("none"),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _is_held(self):
        return self.code in HELD

    def _find_bare(self):
        return self.search([("active", "=", True)]).filtered(lambda kind: not kind.account_id)

    def _propose_accounts(self):
        """:return: the types for which the chart has nothing"""
        bare = self._find_bare()
        for deduction_type in bare:
            account = self._propose_account(PURPOSES.get(deduction_type.code))
            if account:
                deduction_type.account_id = account
        return bare.filtered(lambda kind: not kind.account_id)

    def _propose_account(self, purpose):
        """:param str purpose: ``allowance``, ``discount``, ``advertising``, ``freight``,
            ``withholding``, ``clearing``, ``claims``, ``rounding``, ``bank``; or None
        :return: an account of the company, none when the chart has nothing for it
        """
        company = self.env.company
        by_code = self._find_account_by_code(purpose)
        if purpose == "clearing":
            return company.account_journal_suspense_account_id
        if purpose == "discount":
            return company.account_journal_early_pay_discount_loss_account_id
        if purpose == "rounding":
            return company.default_cash_difference_expense_account_id
        if by_code or purpose not in ("advertising", "freight"):
            return by_code
        journal = self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", company.id)], limit=1
        )
        return journal.default_account_id

    def _find_account_by_code(self, purpose):
        accounts = self.env["account.account"]
        chart = self.env.company.root_id.sudo().chart_template or ""
        code = (CODES.get(chart) or CODES.get(chart.split("_")[0]) or {}).get(purpose)
        if not code:
            return accounts
        domain = [
            *accounts._check_company_domain(self.env.company),
            ("code", "=like", f"{code}%"),
        ]
        return accounts.search(domain, order="code", limit=1)
