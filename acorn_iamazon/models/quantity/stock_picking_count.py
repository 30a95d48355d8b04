# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import models

from ...quantities import spread


class StockPicking(models.Model):
    """What is in a shipment, counted as Amazon ordered it."""

    _inherit = "stock.picking"

    def _amazon_count_content(self):
        """Kits count as what was ordered, in whatever cartons their parts are.

        :return: eaches by move line; those of the parts of a kit add up to the kits
        """
        counted, parts = {}, defaultdict(self.env["stock.move.line"].browse)
        for line in self._amazon_get_shipped_lines():
            order_line = line.move_id.sale_line_id
            if line.product_id == order_line.product_id:
                counted[line] = order_line._amazon_to_eaches(line.quantity, line.product_uom_id)
            else:
                parts[line.picking_id, order_line] |= line
        for (picking, order_line), lines in parts.items():
            kits = round(order_line._amazon_count_kits_of(picking))
            shares = spread(kits, lines.mapped("quantity_product_uom"))
            counted |= zip(lines, shares, strict=True)
        return counted

    def _amazon_left_before(self, other):
        """:return: whether the transfer left before the other one, which may not have left yet"""
        if self == other or self.state != "done":
            return False
        return other.state != "done" or (self.date_done, self.id) < (other.date_done, other.id)

    def _amazon_get_strangers(self):
        """:return: the move lines of what is in the transfers and on no purchase order's line, such
        as a product that was put in for another one"""
        known = self._amazon_get_shipped_lines()
        return self.move_line_ids.filtered(
            lambda line: line.quantity and line.state != "cancel" and line not in known
        )
