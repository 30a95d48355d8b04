# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorPriceOption(models.Model):
    """Something that a plan offers for a price of its own."""

    _name = "amazon.vendor.price.option"
    _description = "Amazon Service Option"
    _order = "plan_id, kind, price"

    plan_id = fields.Many2one(
        "amazon.vendor.price.plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [("module", "Module"), ("support", "Support level"), ("erp", "ERP")],
        required=True,
        default="module",
    )
    price = fields.Monetary(help="For the plan's period.")
