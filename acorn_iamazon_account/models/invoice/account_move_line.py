# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import models
from odoo.tools import float_compare

from odoo.addons.acorn_iamazon.prefetch import filter_together, first_together
from odoo.addons.acorn_iamazon.quantities import to_eaches


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "amazon.vendor.guarded"]

    def _amazon_get_order_line(self):
        return first_together(filter_together(self.sale_line_ids, "amazon_item_sequence"))

    def _amazon_get_units(self):
        """:return: the quantity in eaches"""
        unit = self.product_uom_id
        return to_eaches(
            self.quantity, unit._amazon_count_eaches(self.product_id), unit.rounding or 0.0
        )

    def _amazon_build_item(self, sequence, taxes):
        """
        :param int sequence: the place on the invoice, from 1
        :param taxes: the ``taxDetails`` of the line
        :return: an item of submitInvoices (Vendor Invoices v1) but for its ``netCost``; what that
            is multiplied by; the cost as agreed
        """
        order_line = self._amazon_get_order_line()
        item = {
            "itemSequenceNumber": sequence,
            **self._amazon_build_codes(order_line),
            "invoicedQuantity": self._amazon_build_quantity(order_line),
        }
        hsn_code = self._amazon_get_hsn_code()
        if hsn_code:
            item["hsnCode"] = hsn_code
        if order_line.amazon_net_cost_weight_unit:
            item["netCostUnitOfMeasure"] = order_line.amazon_net_cost_weight_unit
        if self.move_id.move_type == "out_invoice":
            item["purchaseOrderNumber"] = order_line.order_id.amazon_purchase_order_number or ""
        else:
            item["creditNoteDetails"] = self.move_id._amazon_build_credit_note_details()
        if taxes:
            item["taxDetails"] = taxes
        factor, cost = self._amazon_get_factor_and_cost(order_line, item["invoicedQuantity"])
        return item, factor, cost

    def _amazon_build_codes(self, order_line):
        """:return: the codes of the product as the purchase order had them; of a product that was
        on none, our own"""
        codes = order_line._amazon_build_identifiers()
        own = self.product_id.default_code or self.product_id.barcode
        return codes or ({"vendorProductIdentifier": own} if own else {})

    def _amazon_get_hsn_code(self):
        """:return: the code of India's *Harmonized System of Nomenclature*, figures alone"""
        own = self["l10n_in_hsn_code"] if "l10n_in_hsn_code" in self._fields else ""
        return (own or self.product_id.amazon_hsn_code or "").replace(".", "").replace(" ", "")

    def _amazon_build_quantity(self, order_line):
        """Whole cases go as cases where Amazon prices the case; what is left of a case, and what
        Amazon prices by the each, goes in eaches."""
        units = self._amazon_get_units()
        quantity = order_line._amazon_build_shipped_quantity(units)
        in_cases = quantity["unitOfMeasure"] == "Cases" and self._amazon_costs_by_case(order_line)
        if in_cases or "totalWeight" in quantity:
            return quantity
        return {"amount": round(units), "unitOfMeasure": "Eaches", "unitSize": 1}

    def _amazon_get_factor_and_cost(self, order_line, quantity):
        """
        :param quantity: the ``invoicedQuantity``
        :return: what the cost is multiplied by, and the cost: the purchase order's to the digit
            where the line is invoiced at its price
        """
        factor = Decimal(str(quantity.get("totalWeight", quantity)["amount"]))
        in_ordered_unit = quantity["unitOfMeasure"] == order_line.amazon_unit
        has_cost = order_line.amazon_net_cost and (
            in_ordered_unit or not self._amazon_costs_by_case(order_line)
        )
        if has_cost and not self._amazon_differs_from_order():
            return factor, Decimal(repr(order_line.amazon_net_cost))
        units = self._amazon_get_units()
        price = Decimal(repr(self._amazon_get_net_price() * units))
        return factor, round(price / factor, 6) if factor else Decimal(0)

    def _amazon_costs_by_case(self, order_line):
        return order_line.order_id.sudo().amazon_code_id.cost_basis != "each"

    def _amazon_get_net_price(self):
        """:return: the price of an each without tax and discount, unrounded when it can be"""
        if any(tax.price_include for tax in self.tax_ids):
            units = self._amazon_get_units()
            return self.price_subtotal / units if units else 0.0
        price = self.price_unit * (1 - self.discount / 100)
        return price / self.product_uom_id._amazon_count_eaches(self.product_id)

    def _amazon_differs_from_order(self):
        """:return: whether the price of the line is not what the purchase order says"""
        order_line = self._amazon_get_order_line()
        if not order_line:
            return False
        units = self._amazon_get_units()
        return bool(
            float_compare(
                self._amazon_get_net_price() * units,
                order_line._amazon_get_each_price() * units,
                precision_rounding=self.move_id.currency_id.rounding,
            )
        )
