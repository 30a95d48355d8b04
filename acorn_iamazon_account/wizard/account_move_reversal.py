# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.rights import get_told

from ..models.invoice.account_move_details import CREDIT_FIELDS


class AccountMoveReversal(models.TransientModel):
    _name = "account.move.reversal"
    _inherit = ["account.move.reversal", "amazon.vendor.credit.details"]

    is_for_amazon = fields.Boolean(compute="_compute_is_for_amazon", compute_sudo=True)

    @api.depends("move_ids")
    def _compute_is_for_amazon(self):
        for wizard in self:
            wizard.is_for_amazon = any(
                move.amazon_account_id and move.move_type == "out_invoice"
                for move in wizard.move_ids
            )

    def _prepare_default_reversal(self, move):
        values = super()._prepare_default_reversal(move)
        if move.amazon_account_id and move.move_type == "out_invoice":
            values |= {name: self[name] for name in CREDIT_FIELDS}
        if get_told("not_for_amazon"):
            values["amazon_account_id"] = False
        return values
