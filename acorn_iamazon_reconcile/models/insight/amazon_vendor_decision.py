# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_date

from odoo.addons.acorn_iamazon.models.insight.amazon_vendor_decision import Decision
from odoo.addons.acorn_iamazon.rights import BOOKKEEPER


class AmazonVendorDecision(models.TransientModel):
    """What waits for who collects."""

    _inherit = "amazon.vendor.decision"

    @api.model
    def _get_questions(self):
        return {
            **super()._get_questions(),
            "match": Decision(
                "amazon.vendor.remittance.line",
                [("kind", "=", "open"), ("remittance_state", "in", ("draft", "matched"))],
                self.env._("Lines of remittances to match: %s"),
                self.env._("Match"),
                "acorn_iamazon_reconcile.amazon_vendor_remittance_line_to_match_action",
                group=BOOKKEEPER,
                amount="paid",
                currency="remittance_id.currency_id",
            ),
            "book": Decision(
                "amazon.vendor.remittance",
                [("state", "=", "matched")],
                self.env._("Remittances to book: %s"),
                self.env._("Book"),
                "acorn_iamazon_reconcile.amazon_vendor_remittance_action",
                group=BOOKKEEPER,
                amount="amount",
            ),
            "close_month": self._get_month_to_close(),
            "dispute": Decision(
                "amazon.vendor.dispute",
                [
                    ("state", "=", "proposed"),
                    ("verdict", "=", "dispute"),
                    "|",
                    ("deadline", "=", False),
                    ("deadline", ">=", fields.Date.context_today(self)),
                ],
                self.env._("Deductions to dispute: %s"),
                self.env._("Dispute"),
                "acorn_iamazon_reconcile.amazon_vendor_dispute_action",
                group=BOOKKEEPER,
                amount="amount_disputed",
                currency="remittance_id.currency_id",
                due="deadline",
                method="action_dispute_proven",
            ),
        }

    @api.model
    def _get_month_to_close(self):
        end = self.env["amazon.vendor.month.close"]._get_last_month_end()
        month = format_date(self.env, end, date_format="MMMM y")
        return Decision(
            "amazon.vendor.account",
            [("id", "in", self.env["amazon.vendor.account"]._find_to_close(end).ids)],
            self.env._("Accounts whose %s is to be closed", month) + ": %s",
            self.env._("Close"),
            "acorn_iamazon.amazon_vendor_account_action_dashboard",
            account="id",
            group=BOOKKEEPER,
            method="_ask_to_close_month",
        )
