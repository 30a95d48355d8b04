# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...spapi import sscc

SEQUENCE = "amazon.vendor.sscc"


class ResCompany(models.Model):
    """The company as GS1 knows it: the root of the numbers on its cartons and pallets."""

    _inherit = "res.company"

    amazon_gs1_prefix = fields.Char(
        "GS1 Company Prefix",
        help="7 to 10 digits, from your GS1 organisation. The serial shipping container codes "
        "(SSCC) of cartons and pallets begin with it.",
        prefetch="amazon",
    )

    @api.constrains("amazon_gs1_prefix")
    def _check_amazon_gs1_prefix(self):
        for company in self:
            prefix = company.amazon_gs1_prefix
            if prefix and not (prefix.isdecimal() and 7 <= len(prefix) <= 10):
                raise ValidationError(
                    self.env._(
                        "%(company)s: the GS1 company prefix has 7 to 10 digits, not %(prefix)s.",
                        company=company.name,
                        prefix=prefix,
                    )
                )

    def _amazon_next_sscc(self):
        """:return: the next free SSCC of the company, 18 digits
        :raise UserError: when the company has no GS1 prefix"""
        self.ensure_one()
        company = self.sudo()
        if not company.amazon_gs1_prefix:
            raise UserError(
                self.env._(
                    "%s has no GS1 company prefix to number packages with. Set it in Inventory, "
                    "Configuration, Settings, or type the SSCC of each package.",
                    company.name,
                )
            )
        sequences = company.env["ir.sequence"]
        sequence = sequences.search(
            [("code", "=", SEQUENCE), ("company_id", "=", company.id)], limit=1
        ) or sequences.create(
            {"name": "SSCC", "code": SEQUENCE, "company_id": company.id, "padding": 0}
        )
        packages = company.env["stock.package"]
        while True:
            number = sscc.make_sscc(company.amazon_gs1_prefix, int(sequence.next_by_id()))
            # One that somebody typed is taken.
            if not packages.search_count([("amazon_container_number", "=", number)], limit=1):
                return number
