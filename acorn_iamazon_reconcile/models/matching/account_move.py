# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...matcher import make_match_key


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_match_key = fields.Char(
        compute="_compute_amazon_match_key",
        store=True,
        index="btree_not_null",
        prefetch="amazon",
    )
    amazon_remittance_line_ids = fields.One2many(
        "amazon.vendor.remittance.line",
        "move_id",
        groups="account.group_account_invoice,acorn_iamazon.group_user",
    )

    @api.depends("name", "amazon_account_id")
    def _compute_amazon_match_key(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_match_key = False
        for move in ours:
            move.amazon_match_key = make_match_key(move.name)
