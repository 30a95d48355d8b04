# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorProvisionProposal(models.TransientModel):
    """What to provide for at the end of a month, before it is booked."""

    _name = "amazon.vendor.provision.proposal"
    _description = "Amazon Provision Proposal"
    _inherit = "amazon.vendor.given"

    account_id = fields.Many2one(
        "amazon.vendor.account",
        required=True,
        default=lambda self: self.env["amazon.vendor.account"].search([], limit=1),
    )
    company_id = fields.Many2one(related="account_id.company_id")
    date = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1, days=-1),
    )
    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        compute="_compute_journal_id",
        compute_sudo=False,
        store=True,
        precompute=True,
        readonly=False,
        domain="[('type', '=', 'general'), ('company_id', '=', company_id)]",
    )
    line_ids = fields.One2many(
        "amazon.vendor.provision.proposal.line",
        "proposal_id",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
    )

    @api.depends("account_id")
    def _compute_journal_id(self):
        for proposal in self:
            proposal.journal_id = self.env["account.journal"].search(
                [("type", "=", "general"), ("company_id", "=", proposal.company_id.id)], limit=1
            )

    @api.depends("account_id")
    def _compute_line_ids(self):
        for proposal in self:
            missing = self.env["amazon.vendor.provision"]._find_missing(proposal.account_id)
            proposal.line_ids = [
                fields.Command.clear(),
                *(
                    fields.Command.create(
                        {
                            "move_id": move.id,
                            "deduction_type_id": deduction_type.id,
                            "amount": amount,
                        }
                    )
                    for move, deduction_type, amount in missing
                ),
            ]

    @right("change")
    def action_post(self):
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._("Nothing is to be provided for: no deduction is expected that is not.")
            )
        missing = [(line.move_id, line.deduction_type_id, line.amount) for line in self.line_ids]
        provisions = self.env["amazon.vendor.provision"]._book(
            self.account_id, missing, self.date, self.journal_id
        )
        return provisions.entry_id.get_formview_action()
