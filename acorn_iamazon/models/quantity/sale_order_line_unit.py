# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import UserError

from ...quantities import to_amount, to_eaches, to_quantity


class SaleOrderLine(models.Model):
    """The door at which quantities and prices are converted: Amazon's unit and case size, the unit
    of the line in Odoo, and the eaches in which all else is counted."""

    _inherit = "sale.order.line"

    # === ODOO'S UNIT === #

    def _amazon_get_factor(self, unit=None):
        """:param unit: a ``uom.uom``; that of the line when not given
        :return: the eaches in one of it"""
        return (unit or self.product_uom_id)._amazon_count_eaches(self.product_id)

    def _amazon_to_eaches(self, quantity, unit=None):
        """:param float quantity: in the unit
        :param unit: a ``uom.uom``; that of the line when not given
        :return: the same in eaches"""
        unit = unit or self.product_uom_id
        return to_eaches(quantity, self._amazon_get_factor(unit), unit.rounding or 0.0)

    def _prepare_qty_delivered(self):
        """Stock that is kept in dozens keeps five eaches as 0.42 dozens: five of them left."""
        delivered = super()._prepare_qty_delivered()
        for line in self.filtered("amazon_item_sequence"):
            unit = line.product_id.uom_id
            if line in delivered and unit and unit != line.product_uom_id:
                factor = line._amazon_get_factor(unit)
                eaches = delivered[line] * line._amazon_get_factor()
                eaches = to_eaches(eaches / factor, factor, unit.rounding or 0.0)
                delivered[line] = to_quantity(eaches, line._amazon_get_factor())
        return delivered

    def _amazon_prepare_quantity(self, eaches):
        """:return: the values of a line of so many eaches: in its own unit, or in pieces where that
        unit would round them. A confirmed line keeps its unit, as Odoo has it."""
        values = {"product_uom_qty": self._amazon_from_eaches(eaches)}
        if self.state not in ("sale", "done") and not self.product_uom_id._amazon_can_keep(
            eaches, self.product_id
        ):
            each = self.product_uom_id._amazon_get_each()
            values = {"product_uom_id": each.id, "product_uom_qty": eaches}
        return values

    def _amazon_from_eaches(self, eaches):
        """:return: the same in the unit of the line"""
        return to_quantity(eaches, self._amazon_get_factor())

    # === AMAZON'S UNIT === #

    def _amazon_get_unit_size(self):
        """:return: the eaches in one of Amazon's unit of this line"""
        return (self.amazon_unit_size or 1) if self.amazon_unit == "Cases" else 1

    def _amazon_to_ordered_unit(self, quantity):
        """:param float quantity: in the unit of the line
        :return: the same as a whole number of Amazon's unit of the line
        :raise UserError: when it is no whole number of Amazon's units
        """
        self.ensure_one()
        eaches = self._amazon_to_eaches(quantity)
        amount = to_amount(eaches, self._amazon_get_unit_size())
        if amount is None:
            raise UserError(
                self.env._(
                    "%(order)s, line %(line)s: %(problem)s",
                    order=self.order_id.amazon_purchase_order_number,
                    line=self.amazon_item_sequence,
                    problem=self._amazon_describe_part(eaches),
                )
            )
        return amount

    def _amazon_describe_part(self, eaches):
        size = self._amazon_get_unit_size()
        return self.env._(
            "%(units)s units of %(product)s are no whole number of Amazon's unit (%(unit)s of "
            "%(size)s). Choose a multiple of %(size)s.",
            units=f"{eaches:g}",
            product=self.product_id.display_name,
            unit=self.amazon_unit,
            size=size,
        )

    @api.onchange("product_uom_qty", "product_uom_id")
    def _onchange_amazon_whole_units(self):
        if not self.amazon_item_sequence or not self.amazon_ordered_quantity:
            return None
        eaches = self._amazon_to_eaches(self.product_uom_qty)
        if to_amount(eaches, self._amazon_get_unit_size()) is not None:
            return None
        return {
            "warning": {
                "title": self.env._("Line %s", self.amazon_item_sequence),
                "message": self._amazon_describe_part(eaches),
            }
        }

    # === PRICES === #

    def _amazon_get_each_price(self):
        """:return: the price of an each without taxes, unrounded"""
        price = self.price_unit
        if any(tax.price_include for tax in self.tax_ids):
            price = self.tax_ids._get_tax_details(
                price, 1.0, rounding_method="round_globally", product=self.product_id
            )["total_excluded"]
        return price / self._amazon_get_factor()

    def _amazon_get_typed_price(self):
        """:return: the price of an each that a person gave a line without a net cost: a price, or
        a discount on the list price"""
        return self._amazon_get_each_price() * (1 - self.discount / 100)

    def _amazon_include_taxes(self):
        """Amazon's net cost is without taxes: where a tax is included in the price, the price of
        the line is made such that the net cost is what is left of it."""
        for line in self:
            if line.amazon_net_cost and any(tax.price_include for tax in line.tax_ids):
                line.price_unit = self.env["account.tax"]._adapt_price_unit_to_another_taxes(
                    line._amazon_get_ordered_price() * line._amazon_get_factor(),
                    line.product_id,
                    self.env["account.tax"],
                    line.tax_ids,
                )

    def _amazon_scale_price(self, before):
        """:param dict before: (price, factor) by line, as they were before the unit changed"""
        for line, (price, factor) in before.items():
            line.price_unit = price * line._amazon_get_factor() / factor
