# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorInventoryFigure(models.Model):
    """What Amazon had in stock of an ASIN in a period."""

    _name = "amazon.vendor.inventory.figure"
    _inherit = "amazon.vendor.figure"
    _description = "Amazon Inventory"

    currency_id = fields.Many2one("res.currency", readonly=True)
    sellable_units = fields.Integer(readonly=True, aggregator="avg")
    sellable_cost = fields.Monetary(readonly=True, aggregator="avg")
    unsellable_units = fields.Integer(readonly=True, aggregator="avg")
    aged_units = fields.Integer("Aged 90+ days", readonly=True, aggregator="avg")
    unhealthy_units = fields.Integer(readonly=True, aggregator="avg")
    open_order_units = fields.Integer("On open purchase orders", readonly=True, aggregator="avg")
    net_received_units = fields.Integer("Received", readonly=True)
    unfilled_units = fields.Integer("Ordered by customers, not filled", readonly=True)
    confirmation_rate = fields.Float("Vendor confirmation rate", readonly=True, aggregator="avg")
    sell_through_rate = fields.Float(readonly=True, aggregator="avg")
    lead_time_days = fields.Float("Lead time (days)", readonly=True, aggregator="avg")

    _key_unique = models.UniqueIndex(
        "(account_id, marketplace_id, period, selling_program, distributor_view, asin, start_date)",
        "There is a figure of this ASIN and period already.",
    )

    @api.model
    def _get_columns(self):
        return [
            "sellable_units",
            "sellable_cost",
            "unsellable_units",
            "aged_units",
            "unhealthy_units",
            "open_order_units",
            "net_received_units",
            "unfilled_units",
            "confirmation_rate",
            "sell_through_rate",
            "lead_time_days",
        ]
