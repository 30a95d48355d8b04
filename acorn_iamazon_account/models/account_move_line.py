# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import models
from odoo.tools import float_compare

from odoo.addons.acorn_iamazon.models.sale_order_line import GRAMS
from odoo.addons.acorn_iamazon.spapi import decimal_text


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _amazon_get_order_line(self):
        return self.sale_line_ids.filtered("amazon_item_sequence")[:1]

    def _amazon_get_units(self):
        """:return: the quantity in units, as the order line counts them"""
        order_line = self._amazon_get_order_line()
        return self.product_uom_id._compute_quantity(
            self.quantity, order_line.product_uom_id or self.product_uom_id, round=False
        )

    def _amazon_build_item(self, sequence, taxes):
        """:param int sequence: the place on the invoice, from 1
        :param taxes: the ``taxDetails`` of the line
        :return: an item of submitInvoices (Vendor Invoices v1)
        """
        order_line = self._amazon_get_order_line()
        item = {
            "itemSequenceNumber": sequence,
            **order_line._amazon_build_identifiers(),
            **self._amazon_build_quantity_and_cost(order_line),
        }
        if self.move_id.move_type == "out_invoice":
            item["purchaseOrderNumber"] = order_line.order_id.amazon_purchase_order_number or ""
        else:
            item["creditNoteDetails"] = {
                "referenceInvoiceNumber": self.move_id.reversed_entry_id.name or ""
            }
        if taxes:
            item["taxDetails"] = taxes
        return item

    def _amazon_build_quantity_and_cost(self, order_line):
        """Whole cases go as cases at Amazon's cost for a case; what is left of a case, and what
        Amazon prices by the each, goes in eaches at the price of the invoice."""
        units = self._amazon_get_units()
        quantity = order_line._amazon_build_shipped_quantity(units)
        weight_unit = order_line.amazon_net_cost_weight_unit
        if weight_unit:
            quantity["totalWeight"] = self._amazon_build_weight(order_line, units)
            cost = Decimal(repr(order_line.amazon_net_cost))
        elif quantity["unitOfMeasure"] == "Cases" and self._amazon_costs_by_case(order_line):
            cost = Decimal(repr(order_line.amazon_net_cost))
        else:
            quantity = {"amount": round(units), "unitOfMeasure": "Eaches", "unitSize": 1}
            cost = Decimal(repr(round(self._amazon_get_net_price(), 6)))
        result = {"invoicedQuantity": quantity, "netCost": self.move_id._amazon_build_money(cost)}
        if weight_unit:
            result["netCostUnitOfMeasure"] = weight_unit
        return result

    def _amazon_costs_by_case(self, order_line):
        return order_line.order_id.sudo().amazon_code_id.cost_basis != "each"

    def _amazon_build_weight(self, order_line, units):
        grams = (
            Decimal(repr(self.product_id.weight)) * order_line._amazon_get_grams_of_weight_unit()
        )
        weight = Decimal(repr(units)) * grams / GRAMS[order_line.amazon_net_cost_weight_unit]
        return {
            "unitOfMeasure": order_line.amazon_net_cost_weight_unit,
            "amount": decimal_text(weight, 4),
        }

    def _amazon_get_net_price(self):
        """:return: the price of a unit without tax and discount, unrounded when it can be"""
        price = self.price_unit * (1 - self.discount / 100)
        if any(tax.price_include for tax in self.tax_ids):
            units = self._amazon_get_units()
            price = self.price_subtotal / units if units else 0.0
        return price

    def _amazon_differs_from_order(self):
        """:return: whether the price of the line is not what the purchase order says"""
        order_line = self._amazon_get_order_line()
        return bool(
            order_line
            and float_compare(
                self._amazon_get_net_price() * self._amazon_get_units(),
                order_line.price_unit * self._amazon_get_units(),
                precision_rounding=self.move_id.currency_id.rounding,
            )
        )
