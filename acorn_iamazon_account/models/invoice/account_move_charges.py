# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import float_compare

from odoo.addons.acorn_iamazon.columns import create_columns
from odoo.addons.acorn_iamazon.prefetch import filter_together, first_together

from .product_template import ALLOWANCES, CHARGE_TYPES

ALLOWANCE_TYPES = dict(ALLOWANCES)


class AccountMove(models.Model):
    """Freight, packing, duty …: lines of the invoice that are no goods of the purchase order."""

    _inherit = "account.move"

    amazon_picking_ids = fields.Many2many(
        "stock.picking",
        "account_move_amazon_picking_rel",
        "move_id",
        "picking_id",
        "Amazon shipments",
        copy=False,
        readonly=True,
        groups="stock.group_stock_user",
    )
    amazon_invoice_key = fields.Char(
        copy=False,
        readonly=True,
        help="What the orders of the invoice have in common.",
        prefetch="amazon",
    )

    def _amazon_get_goods_lines(self):
        """:return: the lines that are goods of purchase orders"""
        return filter_together(
            self.invoice_line_ids,
            lambda line: line.display_type == "product" and not line.amazon_charge_type,
        )

    def _amazon_get_quantities(self):
        """:return: what the ledger says of the lines of purchase orders that are invoiced"""
        return self._amazon_look("quantities", lambda: self._amazon_read_quantities()[self])

    def _amazon_read_quantities(self):
        """:return: what the ledger says, by invoice; read for all of them at once"""
        lines = {move: move._amazon_get_goods_lines().sale_line_ids for move in self}
        ledger = self.env["amazon.vendor.quantity"]._read(
            self.env["sale.order.line"].union(*lines.values()), notices=False
        )
        return {
            move: {line: ledger[line] for line in of_move if line in ledger}
            for move, of_move in lines.items()
        }

    def _amazon_count_equal_shipments(self):
        """:return: how many shipments of the order carried just what the invoice is over"""
        invoiced = defaultdict(float)
        for line in self._amazon_get_goods_lines():
            order_line = first_together(line.sale_line_ids)
            invoiced[order_line.id] += line.product_uom_id._compute_quantity(
                line.quantity, order_line.product_uom_id or line.product_uom_id
            )
        transfers = self.invoice_line_ids.sale_line_ids.order_id.picking_ids.filtered(
            lambda picking: picking.state == "done" and picking._amazon_goes_to_amazon()
        )
        return sum(
            1
            for transfer in transfers
            if self._amazon_is_same(transfer._amazon_get_shipped_quantities(), invoiced)
        )

    @api.model
    def _amazon_is_same(self, shipped, invoiced):
        return shipped.keys() == invoiced.keys() and not any(
            float_compare(shipped[line], invoiced[line], precision_digits=4) for line in shipped
        )

    def _amazon_get_charge_lines(self):
        return filter_together(
            self.invoice_line_ids,
            lambda line: line.display_type == "product" and line.amazon_charge_type,
        )

    def _amazon_get_charges_of_goods(self):
        """:return: {line of goods: the charges and allowances below it that are about it alone}"""
        found, goods = defaultdict(self.env["account.move.line"].browse), None
        charges = self._amazon_get_charge_lines()
        all_goods = self._amazon_get_goods_lines()
        for line in self.invoice_line_ids.sorted(lambda line: (line.sequence, line.id)):
            if line in all_goods:
                goods = line
            elif line in charges and line.amazon_is_of_line_above and goods:
                found[goods] |= line
        return found


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    amazon_charge_type = fields.Selection(
        CHARGE_TYPES,
        "Charge or allowance",
        compute="_compute_amazon_charge_type",
        store=True,
        readonly=False,
        precompute=True,
        help="How Amazon gets the line, when it is no goods of the purchase order.",
        prefetch="amazon",
    )

    amazon_is_of_line_above = fields.Boolean(
        "Of the line above",
        help="The charge or allowance is about the goods of the line above alone: Amazon gets it "
        "with them. Else it is about the whole invoice.",
        prefetch="amazon",
    )

    def _auto_init(self):
        create_columns(self)
        return super()._auto_init()

    @api.depends("product_id", "move_id.amazon_account_id")
    def _compute_amazon_charge_type(self):
        for line in self:
            line.amazon_charge_type = (
                line.move_id.amazon_account_id and line.product_id.amazon_charge_type
            )

    def _amazon_is_allowance(self):
        return self.amazon_charge_type in ALLOWANCE_TYPES
