# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorBankMatch(models.TransientModel):
    """A person says which remittances a line of the bank statement brought."""

    _name = "amazon.vendor.bank.match"
    _description = "Remittances of a Bank Line"
    _inherit = "amazon.vendor.given"

    bank_line_id = fields.Many2one(
        "account.bank.statement.line", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="bank_line_id.company_id")
    date = fields.Date(related="bank_line_id.date")
    payment_ref = fields.Char(related="bank_line_id.payment_ref")
    currency_id = fields.Many2one("res.currency", compute="_compute_amount")
    amount = fields.Monetary("On the Statement", compute="_compute_amount")
    candidate_ids = fields.Many2many("amazon.vendor.remittance", compute="_compute_candidate_ids")
    remittance_ids = fields.Many2many(
        "amazon.vendor.remittance",
        string="Remittances",
        domain="[('id', 'in', candidate_ids)]",
    )
    difference = fields.Monetary(
        compute="_compute_difference",
        help="Remittances less what the bank shows: the bank's fee; where the bank changed the "
        "money, what its rate differs from that of the books.",
    )
    is_exchanged = fields.Boolean(compute="_compute_difference")

    @api.depends("bank_line_id")
    def _compute_amount(self):
        for match in self:
            match.currency_id, match.amount = match.bank_line_id._amazon_get_money()

    @api.depends("bank_line_id")
    def _compute_candidate_ids(self):
        for match in self:
            match.candidate_ids = match.bank_line_id._amazon_find_waiting()

    @api.depends("remittance_ids", "bank_line_id")
    def _compute_difference(self):
        for match in self:
            remittances = match.remittance_ids._origin
            paid = sum(one._amazon_tell_money(match.bank_line_id) for one in remittances)
            match.difference = match.currency_id.round(paid - match.amount)
            match.is_exchanged = bool(match._get_currencies() - match.currency_id)

    def _get_currencies(self):
        currencies = self.env["res.currency"]
        return currencies.union(*(one._get_money()[0] for one in self.remittance_ids._origin))

    @right("change")
    def action_confirm(self):
        """:raise UserError: when the bank shows more than the remittances, or an account misses"""
        if not self.remittance_ids:
            raise UserError(self.env._("Choose the remittances that this line brought."))
        if len(self._get_currencies()) > 1:
            raise UserError(self.env._("Choose remittances of one currency."))
        if not self.is_exchanged and self.currency_id.compare_amounts(self.difference, 0) < 0:
            raise UserError(
                self.env._(
                    "The bank shows %(more)s more than these remittances: choose the ones that "
                    "are missing.",
                    more=self.currency_id.format(-self.difference),
                )
            )
        line = self.bank_line_id
        line.amazon_reason = self.env._("Chosen by %s.", self.env.user.name)
        line._amazon_take(self.remittance_ids)
        return {"type": "ir.actions.act_window_close"}
