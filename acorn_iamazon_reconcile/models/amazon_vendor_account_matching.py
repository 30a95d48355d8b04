# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    match_tolerance = fields.Integer(
        "Rounding tolerance",
        default=2,
        help="By how many of the currency's smallest units (cents, yen) a remittance may be off an "
        "invoice and still be its payment. The difference is booked as rounding.",
    )
    match_rule_ids = fields.One2many("amazon.vendor.match.rule", "account_id")

    _match_tolerance_not_negative = models.Constraint(
        "check (match_tolerance >= 0)", "The rounding tolerance cannot be negative."
    )
