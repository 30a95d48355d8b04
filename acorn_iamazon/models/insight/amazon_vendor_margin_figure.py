# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorMarginFigure(models.Model):
    """What Amazon earns on an ASIN: its net pure product margin."""

    _name = "amazon.vendor.margin.figure"
    _inherit = "amazon.vendor.figure"
    _description = "Amazon Margin"

    net_pure_product_margin = fields.Float(
        "Net pure product margin", readonly=True, aggregator="avg"
    )

    _key_unique = models.UniqueIndex(
        "(account_id, marketplace_id, period, selling_program, distributor_view, asin, start_date)",
        "There is a figure of this ASIN and period already.",
    )

    @api.model
    def _get_columns(self):
        return ["net_pure_product_margin"]
