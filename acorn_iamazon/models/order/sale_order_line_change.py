# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from .sale_order_following import LINE


class SaleOrderLine(models.Model):
    """What a line takes over of a newer version of the purchase order."""

    _inherit = "sale.order.line"

    def _amazon_prepare_change(self, item, codes):
        """:param item: the :class:`Item` as it is ordered now, None when it is no longer there
        :param codes: the fields of Amazon's that the line takes over
        :return: values of the line"""
        if not item:
            return {"amazon_ordered_quantity": 0, "product_uom_qty": 0.0}
        now = self._amazon_prepare_ordered(item)
        values = {name: now[name] for code in codes for name in LINE.get(code, ())}
        if "quantity" in codes:
            wanted = self._amazon_from_eaches(item.units)
            values["product_uom_qty"] = min(self.product_uom_qty, wanted)
        prices = {"cost", "quantity"} & set(codes)
        if prices and not self.qty_invoiced and self._amazon_has_other_price(item):
            values["price_unit"] = self._amazon_get_price_now(item)
        return values

    def _amazon_get_price_now(self, item):
        """:return: the price in the unit of the line, by the purchase order as it is now"""
        price = self._amazon_get_unit_price(item, self.product_id, self.order_id.amazon_code_id)
        return float(price) * self._amazon_get_factor()

    def _amazon_has_other_price(self, item):
        """:return: whether Amazon pays another price an each than it did"""
        each = self._amazon_get_unit_price(item, self.product_id, self.order_id.amazon_code_id)
        return abs(float(each) - self._amazon_get_ordered_price()) > 1e-6
