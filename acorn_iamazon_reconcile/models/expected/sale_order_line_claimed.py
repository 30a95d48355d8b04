# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_units_claimed = fields.Float(
        "Claimed Units",
        digits="Product Unit",
        compute="_compute_amazon_units",
        compute_sudo=True,
        help="What Amazon keeps for shortages, in units of this line.",
    )

    @api.model
    def _amazon_get_shown_units(self):
        return {**super()._amazon_get_shown_units(), "amazon_units_claimed": "claimed"}
