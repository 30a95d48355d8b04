# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields, models
from odoo.tools import formatLang

from ...rights import right
from ...spapi.vendor_report import get_period_start

WEEKS_SHOWN = 8


class AmazonVendorAccount(models.Model):
    """The scorecard of the last weeks, on the opening page."""

    _inherit = "amazon.vendor.account"

    scorecard = fields.Json(compute="_compute_scorecard", string="Last eight weeks")

    def _compute_scorecard(self):
        """A list of what the tile shows: measure, result, target, and whether it is met."""
        since = get_period_start("WEEK", fields.Date.today()) - timedelta(weeks=WEEKS_SHOWN)
        rates = self._get_rates(since)
        names = dict(self.env["amazon.vendor.target"]._get_measures())
        for account in self:
            targets = self.env["amazon.vendor.target"]._get_by_measure(account)
            account.scorecard = [
                {
                    "measure": measure,
                    "name": names[measure],
                    "rate": formatLang(self.env, rates[account, measure], digits=1),
                    "target": formatLang(self.env, target.target, digits=1),
                    "is_met": target._is_met(rates[account, measure]),
                }
                for measure, target in targets.items()
                if (account, measure) in rates
            ]

    def _get_rates(self, since, until=None):
        """:return: the result by account and measure, of the weeks from one day until another"""
        domain = [("account_id", "in", self.ids), ("week", ">=", since)]
        if until:
            domain.append(("week", "<", until))
        groups = self.env["amazon.vendor.scorecard"]._read_group(
            domain, ["account_id", "measure"], ["rate:avg"]
        )
        return {(account, measure): rate for account, measure, rate in groups}

    @right("see")
    def action_open_scorecard(self):
        return self._open("amazon_vendor_scorecard_action", "account_id")
