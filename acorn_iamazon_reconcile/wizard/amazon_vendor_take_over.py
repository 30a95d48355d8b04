# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import check_invoice, right


class AmazonVendorTakeOver(models.TransientModel):
    """The first month: invoices to Amazon from before the account was connected become the
    account's, so that remittances pay them."""

    _name = "amazon.vendor.take.over"
    _description = "Take Over Invoices from Before"

    account_id = fields.Many2one(
        "amazon.vendor.account",
        "Amazon account",
        required=True,
        default=lambda self: self._default_account(),
    )
    company_id = fields.Many2one(related="account_id.company_id")
    candidate_ids = fields.Many2many("account.move", compute="_compute_candidate_ids")
    move_ids = fields.Many2many(
        "account.move",
        "amazon_vendor_take_over_move_rel",
        string="Invoices",
        compute="_compute_move_ids",
        store=True,
        readonly=False,
        compute_sudo=False,
        domain="[('id', 'in', candidate_ids)]",
    )

    def _default_account(self):
        accounts = self.env["amazon.vendor.account"].search(
            [("company_id", "in", self.env.companies.ids)], limit=2
        )
        return accounts if len(accounts) == 1 else False

    @api.depends("account_id")
    def _compute_candidate_ids(self):
        for wizard in self:
            moves = self.env["account.move"]
            wizard.candidate_ids = (
                moves._amazon_find_earlier(wizard.account_id) if wizard.account_id else moves
            )

    @api.depends("account_id")
    def _compute_move_ids(self):
        for wizard in self:
            wizard.move_ids = wizard.candidate_ids

    @right("open")
    def action_take_over(self):
        """Take the invoices over, and look again for what remittances are about.

        :return: the action that shows the invoices
        :raise UserError: when none is chosen, or one is taken over already
        """
        self.ensure_one()
        check_invoice(self.account_id)
        moves, account = self.move_ids, self.account_id
        moves.check_access("write")
        if not moves:
            raise UserError(self.env._("Choose the invoices that Amazon has."))
        if taken := moves - self.env["account.move"]._amazon_find_earlier(account):
            raise UserError(
                self.env._(
                    "%s: no open invoice to Amazon, or an account's already.",
                    ", ".join(taken.mapped("name")),
                )
            )
        moves._amazon_take_over(account)
        self.env["amazon.vendor.remittance"].search(
            [("account_id", "=", account.id), ("state", "=", "draft")]
        ).action_match()
        return moves._get_records_action(name=self.env._("Invoices Taken Over"))
