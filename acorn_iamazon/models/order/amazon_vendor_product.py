# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class UnmappedProducts(UserError):
    """Some lines of a purchase order name products that Odoo does not know.

    :ivar items: the lines, :class:`~odoo.addons.acorn_iamazon.spapi.Item`
    """

    def __init__(self, message, items):
        super().__init__(message)
        self.items = items

    def record_unmapped(self, document):
        """Offer the products for mapping, once the failed attempt is rolled back."""
        document.env["amazon.vendor.product"]._record_unmapped(document.account_id, self.items)


class AmazonVendorProduct(models.Model):
    """What Amazon calls a product, by ASIN and vendor SKU, and the product it is in Odoo."""

    _name = "amazon.vendor.product"
    _description = "Amazon Product"
    _inherit = "amazon.vendor.owned"
    _order = "account_id, asin, vendor_sku"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    asin = fields.Char("ASIN", index=True)
    vendor_sku = fields.Char("Vendor SKU", index=True, help="As Amazon writes it on its orders.")
    barcode = fields.Char("EAN/UPC")
    product_id = fields.Many2one("product.product", check_company=True, index=True)
    case_size = fields.Integer(help="Units in a case, as on Amazon's orders in cases.")

    # A person leaves a code empty, Amazon's orders bring an empty text: that is the same.
    _code_unique = models.UniqueIndex(
        "(account_id, COALESCE(asin, ''), COALESCE(vendor_sku, ''))",
        "The account has this combination of ASIN and vendor SKU already.",
    )

    @api.depends("asin", "vendor_sku")
    def _compute_display_name(self):
        for mapping in self:
            mapping.display_name = " / ".join(filter(None, [mapping.asin, mapping.vendor_sku]))

    def write(self, vals):
        result = super().write(vals)
        if vals.get("product_id"):
            self.account_id._apply_waiting_purchase_orders()
            self.env["amazon.vendor.figure"]._set_products(self)
        return result

    # === MATCHING === #

    @api.model
    def _match(self, account, purchase_order, items=None, partly=False, catalogue=None):
        """Find the products of a purchase order: by remembered mapping, then by barcode, then by
        internal reference. The first unique hit wins and is remembered.

        :param items: the lines that matter, all when not given
        :param bool partly: lines whose product is not known are left out, unless they are all
        :param catalogue: what was loaded for the lines of many purchase orders
        :return: the mapping (with its product) by line sequence
        :raise UnmappedProducts: naming each line whose product is not known
        """
        items = purchase_order.items if items is None else items
        mappings, products = catalogue or self._load_catalogue(account, items)
        matched, unmapped = {}, []
        for item in items:
            mapping = self._choose_known(mappings, item)
            product = mapping.product_id or self._choose_product(products, item)
            if not product:
                unmapped.append(item)
                continue
            if not mapping.product_id:
                mapping = self._remember(account, mapping, item, product)
                self._note_known(mappings, mapping)
            matched[item.sequence] = mapping
        if unmapped and not (partly and matched):
            text = self._describe_unmapped(purchase_order, unmapped, products)
            raise UnmappedProducts(text, unmapped)
        return matched

    @api.model
    def _load_catalogue(self, account, items):
        """:return: (mappings, products): what the codes of these lines may mean, by kind of code
        and code"""
        mappings = {}
        for mapping in self._get_known(account, items):
            self._note_known(mappings, mapping)
        return mappings, self._get_products_by_code(account, items)

    @api.model
    def _note_known(self, mappings, mapping):
        both = (mapping.asin or "", mapping.vendor_sku or "")
        for name, code in (
            ("both", both),
            *((name, mapping[name]) for name in ("asin", "vendor_sku", "barcode")),
        ):
            if code:
                mappings[name, code] = mappings.get((name, code), self.browse()) | mapping

    def _describe_unmapped(self, purchase_order, items, products):
        return "\n".join(
            self._describe_several(purchase_order, item, *several)
            if (several := self._find_several(products, item))
            else self.env._(
                "Purchase order %(number)s, line %(line)s: no product has the ASIN %(asin)s or the "
                "vendor SKU %(sku)s. Choose the product in Amazon Vendor, Products; the order "
                "is applied then.",
                number=purchase_order.number,
                line=item.sequence,
                asin=item.asin or "-",
                sku=item.vendor_sku or "-",
            )
            for item in items
        )

    def _describe_several(self, purchase_order, item, code, found):
        return self.env._(
            "Purchase order %(number)s, line %(line)s: %(count)s products have the code %(code)s: "
            "%(products)s. Choose one in Amazon Vendor, Products; the order is applied then.",
            number=purchase_order.number,
            line=item.sequence,
            count=len(found),
            code=code,
            products=", ".join(found.mapped("display_name")),
        )

    def _find_several(self, products, item):
        """:return: (code, products) where several products have a code of the line, else None"""
        for name in ("barcode", "default_code"):
            for code in self._get_codes(item):
                found = products.get((name, code))
                if found and len(found) > 1:
                    return code, found
        return None

    def _get_known(self, account, items):
        asins = [item.asin for item in items if item.asin]
        skus = [item.vendor_sku for item in items if item.vendor_sku]
        codes = {code for item in items for code in self._get_codes(item)}
        return self.search(
            [
                ("account_id", "=", account.id),
                "|",
                "|",
                ("asin", "in", asins),
                ("vendor_sku", "in", skus),
                ("barcode", "in", list(codes)),
            ]
        )

    def _choose_known(self, mappings, item):
        """Both codes, then one of them where only one product has it."""
        exact = mappings.get(("both", (item.asin or "", item.vendor_sku or "")))
        if exact:
            return exact.sorted(lambda mapping: not mapping.product_id)[:1]
        barcodes = [("barcode", code) for code in self._get_codes(item)]
        for keys in ([("asin", item.asin)], [("vendor_sku", item.vendor_sku)], barcodes):
            found = self.union(*(mappings[key] for key in keys if key in mappings))
            known = found.filtered("product_id")
            if len(known.product_id) == 1:
                return known[:1]
        return self.browse()

    def _get_products_by_code(self, account, items):
        """:return: the products that have one of the codes as barcode or internal reference, as a
        dict of ("barcode" or "default_code", code) -> products"""
        codes = {code for item in items for code in self._get_codes(item)}
        products = self.env["product.product"].search(
            [
                ("company_id", "in", [False, account.company_id.id]),
                "|",
                ("barcode", "in", list(codes)),
                ("default_code", "in", list(codes)),
            ]
        )
        by_code = {}
        for product in products:
            for name in ("barcode", "default_code"):
                self._note_code(by_code, name, product[name], product)
        missing = [
            item for item in items if not any(key[1] in self._get_codes(item) for key in by_code)
        ]
        if missing:
            self._add_products_of_other_spelling(account, missing, by_code)
        return by_code

    @api.model
    def _note_code(self, by_code, name, code, product):
        if code:
            key = (name, code)
            by_code[key] = by_code.get(key, self.env["product.product"]) | product

    @api.model
    def _add_products_of_other_spelling(self, account, items, by_code):
        """Bar codes are digits: with hyphens or blanks between them they are the same. A case has a
        bar code of its own, on the packaging of the product."""
        codes = {code for item in items for code in self._get_codes(item) if code.isdigit()}
        if not codes:
            return
        self.env["product.product"].flush_model(["barcode", "active"])
        self.env.cr.execute(
            SQL(
                "SELECT id, regexp_replace(barcode, '[^0-9]', '', 'g') AS code "
                "FROM product_product WHERE active AND barcode !~ '^[0-9]*$' AND "
                "regexp_replace(barcode, '[^0-9]', '', 'g') = ANY(%s) AND barcode !~ '[A-Za-z]'",
                list(codes),
            )
        )
        found = self.env.cr.fetchall()
        ours = self.env["product.product"].search(
            [
                ("id", "in", [product for product, _code in found]),
                ("company_id", "in", [False, account.company_id.id]),
            ]
        )
        for product, code in found:
            self._note_code(by_code, "barcode", code, ours & ours.browse(product))
        in_cases = {
            code for item in items if item.ordered.unit == "Cases" for code in self._get_codes(item)
        }
        for packaging in self.env["product.uom"].search([("barcode", "in", list(in_cases))]):
            if packaging.product_id.company_id <= account.company_id:
                self._note_code(by_code, "barcode", packaging.barcode, packaging.product_id)

    def _get_codes(self, item):
        """The codes to look for. A UPC is an EAN with a zero before it, an EAN a GTIN with one."""
        codes = [item.vendor_sku, item.asin]
        digits = re.sub(r"[-\s]", "", item.vendor_sku or "")
        if digits.isdigit():
            codes.append(digits)
            bare = digits.lstrip("0")
            codes += [bare.zfill(width) for width in (12, 13, 14) if len(bare) <= width]
        return list(dict.fromkeys(code for code in codes if code))

    def _choose_product(self, products, item):
        for name in ("barcode", "default_code"):
            for code in self._get_codes(item):
                found = products.get((name, code))
                if found and len(found) == 1:
                    return found
        return self.env["product.product"]

    def _remember(self, account, mapping, item, product):
        if mapping:
            mapping.product_id = product
            return mapping
        return self.with_context(amazon_matching=True).create(
            {**self._prepare_mapping(account, item), "product_id": product.id}
        )

    def _prepare_mapping(self, account, item):
        return {
            "account_id": account.id,
            "asin": item.asin or "",
            "vendor_sku": item.vendor_sku or "",
            "case_size": item.ordered.unit_size if item.ordered.unit == "Cases" else 0,
        }

    @api.model
    def _record_unmapped(self, account, items):
        """List the products for a person to map."""
        known = {(m.asin or "", m.vendor_sku or "") for m in self._get_known(account, items)}
        new = {(item.asin or "", item.vendor_sku or ""): item for item in items}
        self.create(
            [self._prepare_mapping(account, item) for key, item in new.items() if key not in known]
        )
