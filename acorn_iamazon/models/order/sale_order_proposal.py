# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict
from datetime import timedelta

from odoo import fields, models

from ...rights import right

OPEN_MOVES = ("waiting", "confirmed", "assigned", "partially_available")


class SaleOrder(models.Model):
    """Propose an answer to each line from what stock, receipts and rules allow."""

    _inherit = "sale.order"

    @right("change")
    def action_amazon_propose(self):
        """Fill in what can be accepted, back-ordered and rejected; a person corrects it then."""
        orders = self.filtered(lambda o: o.amazon_account_id and o.state in ("draft", "sent"))
        for line, values in orders._amazon_compute_proposals().items():
            line.write(values)

    def _amazon_compute_proposals(self):
        """:return: the values of each line, in their turns: earlier windows, then larger margins;
        no unit is promised twice"""
        free = self._amazon_get_free_stock()
        receipts = self._amazon_get_later_receipts()
        promised = defaultdict(float)
        proposals = {}
        lines = self.order_line.filtered("amazon_ordered_quantity")
        for line in lines.sorted(lambda line: line._amazon_get_turn_key()):
            place = (line.order_id.warehouse_id, line.product_id)
            now, later = free[line.order_id, line.product_id]
            values = line._amazon_prepare_proposal(
                now - promised[place], later - promised[place], receipts.get(place, [])
            )
            promised[place] += line._amazon_count_promised(values)
            proposals[line] = values
        return proposals

    def _amazon_get_ship_by(self):
        """:return: until when goods must be there to leave in time, and never the past"""
        return max(self.amazon_leave_by or fields.Datetime.now(), fields.Datetime.now())

    def _amazon_get_back_order_limit(self):
        days = self.sudo().amazon_account_id.back_order_days
        return self._amazon_get_ship_by() + timedelta(days=days)

    def _amazon_get_free_stock(self):
        """:return: eaches of a product, by order and product, that are free (by the ship window,
        as long as a back-order may take); what is promised to later deliveries is not free,
        unless a later receipt makes up for it"""
        stock = {}
        groups = self.grouped(
            lambda o: (o.warehouse_id, o._amazon_get_ship_by().date(), o.sudo().amazon_account_id)
        )
        for (warehouse, _day, _account), orders in groups.items():
            products = orders.order_line.filtered("amazon_ordered_quantity").product_id
            last = max(order._amazon_get_ship_by() for order in orders)
            limit = max(order._amazon_get_back_order_limit() for order in orders)
            here = products.with_context(warehouse_id=warehouse.id)
            by_window = here.with_context(to_date=last)
            by_limit = here.with_context(to_date=limit)
            for product, soon, late, end in zip(products, by_window, by_limit, here, strict=True):
                if not product.is_storable:
                    amounts = (float("inf"), float("inf"))
                else:
                    final = end.virtual_available
                    amounts = (min(soon.virtual_available, final), late.virtual_available)
                factor = product.uom_id._amazon_count_eaches(product)
                for order in orders:
                    stock[order, product] = tuple(amount * factor for amount in amounts)
        return stock

    def _amazon_get_later_receipts(self):
        """:return: the receipts that are on their way, as (date, eaches) by warehouse and product,
        earliest first"""
        receipts = defaultdict(list)
        for warehouse, orders in self.grouped("warehouse_id").items():
            products = orders.order_line.filtered("amazon_ordered_quantity").product_id
            _quants, incoming, _outgoing = products.with_context(
                warehouse_id=warehouse.id
            )._get_domain_locations()
            moves = self.env["stock.move"].search(
                [
                    ("product_id", "in", products.ids),
                    ("state", "in", OPEN_MOVES),
                    *incoming,
                ],
                order="date, id",
            )
            for move in moves:
                product = move.product_id
                eaches = move.product_qty * product.uom_id._amazon_count_eaches(product)
                receipts[warehouse, product].append((move.date, eaches))
        return receipts
