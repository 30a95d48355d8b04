# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...spapi import measures, sscc

IDENTIFIERS = [
    ("SSCC", "SSCC: serial shipping container code"),
    ("AMZNCC", "AMZNCC: Amazon's container code"),
    ("GTIN", "GTIN: global trade item number"),
    ("BPS", "BPS: box of a parcel service"),
    ("CID", "CID: container ID"),
]


class StockPackage(models.Model):
    """A carton or pallet as Amazon's shipment notice describes it."""

    _inherit = "stock.package"

    amazon_container_type = fields.Selection(
        IDENTIFIERS,
        "Kind of Number",
        required=True,
        default="SSCC",
        copy=False,
        prefetch="amazon",
    )
    amazon_container_number = fields.Char(
        "SSCC",
        copy=False,
        index="btree_not_null",
        help="The number on the label of the carton or pallet. Left empty it is made from the "
        "company's GS1 prefix when the label is printed or the shipment is announced.",
        prefetch="amazon",
    )
    amazon_tracking_number = fields.Char("Tracking Number", copy=False, prefetch="amazon")
    amazon_tier = fields.Integer(
        "Layers", copy=False, help="Layers of cartons on the pallet.", prefetch="amazon"
    )
    amazon_block = fields.Integer(
        "Cartons a Layer",
        copy=False,
        help="Cartons in one layer of the pallet.",
        prefetch="amazon",
    )

    _amazon_container_number_unique = models.UniqueIndex(
        "(amazon_container_type, amazon_container_number) "
        "WHERE amazon_container_number IS NOT NULL AND amazon_container_type = 'SSCC'",
        "Another package has this SSCC: each carton and pallet has one of its own.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._amazon_clean(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._amazon_clean(vals))

    @api.model
    def _amazon_clean(self, vals):
        if not vals.get("amazon_container_number"):
            return vals
        number = sscc.clean(vals["amazon_container_number"])
        return {**vals, "amazon_container_number": number} if sscc.is_sscc(number) else vals

    @api.constrains("amazon_container_number", "amazon_container_type")
    def _check_amazon_container_number(self):
        for package in self:
            number = package.amazon_container_number
            if number and package.amazon_container_type == "SSCC" and not sscc.is_sscc(number):
                raise ValidationError(
                    self.env._(
                        "%(package)s: %(number)s is no SSCC. It has 18 digits, the last one is a "
                        "check digit. Type it as on the label, or leave it empty to have one made.",
                        package=package.name,
                        number=number,
                    )
                )

    def _amazon_number(self, company):
        """Give each package that has none its SSCC: its name when that is one, else a new one.

        :raise UserError: when a number must be made and the company has no GS1 prefix
        """
        for package in self.filtered(lambda p: not p.amazon_container_number):
            name = sscc.clean(package.name)
            package.amazon_container_number = (
                name if sscc.is_sscc(name) else company._amazon_next_sscc()
            )

    # === PAYLOAD === #

    def _amazon_build_identifiers(self):
        number = self.amazon_container_number
        if not number:
            return []
        # Use case guide 2021: the digits of the barcode, application identifier 00 in front.
        prefix = "00" if self.amazon_container_type == "SSCC" else ""
        return [
            {
                "containerIdentificationType": self.amazon_container_type,
                "containerIdentificationNumber": prefix + number,
            }
        ]

    def _amazon_get_sides(self):
        """:return: length, width and height in metres, or None when the type does not tell them"""
        box = self.package_type_id
        sides = (box.packaging_length, box.width, box.height)
        if not all(sides):
            return None
        template = self.env["product.template"]
        unit = template._get_length_uom_id_from_ir_config_parameter()
        metre = Decimal("0.3048") if unit == self.env.ref("uom.product_uom_foot") else None
        return [Decimal(repr(side)) * (metre or Decimal("0.001")) for side in sides]

    def _amazon_build_size(self, account, grams):
        """:param Decimal grams: what the package weighs with its content"""
        size = {}
        sides = self._amazon_get_sides()
        if sides:
            unit = account.shipment_length_unit
            names = ("length", "width", "height")
            size["dimensions"] = {
                **{
                    name: measures.measure(side, unit, measures.METRES)
                    for name, side in zip(names, sides, strict=True)
                },
                "unitOfMeasure": unit,
            }
        if grams:
            size["weight"] = account._build_weight(grams)
        return size
