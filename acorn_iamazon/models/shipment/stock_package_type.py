# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class StockPackageType(models.Model):
    _inherit = "stock.package.type"

    amazon_container = fields.Selection(
        [("carton", "Carton"), ("pallet", "Pallet")],
        "For Amazon",
        required=True,
        default="carton",
        help="What a package of this type is in a shipment notice. A package that holds other "
        "packages is a pallet in any case.",
        prefetch="amazon",
    )
    amazon_stackable = fields.Boolean(
        "Stackable",
        default=True,
        help="Other pallets may stand on a pallet of this type.",
        prefetch="amazon",
    )
