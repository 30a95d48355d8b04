# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AccountJournal(models.Model):
    """The card of the journal that Amazon's payments are booked in."""

    _inherit = "account.journal"

    def _get_journal_dashboard_data_batched(self):
        data = super()._get_journal_dashboard_data_batched()
        counts = self._amazon_count_work()
        for journal in self:
            data[journal.id].update(counts.get(journal, {}))
        return data

    def _amazon_count_work(self):
        """:return: by journal: remittances to match, deductions to decide on, and remittances whose
        lines do not make up the payment"""
        accounts = (
            self.env["amazon.vendor.account"]
            .sudo()
            .search([("company_id", "in", self.company_id.ids)])
        )
        work = {}
        for account in accounts:
            journal = account._get_remittance_journal()
            if journal not in self:
                continue
            remittances = self.env["amazon.vendor.remittance"]
            own = work.setdefault(
                journal, {"amazon_to_match": 0, "amazon_to_dispute": 0, "amazon_differences": 0}
            )
            if not remittances.has_access("read"):
                continue
            domain = [("account_id", "=", account.id), ("state", "in", ("draft", "matched"))]
            own["amazon_to_match"] += remittances.search_count([*domain, ("count_open", ">", 0)])
            own["amazon_differences"] += remittances.search_count(
                [*domain, ("difference", "!=", 0)]
            )
            own["amazon_to_dispute"] += self.env["amazon.vendor.dispute"].search_count(
                [("account_id", "=", account.id), ("state", "=", "proposed")]
            )
        return work
