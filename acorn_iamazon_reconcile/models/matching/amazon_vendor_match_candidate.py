# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorMatchCandidate(models.Model):
    """What an open line of a remittance may be about, and what speaks for and against it."""

    _name = "amazon.vendor.match.candidate"
    _description = "Amazon Match Candidate"
    _inherit = "amazon.vendor.owned"
    _amazon_owners = frozenset(["account_id", "line_id"])
    _order = "confidence desc, id"
    _rec_name = "reason"
    _check_company_auto = True

    line_id = fields.Many2one(
        "amazon.vendor.remittance.line", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(related="line_id.account_id", store=True, index=True)
    company_id = fields.Many2one(
        related="line_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_move")
    move_id = fields.Many2one("account.move", "Invoice", ondelete="cascade", check_company=True)
    move_date = fields.Date("Invoice Date", compute="_compute_move")
    move_total = fields.Monetary("Total", compute="_compute_move")
    move_residual = fields.Monetary("Open", compute="_compute_move")
    deduction_type_id = fields.Many2one(
        "amazon.vendor.deduction.type", "Deduction", ondelete="cascade"
    )
    confidence = fields.Integer("Confidence (%)")
    reason = fields.Char("Why")

    @api.depends("move_id")  # not its amounts: each change of any invoice would ask for candidates
    def _compute_move(self):
        for candidate in self:
            move = candidate.move_id
            candidate.currency_id = move.currency_id
            candidate.move_date = move.invoice_date
            candidate.move_total = move.amount_total
            candidate.move_residual = move.amount_residual

    @right("change")
    def action_take(self):
        """Match the line to this candidate; the choice teaches a rule."""
        for candidate in self:
            candidate.line_id.write(
                {
                    "move_id": candidate.move_id.id,
                    "deduction_type_id": candidate.deduction_type_id.id,
                    "opening_item_id": candidate.opening_item_id.id,
                }
            )
