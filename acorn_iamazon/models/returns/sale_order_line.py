# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from ...quantities import to_quantity


class SaleOrderLine(models.Model):
    """What Amazon sent back of a line: it was shipped all the same, and is not shipped again."""

    _inherit = "sale.order.line"

    def _amazon_get_return_moves(self):
        """:return: what Amazon sends back by its notices; other moves are not looked at"""
        back = self.move_ids.filtered(
            lambda move: move.state != "cancel" and move.location_id.usage == "customer"
        )
        return back.filtered("amazon_return_line_id")

    def _amazon_count_returned(self):
        """:return: the eaches that came back by Amazon's notices"""
        moves = self._amazon_get_return_moves()
        return sum(line._count(own) for line, own in moves.grouped("amazon_return_line_id").items())

    def _amazon_count_coming_back(self):
        """:return: likewise, with those that are on their way"""
        moves = self._amazon_get_return_moves().filtered(
            lambda move: move.state != "done" and move.product_id == self.product_id
        )
        waiting = sum(
            self._amazon_to_eaches(move.product_uom_qty, move.product_uom) for move in moves
        )
        return self._amazon_count_returned() + waiting

    def _get_qty_procurement(self, previous_product_uom_qty=False):
        """Odoo would deliver once more what came back."""
        quantity = super()._get_qty_procurement(previous_product_uom_qty)
        if not self.amazon_item_sequence:
            return quantity
        return quantity + to_quantity(self._amazon_count_coming_back(), self._amazon_get_factor())
