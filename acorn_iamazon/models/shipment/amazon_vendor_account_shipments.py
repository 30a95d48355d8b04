# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...spapi import measures


class AmazonVendorAccount(models.Model):
    """The units in which shipments are described to Amazon."""

    _inherit = "amazon.vendor.account"

    shipment_weight_unit = fields.Selection(
        [("Kg", "Kilograms"), ("G", "Grams"), ("Lb", "Pounds"), ("Oz", "Ounces")],
        "Weights to Amazon in",
        required=True,
        default="Kg",
    )
    shipment_length_unit = fields.Selection(
        [("Meter", "Metres"), ("In", "Inches"), ("Ft", "Feet"), ("Yard", "Yards")],
        "Lengths to Amazon in",
        required=True,
        default="Meter",
    )
    shipment_volume_unit = fields.Selection(
        [
            ("CuM", "Cubic metres"),
            ("CuIn", "Cubic inches"),
            ("CuFt", "Cubic feet"),
            ("CuY", "Cubic yards"),
        ],
        "Volumes to Amazon in",
        required=True,
        default="CuM",
    )

    def _build_weight(self, grams):
        """:param Decimal grams: a weight"""
        unit = self.shipment_weight_unit
        return {
            "unitOfMeasure": unit,
            "value": measures.measure(grams, unit, measures.GRAMS),
        }

    def _build_volume(self, cubic_metres):
        """:param Decimal cubic_metres: a volume"""
        unit = self.shipment_volume_unit
        return {
            "unitOfMeasure": unit,
            "value": measures.measure(cubic_metres, unit, measures.CUBIC_METRES),
        }
