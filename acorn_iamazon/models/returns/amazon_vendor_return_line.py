# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import namedtuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...quantities import to_eaches
from ...spapi.purchase_order import Item, Quantity
from ..order.amazon_vendor_product import UnmappedProducts

Numbered = namedtuple("Numbered", "number")


class AmazonVendorReturnLine(models.Model):
    """A product of a returns notice; one that nobody knows yet has its name only, and waits."""

    _name = "amazon.vendor.return.line"
    _description = "Amazon Return Line"
    _inherit = "amazon.vendor.owned"
    _amazon_owners = frozenset(["account_id", "return_id"])
    _order = "return_id, id"
    _check_company_auto = True

    return_id = fields.Many2one(
        "amazon.vendor.return", required=True, index=True, ondelete="cascade"
    )
    account_id = fields.Many2one(related="return_id.account_id", store=True, index=True)
    company_id = fields.Many2one(related="return_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="return_id.currency_id")
    state = fields.Selection(related="return_id.state")
    name = fields.Char("Description")
    asin = fields.Char("ASIN")
    vendor_sku = fields.Char("SKU or EAN")
    product_id = fields.Many2one(
        "product.product", check_company=True, index="btree_not_null", ondelete="restrict"
    )
    purchase_order_number = fields.Char(
        "Amazon PO", help="With which Amazon bought it; empty: the last orders that it kept."
    )
    quantity = fields.Integer("Returned", required=True, help="In eaches, as Amazon counts.")
    unit_cost = fields.Float(
        "Amazon's Cost", digits=(16, 6), help="What Amazon charges for one each."
    )
    charged = fields.Monetary(compute="_compute_charged", store=True)
    move_ids = fields.One2many("stock.move", "amazon_return_line_id", readonly=True)
    arrived = fields.Float(digits="Product Unit", compute="_compute_arrived", compute_sudo=True)
    missing = fields.Float(digits="Product Unit", compute="_compute_arrived", compute_sudo=True)
    value_arrived = fields.Monetary(compute="_compute_arrived", compute_sudo=True)
    note = fields.Char(
        compute="_compute_arrived", compute_sudo=True, help="Why not all is rightly charged."
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A return is of one unit at least."
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._expect_more()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("product_id"):
            self._expect_more()
        return result

    def _expect_more(self):
        """A line that is added, or whose product is chosen, while the others are expected."""
        for notice in self.return_id.filtered(lambda notice: notice.state == "expected"):
            notice.sudo()._expect()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_expected(self):
        for line in self:
            if line.sudo().move_ids.filtered(lambda move: move.state != "cancel"):
                raise UserError(
                    self.env._(
                        "%(product)s of return %(number)s is expected: cancel its transfer first.",
                        product=line._get_label(),
                        number=line.return_id.name,
                    )
                )

    @api.depends("quantity", "unit_cost")
    def _compute_charged(self):
        for line in self:
            line.charged = line.quantity * line.unit_cost

    @api.depends("quantity", "unit_cost", "move_ids.state", "move_ids.quantity")
    def _compute_arrived(self):
        for line in self:
            shares = line._get_shares()
            line.arrived = sum(arrived for _price, arrived in shares)
            line.missing = max(0.0, line.quantity - line.arrived)
            line.value_arrived = line._value(shares)
            line.note = line._describe(shares)

    # === WHAT ARRIVED === #

    def _get_shares(self):
        """:return: list of (price of an each by the order, None without one; arrived eaches)"""
        shares = []
        for order_line, moves in self.move_ids.grouped("sale_line_id").items():
            price = None
            if order_line and order_line.currency_id == self.currency_id:
                price = order_line._amazon_get_typed_price()
            shares.append((price, self._count(moves)))
        return shares

    def _count(self, moves):
        """:return: the eaches that the moves brought, less what was sent to Amazon again"""
        done = moves.filtered(lambda move: move.state == "done")
        parts = done.filtered(lambda move: move.product_id != self.product_id)
        whole = sum(
            to_eaches(
                move.quantity,
                move.product_uom._amazon_count_eaches(move.product_id),
                move.product_uom.rounding or 0.0,
            )
            * (1 if move.location_id.usage == "customer" else -1)
            for move in done - parts
        )
        return whole + self._count_kits(parts)

    def _count_kits(self, parts):
        """:return: the eaches of whole kits of Odoo's *Manufacturing* that arrived"""
        if not parts or "bom_line_id" not in parts._fields:
            return 0.0
        kit = parts.bom_line_id.bom_id[:1]
        if not kit:
            return 0.0
        kits = parts._compute_kit_quantities(
            self.product_id,
            kit.product_qty,
            kit,
            {"incoming_moves": lambda move: True, "outgoing_moves": lambda move: False},
        )
        return kits * kit.product_uom_id._amazon_count_eaches(self.product_id)

    def _value(self, shares):
        """:return: what Amazon may rightly charge: what arrived, at its cost, and not above the
        price at which the order was invoiced"""
        left, value = float(self.quantity), 0.0
        for price, arrived in shares:
            counted = min(arrived, left)
            left -= counted
            cost = self.unit_cost or price or 0.0  # a file may name no costs
            value += counted * (cost if price is None else min(price, cost))
        return self.currency_id.round(value)

    def _describe(self, shares):
        texts = []
        if not self.product_id:
            texts.append(self.env._("The product is not known."))
        if self.missing and self.state == "arrived":
            texts.append(self.env._("%g did not arrive.", self.missing))
        lower = [p for p, _n in shares if p is not None and p < self.unit_cost - 1e-6]
        if lower:
            texts.append(self.env._("Invoiced at %g only.", min(lower)))
        if self.move_ids.filtered(lambda move: not move.sale_line_id and move.state != "cancel"):
            texts.append(self.env._("Amazon returns more than it bought by the orders in Odoo."))
        return " ".join(texts)

    # === PRODUCTS === #

    @api.constrains("asin", "vendor_sku", "product_id", "name")
    def _check_named(self):
        for line in self:
            if not (line.asin or line.vendor_sku or line.product_id or line.name):
                raise UserError(
                    self.env._(
                        "A line of return %s names nothing: enter the ASIN, the SKU or the "
                        "product.",
                        line.return_id.name,
                    )
                )

    def _find_products(self):
        """By the mapping, bar code or reference, as for purchase orders; what is not found is
        offered for mapping."""
        products = self.env["amazon.vendor.product"].sudo()
        for notice, lines in (
            self.filtered(lambda line: not line.product_id).grouped("return_id").items()
        ):
            items = {line: line._as_item() for line in lines if line.asin or line.vendor_sku}
            if not items:
                continue
            account = notice.account_id
            try:
                found = products._match(
                    account, Numbered(notice.name), list(items.values()), partly=True
                )
            except UnmappedProducts:
                found = {}
            for line, item in items.items():
                if item.sequence in found:
                    line.product_id = found[item.sequence].product_id
            unknown = [item for item in items.values() if item.sequence not in found]
            if unknown:
                products._record_unmapped(account, unknown)

    def _as_item(self):
        return Item(
            sequence=str(self.id),
            asin=self.asin or None,
            vendor_sku=self.vendor_sku or None,
            ordered=Quantity(self.quantity, "Eaches"),
            back_order_allowed=False,
            net_cost=None,
            list_price=None,
        )

    def _get_label(self):
        """:return: how people call what the line is about"""
        codes = [self.product_id.display_name or self.name, self.asin, self.vendor_sku]
        return " / ".join(dict.fromkeys(filter(None, codes)))

    # === THE LEDGER === #

    def _find_order_lines(self):
        """:return: the order lines of which Amazon has units, the newest first; those of the order
        that the notice names, where it names one"""
        domain = [
            ("order_id.amazon_account_id", "=", self.account_id.id),
            ("product_id", "=", self.product_id.id),
            ("amazon_item_sequence", "!=", False),
            ("qty_delivered", ">", 0),
        ]
        if self.purchase_order_number:
            number = self.purchase_order_number.strip()
            domain.append(("order_id.amazon_purchase_order_number", "=", number))
        return self.env["sale.order.line"].sudo().search(domain, order="id desc", limit=500)

    def _allot(self):
        """:return: list of (order line, eaches that come back of it); what Amazon never bought by
        an order in Odoo is without a line"""
        left, shares = float(self.quantity), []
        for order_line in self._find_order_lines():
            kept = order_line._amazon_count_shipped() - order_line._amazon_count_coming_back()
            share = min(left, max(0.0, kept))
            if share:
                shares.append((order_line, share))
                left -= share
            if not left:
                break
        if left:
            shares.append((self.env["sale.order.line"].sudo(), left))
        return shares
