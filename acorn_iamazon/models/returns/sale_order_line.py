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
        return self._amazon_count_returned() + self._amazon_count_waiting_back()

    def _amazon_count_waiting_back(self):
        moves = self._amazon_get_return_moves().filtered(lambda move: move.state != "done")
        parts = moves.filtered(lambda move: move.product_id != self.product_id)
        waiting = sum(
            self._amazon_to_eaches(move.product_uom_qty, move.product_uom) for move in moves - parts
        )
        return waiting + sum(
            line._count_kits(own) for line, own in parts.grouped("amazon_return_line_id").items()
        )

    def _create_procurements(self, product_qty, procurement_uom, values):
        """Odoo would deliver once more what came back."""
        if self.amazon_item_sequence and product_qty > 0 and self._amazon_get_return_moves():
            gone = self._amazon_count_shipped() - self._amazon_to_eaches(self.qty_delivered)
            back = gone + self._amazon_count_waiting_back()
            product_qty -= to_quantity(back, self._amazon_get_factor(procurement_uom))
            if procurement_uom.compare(product_qty, 0.0) <= 0:
                return []
        return super()._create_procurements(product_qty, procurement_uom, values)
