# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from .amazon_vendor_price_plan import METERS


class AmazonVendorPriceTier(models.Model):
    """The price of a unit above a border, counted from what the plan includes."""

    _name = "amazon.vendor.price.tier"
    _description = "Amazon Service Price Tier"
    _order = "plan_id, meter, above"

    plan_id = fields.Many2one(
        "amazon.vendor.price.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    meter = fields.Selection(METERS, required=True, default="orders")
    above = fields.Integer(
        "From above", help="Units above what the plan includes; 0 is the first tier."
    )
    price = fields.Monetary("Price a unit")

    _border_unique = models.Constraint(
        "unique (plan_id, meter, above)", "The plan has a tier with this border already."
    )
    _border_positive = models.Constraint(
        "CHECK (above >= 0)", "A tier begins at 0 or above what is included."
    )
