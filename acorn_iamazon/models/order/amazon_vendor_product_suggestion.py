# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models

from ...rights import right
from ...spapi import PayloadError, jsontext
from ...spapi.purchase_order import read_purchase_order

# A shorter code is found in too many others to mean anything.
SHORTEST = 5


def simplify(code):
    """:return: letters and digits in capitals: what people leave alone when they retype a code"""
    return re.sub(r"[^0-9A-Z]", "", (code or "").upper())


def _describe_cost(item):
    return f"{item.net_cost.amount} {item.net_cost.currency}"


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
    candidate_product_ids = fields.Many2many(
        "product.product",
        string="Products of This Code",
        compute="_compute_candidate_product_ids",
        help="Several products have the code that Amazon sends: choose the one that is meant.",
    )
    waiting_orders = fields.Integer(
        compute="_compute_waiting", help="Purchase orders that name this product and wait."
    )
    waiting_numbers = fields.Char("Orders That Wait", compute="_compute_waiting")
    waiting_units = fields.Integer(
        "Units", compute="_compute_waiting", help="Of all purchase orders that wait."
    )
    waiting_cost = fields.Char("Net Cost", compute="_compute_waiting")
    amazon_url = fields.Char("Page at Amazon", compute="_compute_amazon_url")

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
        packagings = self.env["product.uom"].search([("product_id", "in", products.ids)])
        codes = [
            *((product.default_code, product) for product in products),
            *((product.barcode, product) for product in products),
            *((packaging.barcode, packaging.product_id) for packaging in packagings),
        ]
        for text, product in codes:
            if code := simplify(text):
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

    @api.depends("product_id", "asin", "vendor_sku", "barcode")
    def _compute_candidate_product_ids(self):
        products = self.env["product.product"]
        self.candidate_product_ids = products
        for mapping in self.filtered(lambda mapping: not mapping.product_id):
            codes = [code for code in (mapping.vendor_sku, mapping.barcode, mapping.asin) if code]
            found = products.search(
                [
                    ("company_id", "in", [False, mapping.company_id.id]),
                    "|",
                    ("barcode", "in", codes),
                    ("default_code", "in", codes),
                ]
            )
            mapping.candidate_product_ids = found if len(found) > 1 else products

    def _compute_waiting(self):
        """What the orders tell of a product that nobody knows yet: who waits for it, and how much
        of it at which cost."""
        documents = self._find_unmapped_orders()
        waiting = {
            account: [self._read_waiting(document) for document in group]
            for account, group in documents.grouped("account_id").items()
        }
        for mapping in self:
            orders = [] if mapping.product_id else waiting.get(mapping.account_id, [])
            items = [
                (number, item)
                for number, own in orders
                for item in own
                if mapping._is_named_by(item)
            ]
            mapping.waiting_orders = len({number for number, _item in items})
            mapping.waiting_units = sum(item.units for _number, item in items)
            mapping.waiting_cost = ", ".join(
                dict.fromkeys(_describe_cost(item) for _number, item in items if item.net_cost)
            )
            mapping.waiting_numbers = ", ".join(dict.fromkeys(number for number, _item in items))

    def _find_unmapped_orders(self):
        """:return: the documents of the purchase orders that wait for a product, or lack one"""
        return (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("account_id", "in", self.account_id.ids),
                    ("kind", "=", "purchase_order"),
                    ("is_unmapped", "=", True),
                    ("state", "in", ("failed", "done")),
                ],
                order="id",
            )
        )

    @api.model
    def _read_waiting(self, document):
        """:return: (number, items) of a purchase order that waits"""
        try:
            order = read_purchase_order(jsontext.loads(document.payload))
        except PayloadError:
            return document.number, []
        return order.number, order.items

    def _is_named_by(self, item):
        return (self.asin or "", self.vendor_sku or "") == (item.asin or "", item.vendor_sku or "")

    @api.depends("asin", "account_id")
    def _compute_amazon_url(self):
        for mapping in self:
            shop = mapping.account_id.marketplace_ids[:1]._get_shop_url()
            known = shop and mapping.asin
            mapping.amazon_url = known and f"{shop}/dp/{mapping.asin}"

    @right("change")
    def action_accept_suggestion(self):
        """Map to the suggested products; the orders that wait for them come in."""
        for mapping in self.filtered("suggested_product_id"):
            mapping.product_id = mapping.suggested_product_id

    @right("see")
    def action_open_candidates(self):
        """Show the products that have the code, one click each to choose."""
        self.ensure_one()
        view = self.env.ref("acorn_iamazon.product_product_view_choose")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which product is %s?", self.display_name),
            "res_model": "product.product",
            "views": [(view.id, "list")],
            "domain": [("id", "in", self.candidate_product_ids.ids)],
            "context": {"amazon_mapping_id": self.id},
            "target": "new",
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Mappings that come with their product, as from a spreadsheet, let orders in as well."""
        mappings = super().create(vals_list)
        if not self.env.context.get("amazon_matching"):
            mapped = mappings.filtered("product_id")
            mapped.account_id._apply_waiting_purchase_orders()
        return mappings

    @api.model
    def _load_records_create(self, vals_list):
        """A spreadsheet that was exported, edited and comes back without its identifiers: what is
        known by account, ASIN and vendor SKU is updated."""
        known = {
            (mapping.account_id.id, mapping.asin or "", mapping.vendor_sku or ""): mapping
            for mapping in self.search(
                [("account_id", "in", [values.get("account_id") for values in vals_list])]
            )
        }
        records, new = {}, []
        for place, values in enumerate(vals_list):
            key = (
                values.get("account_id"),
                values.get("asin") or "",
                values.get("vendor_sku") or "",
            )
            if key in known:
                known[key].write(values)
                records[place] = known[key]
            else:
                new.append((place, values))
        created = super()._load_records_create([values for _place, values in new])
        records.update(zip([place for place, _values in new], created, strict=True))
        return self.browse([records[place].id for place in range(len(vals_list))])

    @api.model
    @right("open")
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Spreadsheet of product mappings"),
                "template": "/acorn_iamazon/static/xls/amazon_products.csv",
            }
        ]
