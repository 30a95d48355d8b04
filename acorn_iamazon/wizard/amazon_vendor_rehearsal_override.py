# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rights import right


class AmazonVendorRehearsalOverride(models.TransientModel):
    """Go live without a rehearsal, for a reason that is kept."""

    _name = "amazon.vendor.rehearsal.override"
    _description = "Go Live without a Rehearsal"
    _inherit = "amazon.vendor.given"

    account_id = fields.Many2one("amazon.vendor.account", required=True, readonly=True)
    missing = fields.Char(compute="_compute_missing")
    reason = fields.Char(required=True)

    @api.depends("account_id")
    def _compute_missing(self):
        for wizard in self:
            wizard.missing = ", ".join(wizard.account_id._find_missing_rehearsal_steps())

    @right("configure")
    def action_confirm(self):
        self.ensure_one()
        account = self.account_id
        account._check_manager()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Type the reason: it is kept with the account."))
        account._set_rehearsal("overridden", self.reason.strip())
        return account.action_go_live()
