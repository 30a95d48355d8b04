# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError

from .sale_order_following import LINE


class SaleOrderLine(models.Model):
    """What a line takes over of a newer version of the purchase order."""

    _inherit = "sale.order.line"

    def _amazon_prepare_change(self, item, codes, stays):
        """:param item: the :class:`Item` as it is ordered now, None when it is no longer there
        :param codes: the fields of Amazon's that the line takes over
        :param set stays: those that stay otherwise than Amazon has them
        :return: values of the line; what has left stays on it, and Odoo takes no less"""
        if not item:
            return {"amazon_ordered_quantity": 0, "product_uom_qty": max(0.0, self.qty_delivered)}
        now = self._amazon_prepare_ordered(item)
        values = {name: now[name] for code in codes for name in LINE.get(code, ())}
        if "quantity" in codes:
            wanted = self._amazon_from_eaches(item.units)
            values["product_uom_qty"] = max(min(self.product_uom_qty, wanted), self.qty_delivered)
        values |= self._amazon_prepare_other_unit(item, codes, stays)
        # Another case size is another price, unless the cost was not agreed to.
        has_price = "cost" in codes or ("quantity" in codes and "cost" not in stays)
        if has_price and not self.qty_invoiced and self._amazon_has_other_price(item):
            values["price_unit"] = self._amazon_get_price_now(item)
        return values

    def _amazon_prepare_other_unit(self, item, codes, stays):
        """The cost of a case goes with its size: where only one of both is taken over, the cost is
        written for the case that the line has then.

        :return: values of the line"""
        basis = self.order_id.sudo().amazon_code_id.cost_basis
        if basis != "ordered_unit" or self.amazon_net_cost_weight_unit:
            return {}
        size, size_now = self._amazon_get_unit_size(), 1
        if item.ordered.unit == "Cases":
            size_now = item.ordered.unit_size
        if size == size_now or {"quantity", "cost"} <= set(codes):
            return {}
        if "quantity" in codes and "cost" in stays:
            return {"amazon_net_cost": self.amazon_net_cost * size_now / size}
        if "cost" in codes and item.net_cost and not item.net_cost.weight_unit:
            return {"amazon_net_cost": float(item.net_cost.amount) * size / size_now}
        return {}

    def _amazon_get_price_now(self, item):
        """:return: the price in the unit of the line, by the purchase order as it is now"""
        price = self._amazon_get_unit_price(item, self.product_id, self.order_id.amazon_code_id)
        return float(price) * self._amazon_get_factor()

    def _amazon_has_other_price(self, item):
        """:return: whether Amazon pays another price an each than it did"""
        each = self._amazon_get_unit_price(item, self.product_id, self.order_id.amazon_code_id)
        return abs(float(each) - self._amazon_get_ordered_price()) > 1e-6

    # === LINES THAT COME BACK === #

    def _amazon_is_of(self, item):
        """:return: whether Amazon orders by the item what the line is about"""
        if self.amazon_asin and item.asin:
            return self.amazon_asin == item.asin
        return (self.amazon_vendor_sku or "") == (item.vendor_sku or "")

    def _amazon_give_up_number(self):
        """Amazon gave the number of a line that it had taken back to another product.

        :raise UserError: when goods of the line have left: they would be nobody's"""
        for line in self:
            if line.qty_delivered or line.qty_invoiced:
                raise UserError(
                    self.env._(
                        "Line %(number)s of %(order)s is another product now, and %(product)s has "
                        "left by it. Keep the change, and agree on it with Amazon.",
                        number=line.amazon_item_sequence,
                        order=line.order_id.amazon_purchase_order_number,
                        product=line.product_id.display_name,
                    )
                )
        self.amazon_item_sequence = False
