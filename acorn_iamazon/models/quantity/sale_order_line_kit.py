# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class SaleOrderLine(models.Model):
    """Kits of Odoo's *Manufacturing*, where that is installed: parts leave, kits were ordered."""

    _inherit = "sale.order.line"

    def _amazon_get_kit(self):
        """:return: the bill of materials of the kit that the line orders, as Odoo's own count of
        what is delivered finds it; None when its product leaves as it is"""
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        if "bom_line_id" not in moves._fields or not moves.bom_line_id:
            return None
        boms = moves.bom_line_id.bom_id.filtered(lambda bom: bom.type == "phantom")
        own = boms.filtered(
            lambda bom: (
                bom.product_id == self.product_id
                or (not bom.product_id and bom.product_tmpl_id == self.product_id.product_tmpl_id)
            )
        )
        found = own or boms._bom_find(
            self.product_id, company_id=self.company_id.id, bom_type="phantom"
        ).get(self.product_id)
        return found[:1] if found else None

    def _amazon_count_kits(self, moves, is_back=lambda move: False):
        """:param moves: of the parts
        :param is_back: whether a move brings parts back, which are less then
        :return: the eaches of whole kits that they make"""
        kit = self._amazon_get_kit()
        if not kit or not moves:
            return 0.0
        kits = moves._compute_kit_quantities(
            self.product_id,
            kit.product_qty,
            kit,
            {"incoming_moves": lambda move: not is_back(move), "outgoing_moves": is_back},
        )
        return self._amazon_to_eaches(kits, kit.product_uom_id)

    def _amazon_count_kits_shipped(self):
        """:return: the eaches of whole kits that left, less those that were taken back; of what
        Amazon returns by a notice, parts of a kit may be missing, and the kit left all the same"""
        moves = self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and not move.amazon_return_line_id
                and (
                    move.location_dest_id.usage == "customer"
                    or (move.location_id.usage == "customer" and move.to_refund)
                )
            )
        )
        return self._amazon_count_kits(moves, lambda move: move.location_id.usage == "customer")

    def _amazon_count_kits_of(self, picking):
        """What earlier transfers brought of a kit is completed by this one.

        :return: the eaches of kits that leave with the transfer
        """
        moves = self.move_ids.filtered(
            lambda move: move.state != "cancel" and move.picking_id._amazon_goes_to_amazon()
        )
        own = moves.filtered(lambda move: move.picking_id == picking)
        before = moves.filtered(
            lambda move: move.state == "done" and move.picking_id._amazon_left_before(picking)
        )
        return self._amazon_count_kits(before | own) - self._amazon_count_kits(before)
