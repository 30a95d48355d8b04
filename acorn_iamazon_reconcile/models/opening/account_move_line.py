# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _amazon_get_opened_by(self):
        """:return: the account of Amazon's whose opening item this is"""
        accounts = self.env["amazon.vendor.account"]
        return accounts.search([("opening_item_ids", "in", self.ids)], limit=1)
