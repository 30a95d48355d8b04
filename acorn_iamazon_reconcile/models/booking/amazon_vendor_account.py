# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorAccount(models.Model):
    """Booking by schedule: what is matched to the last cent needs no person."""

    _inherit = "amazon.vendor.account"

    @right("invoice")
    def action_book_remittances(self):
        """Book what is matched, each remittance in a transaction of its own."""
        for account in self._as_workers():
            account._run_local_job("book_remittances", account._book_matched_remittances)

    @right("invoice")
    def action_request_book_remittances(self):
        self._let_run("book_remittances")
        return self._notify_requested(self.env._("What is matched will be booked within a minute."))

    def _book_matched_remittances(self):
        remittances = self.env["amazon.vendor.remittance"].search(
            [
                ("account_id", "=", self.id),
                *self.env["amazon.vendor.remittance"]._get_clean_domain(),
            ],
            order="date, id",
        )
        self._work_through("book_remittances", remittances, lambda r: r._book_by_schedule())

    @right("configure")
    def action_propose_accounts(self):
        """Give the account, and each type of deduction, what the company's chart has for it, where
        nothing is chosen."""
        self.ensure_one()
        types = self.env["amazon.vendor.deduction.type"].with_company(self.company_id)
        if not self.claims_account_id:
            self.claims_account_id = types._propose_account("claims")
        may_choose = types.has_access("write")
        left = types._propose_accounts() if may_choose else types._find_bare()
        missing = left.mapped("name")
        if not self.claims_account_id:
            missing = [self.env._("claims (make a current asset for them)"), *missing]
        message = self.env._("Proposed. Yours to choose: %s.", ", ".join(missing))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if missing else "success",
                "message": message if missing else self.env._("Each purpose has its account."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
