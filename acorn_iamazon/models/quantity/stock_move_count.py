# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _amazon_is_ordered(self):
        """:return: whether the move brings what a line of a purchase order orders, or a part of a
        kit that it orders; not what was put in for it"""
        line = self.sale_line_id
        if not line.amazon_item_sequence:
            return False
        return self.product_id == line.product_id or self._amazon_is_part()

    def _amazon_is_part(self):
        """:return: whether it is a part of a kit, of Odoo's *Manufacturing*"""
        return "bom_line_id" in self._fields and self.bom_line_id.bom_id.type == "phantom"

    def _amazon_waits_for_customer(self):
        """:return: whether it is to leave, or is the last known step of what is to leave"""
        ended = ("done", "cancel")
        last = self.location_final_id or self.location_dest_id
        return (
            self.state not in ended
            and last.usage == "customer"
            and all(move.state in ended for move in self.move_dest_ids)
        )
