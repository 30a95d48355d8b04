# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorAccount(models.Model):
    """The health check of remittances."""

    _inherit = "amazon.vendor.account"

    def _get_checks(self):
        return {
            **super()._get_checks(),
            "bank_journal": (self.env._("A bank journal takes payments"), self._check_bank_journal),
            "deduction_accounts": (
                self.env._("Deductions have their accounts"),
                self._check_deduction_accounts,
            ),
        }

    def _check_bank_journal(self):
        journal = self.remittance_journal_id
        journals = journal or self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company_id.id)]
        )
        mend = self.env._("Choose the bank journal on the Invoices page of the account.")
        if not journals:
            return "bad", self.env._("%s has no bank journal.", self.company_id.name), mend
        if len(journals) > 1:
            finding = self.env._(
                "%(count)s bank journals, and none is chosen for Amazon: %(name)s would be taken.",
                count=len(journals),
                name=journals[0].display_name,
            )
            return "warning", finding, mend
        return "good", self.env._("Payments are booked in %s.", journals.display_name), ""

    def _check_deduction_accounts(self):
        bare = (
            self._get_used_deduction_types()
            .with_company(self.company_id)
            .filtered(lambda deduction_type: not deduction_type.account_id)
        )
        if not bare or self.deduction_account_id:
            return "good", self.env._("Each deduction has an account to be booked on."), ""
        fallback = self._get_deduction_account()
        names = self._shorten_list(bare.mapped("name"))
        mend = self.env._(
            "Choose accounts in Accounting, Configuration, Amazon Deduction Types (Propose "
            "Accounts there fills in what your chart has), or the default account of deductions "
            "on the account."
        )
        if not fallback:
            return "bad", self.env._("No account for: %s.", names), mend
        return (
            "warning",
            self.env._(
                "No account of their own, booked on %(account)s: %(types)s.",
                account=fallback.display_name,
                types=names,
            ),
            mend,
        )

    def _get_used_deduction_types(self):
        """:return: the types on the account's remittances, also of what Amazon takes off an invoice
        in a column of its own"""
        lines = self.env["amazon.vendor.remittance.line"]
        domain = [("account_id", "=", self.id), ("remittance_id.state", "!=", "cancelled")]
        groups = lines._read_group(
            [*domain, ("deduction_type_id", "!=", False)], ["deduction_type_id"]
        )
        types = self.env["amazon.vendor.deduction.type"].union(*(group[0] for group in groups))
        for name in ("discount", "withholding"):
            if lines.search_count([*domain, (name, "!=", 0)], limit=1):
                types |= self.env.ref(f"acorn_iamazon_reconcile.deduction_type_{name}")
        return types.filtered("active")
