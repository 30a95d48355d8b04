# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorSalesFigure(models.Model):
    """What Amazon sold of an ASIN in a period."""

    _name = "amazon.vendor.sales.figure"
    _inherit = "amazon.vendor.figure"
    _description = "Amazon Sales"

    currency_id = fields.Many2one("res.currency", readonly=True)
    ordered_units = fields.Integer(readonly=True, help="Told to the manufacturer only.")
    ordered_revenue = fields.Monetary(readonly=True)
    shipped_units = fields.Integer(readonly=True)
    shipped_revenue = fields.Monetary(readonly=True)
    shipped_cogs = fields.Monetary("Shipped cost of goods", readonly=True)
    customer_returns = fields.Integer(readonly=True)

    _key_unique = models.UniqueIndex(
        "(account_id, marketplace_id, period, selling_program, distributor_view, asin, start_date)",
        "There is a figure of this ASIN and period already.",
    )

    @api.model
    def _get_columns(self):
        return [
            "ordered_units",
            "ordered_revenue",
            "shipped_units",
            "shipped_revenue",
            "shipped_cogs",
            "customer_returns",
        ]
