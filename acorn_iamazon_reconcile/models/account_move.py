# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models


def make_match_key(number):
    """:return: letters and digits alone, in capitals: what is left of a number after Amazon dropped
    its separators or changed its case"""
    return re.sub(r"[^0-9A-Z]", "", (number or "").upper())


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_match_key = fields.Char(
        compute="_compute_amazon_match_key", store=True, index="btree_not_null"
    )
    amazon_remittance_line_ids = fields.One2many("amazon.vendor.remittance.line", "move_id")

    @api.depends("name", "amazon_account_id")
    def _compute_amazon_match_key(self):
        for move in self:
            move.amazon_match_key = bool(move.amazon_account_id) and make_match_key(move.name)
