# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorMatchCandidate(models.Model):
    _inherit = "amazon.vendor.match.candidate"

    opening_item_id = fields.Many2one("account.move.line", ondelete="cascade")
