# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

HANDLING = [
    ("Oversized", "Oversized"),
    ("Fragile", "Fragile"),
    ("Food", "Food"),
    ("HandleWithCare", "Handle with care"),
]


class AmazonVendorProduct(models.Model):
    """What shipment notices tell of a product beside its codes."""

    _inherit = "amazon.vendor.product"

    handling_code = fields.Selection(HANDLING, "Handling")
    shelf_life = fields.Integer(
        help="How long a lot keeps, for lots without an expiration date. 0: not told to Amazon."
    )
    shelf_life_unit = fields.Selection(
        [("Days", "Days"), ("Months", "Months")], required=True, default="Days"
    )
    lot_source_type = fields.Selection(
        [
            ("GLN", "GLN: global location number"),
            ("FFRN", "FFRN: food facility registration number"),
            ("USDA_E", "USDA_E: establishment number of the USDA"),
            ("URL", "URL: address in the web"),
        ],
        "Lot Source",
        help="Food traceability in the United States: how the source of a lot is named.",
    )
    lot_source_reference = fields.Char("Lot Source Number")

    def _build_details(self, lot):
        """:param lot: the lot or serial number that left, or none
        :return: what the notice tells of the product and the lot"""
        details = {}
        if lot:
            details["lotNumber"] = lot.name
            if self.lot_source_type and self.lot_source_reference:
                details["lotNumberSourceType"] = self.lot_source_type
                details["lotNumberSourceReference"] = self.lot_source_reference
        expiry = self._build_expiry(lot)
        if expiry:
            details["expiry"] = expiry
        template = self.product_id.product_tmpl_id
        # Odoo's field of the customs, there when its delivery or Intrastat addons are.
        if "country_of_origin" in template._fields and template.country_of_origin.code:
            details["countryOfOrigin"] = template.country_of_origin.code
        if self.handling_code:
            details["handlingCode"] = self.handling_code
        return details

    def _build_expiry(self, lot):
        # The expiration date of a lot comes with Odoo's product_expiry.
        if lot and "expiration_date" in lot._fields and lot.expiration_date:
            return {"expiryDate": lot.expiration_date.strftime("%Y-%m-%dT%H:%M:%SZ")}
        if self.shelf_life > 0:
            return {
                "expiryAfterDuration": {
                    "durationUnit": self.shelf_life_unit,
                    "durationValue": self.shelf_life,
                }
            }
        return {}
