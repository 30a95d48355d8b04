# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

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
                method="action_dispute",
            ),
        }
