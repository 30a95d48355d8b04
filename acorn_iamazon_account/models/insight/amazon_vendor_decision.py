# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from odoo.addons.acorn_iamazon.models.insight.amazon_vendor_decision import Decision
from odoo.addons.acorn_iamazon.rights import BOOKKEEPER

from ..invoice.account_move import KINDS


class AmazonVendorDecision(models.TransientModel):
    """What waits for who invoices."""

    _inherit = "amazon.vendor.decision"

    @api.model
    def _get_questions(self):
        invoices = {
            "account": "amazon_account_id",
            "amount": "amount_residual",
            "group": BOOKKEEPER,
        }
        return {
            **super()._get_questions(),
            "review": Decision(
                "account.move",
                [
                    ("amazon_account_id", "!=", False),
                    ("state", "=", "draft"),
                    ("move_type", "in", tuple(KINDS)),
                ],
                self.env._("Invoices to review and post: %s"),
                self.env._("Review"),
                "acorn_iamazon_account.account_move_action_amazon_review",
                **invoices,
            ),
            "submit": Decision(
                "account.move",
                [("amazon_submission_state", "=", "to_submit")],
                self.env._("Invoices to submit: %s"),
                self.env._("Submit"),
                "acorn_iamazon_account.account_move_action_amazon_to_submit",
                method="action_send_and_print",
                **invoices,
            ),
            "rejected_invoice": Decision(
                "account.move",
                [("amazon_submission_state", "in", ("rejected", "failed"))],
                self.env._("Invoices that Amazon rejected: %s"),
                self.env._("Correct"),
                "acorn_iamazon_account.account_move_action_amazon_rejected",
                is_failure=True,
                **invoices,
            ),
        }

    @api.model
    def _get_questions_of_shipments(self):
        return {
            **super()._get_questions_of_shipments(),
            "return_credit": Decision(
                "amazon.vendor.return",
                [("is_to_credit", "=", True)],
                self.env._("Returns that arrived and are not credited: %s"),
                self.env._("Credit"),
                "acorn_iamazon.amazon_vendor_return_action",
                group=BOOKKEEPER,
            ),
        }
