# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

# Vendor Invoices v1: the types of chargeDetails and of allowanceDetails.
CHARGES = [
    ("Freight", "Freight"),
    ("Packing", "Packing"),
    ("Duty", "Duty"),
    ("Service", "Service"),
    ("SmallOrder", "Small order"),
    ("InsurancePlacementCost", "Insurance placement cost"),
    ("InsuranceFee", "Insurance fee"),
    ("SpecialHandlingService", "Special handling"),
    ("CollectionAndRecyclingService", "Collection and recycling"),
    ("EnvironmentalProtectionService", "Environmental protection"),
    ("TaxCollectedAtSource", "Tax collected at source"),
]
ALLOWANCES = [
    ("Discount", "Discount"),
    ("DiscountIncentive", "Discount incentive"),
    ("Defective", "Defective goods"),
    ("Promotional", "Promotion"),
    ("UnsaleableMerchandise", "Unsaleable merchandise"),
    ("Special", "Special allowance"),
]
CHARGE_TYPES = [
    *((key, f"Charge: {name}") for key, name in CHARGES),
    *((key, f"Allowance: {name}") for key, name in ALLOWANCES),
]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    amazon_charge_type = fields.Selection(
        CHARGE_TYPES,
        "Charge or allowance for Amazon",
        help="A line with this product goes to Amazon as a charge or an allowance of the invoice, "
        "not as goods of the purchase order. The price of an allowance is negative.",
        prefetch="amazon",
    )
    amazon_hsn_code = fields.Char(
        "HSN code for Amazon",
        help="India: 4 to 8 figures, told on invoices that Amazon gets.",
        prefetch="amazon",
    )
