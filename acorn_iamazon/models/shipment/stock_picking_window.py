# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...link import Link


class StockPicking(models.Model):
    """Until when Amazon expects a transfer, for Inventory's lists and calendar."""

    _inherit = "stock.picking"

    amazon_window_start = fields.Datetime(
        related="sale_id.amazon_window_start", store=True, prefetch="amazon"
    )
    amazon_window_end = fields.Datetime(
        related="sale_id.amazon_window_end",
        store=True,
        index="btree_not_null",
        prefetch="amazon",
    )
    amazon_code_id = Link(related="sale_id.amazon_code_id")
