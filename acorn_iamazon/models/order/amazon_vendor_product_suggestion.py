# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models

from ...rights import right

# A shorter code is found in too many others to mean anything.
SHORTEST = 5


def simplify(code):
    """:return: letters and digits in capitals: what people leave alone when they retype a code"""
    return re.sub(r"[^0-9A-Z]", "", (code or "").upper())


class AmazonVendorProduct(models.Model):
    """Suggestions for what is not mapped yet, and mappings from a spreadsheet."""

    _inherit = "amazon.vendor.product"

    suggested_product_id = fields.Many2one(
        "product.product",
        "Suggestion",
        compute="_compute_suggested_product_id",
        help="A product whose internal reference or barcode is nearly Amazon's code: the same "
        "without separators, or one a part of the other.",
    )
    waiting_orders = fields.Integer(
        compute="_compute_waiting_orders", help="Purchase orders that name this product and wait."
    )

    @api.depends("product_id", "asin", "vendor_sku", "barcode")
    def _compute_suggested_product_id(self):
        self.suggested_product_id = False
        open_ones = self.filtered(lambda mapping: not mapping.product_id)
        if not open_ones:
            return
        for company, mappings in open_ones.grouped("company_id").items():
            known = self._get_simplified_codes(company)
            for mapping in mappings:
                mapping.suggested_product_id = mapping._find_similar(known)

    @api.model
    def _get_simplified_codes(self, company):
        """:return: the id of the product by simplified code; None where several have it"""
        known = {}
        products = self.env["product.product"].search_fetch(
            [
                ("company_id", "in", [False, company.id]),
                "|",
                ("default_code", "!=", False),
                ("barcode", "!=", False),
            ],
            ["default_code", "barcode"],
        )
        for product in products:
            for code in {simplify(product.default_code), simplify(product.barcode)} - {""}:
                known[code] = product.id if known.get(code, product.id) == product.id else None
        return known

    def _find_similar(self, known):
        """:return: id of the one product that is meant, or False"""
        for code in (simplify(self.vendor_sku), simplify(self.asin), simplify(self.barcode)):
            if len(code) < SHORTEST:
                continue
            if known.get(code):
                return known[code]
            similar = {
                product
                for other, product in known.items()
                if product and len(other) >= SHORTEST and (other in code or code in other)
            }
            if len(similar) == 1:
                return similar.pop()
        return False

    def _compute_waiting_orders(self):
        documents = (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("is_unmapped", "=", True),
                    ("state", "=", "failed"),
                ]
            )
        )
        for mapping in self:
            codes = [code for code in (mapping.asin, mapping.vendor_sku) if code]
            mapping.waiting_orders = not mapping.product_id and len(
                documents.filtered(
                    lambda document, own=mapping, codes=codes: (
                        document.account_id == own.account_id
                        and any(f'"{code}"' in document.payload for code in codes)
                    )
                )
            )

    @right("change")
    def action_accept_suggestion(self):
        """Map to the suggested products; the orders that wait for them come in."""
        for mapping in self.filtered("suggested_product_id"):
            mapping.product_id = mapping.suggested_product_id

    @api.model_create_multi
    def create(self, vals_list):
        """Mappings that come with their product, as from a spreadsheet, let orders in as well."""
        mappings = super().create(vals_list)
        if not self.env.context.get("amazon_matching"):
            mapped = mappings.filtered("product_id")
            mapped.account_id._apply_waiting_purchase_orders()
        return mappings

    @api.model
    @right("open")
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Spreadsheet of product mappings"),
                "template": "/acorn_iamazon/static/xls/amazon_products.csv",
            }
        ]
