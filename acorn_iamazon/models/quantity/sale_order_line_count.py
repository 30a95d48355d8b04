# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from ...quantities import find_breaks


class SaleOrderLine(models.Model):
    """The numbers of a line, in eaches, that ``amazon.vendor.quantity`` puts together."""

    _inherit = "sale.order.line"

    def _amazon_get_quantities(self):
        """:return: :class:`Quantities` of the line; of many lines the ledger is read at once"""
        self.ensure_one()
        return self.env["amazon.vendor.quantity"]._read(self)[self]

    def _amazon_count_ordered(self):
        return self.amazon_ordered_quantity * self._amazon_get_unit_size()

    def _amazon_count_answer(self):
        order = self.order_id
        told = order.amazon_acknowledgement_state != "to_acknowledge"
        is_answered = told or order.state == "sale"
        promised = self._amazon_to_eaches(self.product_uom_qty) if is_answered else 0.0
        back_ordered = self.amazon_backordered_quantity * self._amazon_get_unit_size()
        return {
            "ordered": self._amazon_count_ordered(),
            "promised": promised,
            "back_ordered": min(back_ordered, promised),
            "is_answered": is_answered,
            "is_cancelled": is_answered and order.state == "cancel",
        }

    def _amazon_count_shipped(self):
        """:return: what left for Amazon, as Odoo counts it, less what Amazon never took; what it
        returns by a notice it had"""
        delivered = self._amazon_to_eaches(self.qty_delivered)
        if not self._amazon_get_return_moves():
            return delivered
        if self._amazon_get_kit():
            return self._amazon_count_kits_shipped()
        return delivered + self._amazon_count_returned()

    def _amazon_is_shipped(self):
        """:return: whether all that was accepted of the line left"""
        if self.qty_delivered >= self.product_uom_qty:
            return True
        accepted = self._amazon_to_eaches(self.product_uom_qty)
        return self._amazon_count_shipped() >= accepted

    def _amazon_count_to_ship(self):
        """:return: what waits in transfers; of kits, what is missing of them"""
        waiting = self.move_ids.filtered(lambda move: move._amazon_waits_for_customer())
        if waiting and self._amazon_get_kit():
            ordered = self._amazon_to_eaches(self.product_uom_qty)
            return max(0.0, ordered - self._amazon_count_shipped())
        return sum(
            self._amazon_to_eaches(
                move.quantity if move.picked else move.product_uom_qty, move.product_uom
            )
            for move in waiting
            if move.product_id == self.product_id
        )

    def _amazon_count_received(self):
        shipped = self._amazon_count_shipped()
        return {
            "shipped": shipped,
            "returned": self._amazon_count_returned(),
            "due": shipped - self._amazon_count_on_the_way(),
            "received": self.amazon_received_quantity,
        }

    def _amazon_count_on_the_way(self):
        """:return: what Amazon need not have received yet: all of it before it received the first
        of the order, then what was shipped after the day of its last receipt; nothing when it
        closed the order"""
        order = self.order_id
        if order.amazon_purchase_order_state == "Closed":
            return 0.0
        if not order.amazon_last_received_at:
            return self._amazon_count_shipped()
        last_day = order.amazon_last_received_at.date()
        later = self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.location_dest_usage == "customer"
                and move.date.date() > last_day
            )
        )
        if later and self._amazon_get_kit():
            return self._amazon_count_kits(later)
        return sum(
            self._amazon_to_eaches(move.quantity, move.product_uom)
            for move in later
            if move.product_id == self.product_id
        )

    # === WHAT CONTRADICTS ITSELF === #

    def _amazon_describe_contradiction(self, quantities):
        """:param quantities: :class:`Quantities` of the line
        :return: where they contradict each other, in words; an empty text where they do not"""
        words = self._amazon_name_quantities()
        return "; ".join(
            self.env._(
                "%(more)s %(what)s, but only %(less)s %(of)s",
                more=f"{getattr(quantities, limit.more):g}",
                what=words[limit.more],
                less=f"{getattr(quantities, limit.less):g}",
                of=words[limit.less],
            )
            for limit in find_breaks(quantities)
        )

    def _amazon_describe_excess(self, quantities):
        """:param quantities: :class:`Quantities` of the line"""
        return self.env._(
            "%(order)s, line %(line)s, %(product)s: %(leaving)s are shipped, but %(promised)s were "
            "accepted. Amazon charges what is delivered beyond the order: take the rest back, or "
            "ask Amazon to order more.",
            order=self.order_id.amazon_purchase_order_number,
            line=self.amazon_item_sequence,
            product=self.product_id.display_name,
            leaving=f"{quantities.leaving:g}",
            promised=f"{quantities.promised:g}",
        )

    def _amazon_name_quantities(self):
        """:return: the words for the numbers that :data:`LIMITS` compares"""
        return {
            "ordered": self.env._("ordered by Amazon"),
            "promised": self.env._("accepted"),
            "leaving": self.env._("shipped or to be shipped"),
            "shipped": self.env._("shipped"),
            "noticed": self.env._("announced"),
            "received": self.env._("received by Amazon"),
            "missing": self.env._("missing"),
            "kept": self.env._("shipped and not returned"),
            "returned": self.env._("returned by Amazon"),
            "to_pay": self.env._("invoiced"),
            "claimed": self.env._("claimed by Amazon"),
        }
