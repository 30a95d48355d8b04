# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.columns import create_columns

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
        return self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and not line.amazon_charge_type
        )

    def _amazon_get_quantities(self):
        """:return: what the ledger says of the lines of purchase orders that are invoiced"""
        lines = self._amazon_get_goods_lines().sale_line_ids
        ledger = self.env["amazon.vendor.quantity"]
        return self._amazon_look("quantities", lambda: ledger._read(lines, notices=False))

    def _amazon_get_charge_lines(self):
        return self.invoice_line_ids.filtered(
            lambda line: line.display_type == "product" and line.amazon_charge_type
        )


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
