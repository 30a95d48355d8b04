# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...columns import create_columns
from ...link import Link
from ...quantities import to_amount, to_quantity
from ...rights import check_send, get_told, is_in_method
from ...spapi import decimal_text

# What the amounts of a line follow from.
PRICE_FIELDS = {"price_unit", "discount", "tax_ids", "product_uom_qty"}
# What Amazon is told of a line.
ANSWER_FIELDS = {
    "product_id",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "amazon_rejection_reason",
    "amazon_price_decision",
    "amazon_backordered_quantity",
    "amazon_scheduled_ship_date",
    "amazon_scheduled_delivery_date",
}

# Grams in Amazon's units of weight.
GRAMS = {
    "POUNDS": Decimal("453.59237"),
    "OUNCES": Decimal("28.349523125"),
    "KILOGRAMS": Decimal(1000),
    "GRAMS": Decimal(1),
}


# What a line has as Amazon wrote it, see `_amazon_prepare_ordered`.
ORDERED_FIELDS = (
    "amazon_item_sequence",
    "amazon_asin",
    "amazon_vendor_sku",
    "amazon_ordered_quantity",
    "amazon_stated_quantity",
    "amazon_unit",
    "amazon_unit_size",
    "amazon_net_cost",
    "amazon_net_cost_weight_unit",
    "amazon_list_price",
    "amazon_back_order_allowed",
)


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "amazon.vendor.guarded"]

    amazon_item_sequence = fields.Char("Amazon Line", readonly=True, copy=False)
    amazon_product_id = Link("amazon.vendor.product", readonly=True, copy=False, prefetch="amazon")
    amazon_asin = fields.Char("ASIN", readonly=True, copy=False, prefetch="amazon")
    amazon_vendor_sku = fields.Char("Vendor SKU", readonly=True, copy=False, prefetch="amazon")
    amazon_ordered_quantity = fields.Integer(
        "Ordered by Amazon",
        readonly=True,
        copy=False,
        help="In Amazon's unit of this line.",
        prefetch="amazon",
    )
    amazon_stated_quantity = fields.Integer(
        "Quantity as Stated",
        readonly=True,
        copy=False,
        help="As Amazon wrote it; a negative quantity orders nothing.",
        prefetch="amazon",
    )
    amazon_unit = fields.Selection(
        [("Eaches", "Eaches"), ("Cases", "Cases")],
        "Amazon's Unit",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_unit_size = fields.Integer("Case Size", readonly=True, copy=False, prefetch="amazon")
    amazon_net_cost = fields.Float(
        "Amazon's Net Cost",
        digits=(16, 6),
        readonly=True,
        copy=False,
        help="As on the purchase order: for a case, an each, or a unit of weight.",
        prefetch="amazon",
    )
    amazon_net_cost_weight_unit = fields.Selection(
        [(unit, unit.capitalize()) for unit in GRAMS],
        "Cost per",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_list_price = fields.Float(
        digits=(16, 6),
        readonly=True,
        copy=False,
        help="Of books, as on the purchase order.",
        prefetch="amazon",
    )
    amazon_back_order_allowed = fields.Boolean(
        "Back-order Allowed", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_rejection_reason = fields.Selection(
        [
            ("TemporarilyUnavailable", "Temporarily unavailable"),
            ("InvalidProductIdentifier", "Invalid product identifier"),
            ("ObsoleteProduct", "Obsolete product"),
        ],
        default="TemporarilyUnavailable",
        copy=False,
        help="Told to Amazon for what is not accepted.",
        prefetch="amazon",
    )

    def _auto_init(self):
        create_columns(self)
        return super()._auto_init()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon(self):
        if get_told("follow"):
            return
        for line in self.filtered(
            lambda line: (
                line.amazon_item_sequence
                or (line.display_type == "line_note" and line.amazon_unknown_sequence)
            )
        ):
            raise UserError(
                self.env._(
                    "Line %(line)s of %(order)s is on Amazon's purchase order and must be "
                    "answered. Set its quantity to 0 to reject it.",
                    line=line.amazon_item_sequence or line.amazon_unknown_sequence,
                    order=line.order_id.amazon_purchase_order_number,
                )
            )

    def _amazon_check_answer(self, vals):
        """:raise AccessError: when a person who may not answer Amazon changes the answer"""
        ours = self.filtered("amazon_item_sequence") if ANSWER_FIELDS & vals.keys() else None
        if ours and not is_in_method():
            check_send(ours)

    def _amazon_check_order(self, vals):
        """:raise UserError: when a line of Amazon's would go to another order: it would never be
        answered"""
        moved = self.filtered(
            lambda line: line.amazon_item_sequence and line.order_id.id != vals["order_id"]
        )
        for line in moved:
            raise UserError(
                self.env._(
                    "Line %(line)s is on Amazon's purchase order %(order)s and must be answered "
                    "there. Set its quantity to 0 to reject it.",
                    line=line.amazon_item_sequence,
                    order=line.order_id.amazon_purchase_order_number,
                )
            )

    def write(self, vals):
        self._amazon_check_answer(vals)
        if "order_id" in vals:
            self._amazon_check_order(vals)
        if vals.get("amazon_price_decision") == "reject":
            vals = {**vals, "product_uom_qty": 0.0}
        before = self._amazon_get_prices_to_scale(vals)
        result = super().write(vals)
        self._amazon_scale_price(before)
        if vals.get("amazon_price_decision") == "ask":
            self._amazon_ask_about_cost()
        if PRICE_FIELDS & vals.keys():
            self._amazon_recompute_short_amount()
        return result

    def _amazon_get_prices_to_scale(self, vals):
        """Another unit has another price; one that is written with it is taken as it is.

        :param dict vals: what is about to be written
        :return: (price, factor) by line"""
        if "product_uom_id" not in vals or "price_unit" in vals:
            return {}
        ours = self.filtered("amazon_item_sequence")
        return {line: (line.price_unit, line._amazon_get_factor()) for line in ours}

    # === FROM AMAZON === #

    @api.model
    def _amazon_prepare_line(self, item, mapping, code):
        """:param item: an :class:`Item` of a purchase order
        :param mapping: its ``amazon.vendor.product``, None while its product is unknown
        :param code: the ``amazon.vendor.code`` that the order is for
        """
        if not mapping:
            return self._amazon_prepare_unknown_line(item)
        ordered = item.ordered
        if ordered.unit == "Cases" and mapping.case_size not in (0, ordered.unit_size):
            raise UserError(
                self.env._(
                    "Line %(line)s: Amazon orders %(product)s in cases of %(theirs)s, our case "
                    "holds %(ours)s. Mend the case size in Amazon Vendor, Products, or ask Amazon.",
                    line=item.sequence,
                    product=mapping.display_name,
                    theirs=ordered.unit_size,
                    ours=mapping.case_size,
                )
            )
        unit = mapping.product_id.uom_id
        if not unit._amazon_can_keep(item.units, mapping.product_id):
            unit = unit._amazon_get_each()
        factor = unit._amazon_count_eaches(mapping.product_id)
        price = self._amazon_get_unit_price(item, mapping.product_id, code)
        return {
            "product_id": mapping.product_id.id,
            "product_uom_id": unit.id,
            "product_uom_qty": to_quantity(item.units, factor),
            "price_unit": float(price) * factor,
            "discount": 0.0,
            "amazon_product_id": mapping.id,
            **self._amazon_prepare_ordered(item),
            **self._amazon_prepare_unknown(mapping),
        }

    @api.model
    def _amazon_prepare_ordered(self, item):
        """:param item: an :class:`Item` of a purchase order
        :return: the values of a line that are as Amazon wrote them"""
        ordered, cost = item.ordered, item.net_cost
        return {
            "amazon_item_sequence": item.sequence,
            "amazon_asin": item.asin,
            "amazon_vendor_sku": item.vendor_sku,
            "amazon_ordered_quantity": ordered.amount,
            "amazon_stated_quantity": item.stated_amount,
            "amazon_unit": ordered.unit,
            "amazon_unit_size": ordered.unit_size,
            "amazon_net_cost": float(cost.amount) if cost else 0.0,
            "amazon_net_cost_weight_unit": cost.weight_unit if cost else False,
            "amazon_list_price": float(item.list_price.amount) if item.list_price else 0.0,
            "amazon_back_order_allowed": item.back_order_allowed,
        }

    @api.model
    def _amazon_get_unit_price(self, item, product, code):
        """:return: the price of one each, unrounded: a case of 3 for 10.00 stays 10.00"""
        cost = item.net_cost
        if not cost:
            return Decimal(0)
        if cost.weight_unit:
            return cost.amount * self._amazon_get_grams(product) / GRAMS[cost.weight_unit]
        if item.ordered.unit == "Cases" and code.cost_basis == "ordered_unit":
            return cost.amount / item.ordered.unit_size
        return cost.amount

    def _amazon_get_ordered_price(self):
        """:return: the price of one each by the purchase order, unrounded"""
        cost = Decimal(repr(self.amazon_net_cost))
        weight_unit = self.amazon_net_cost_weight_unit
        if weight_unit:
            return float(cost * self._amazon_get_grams(self.product_id) / GRAMS[weight_unit])
        if self.order_id.sudo().amazon_code_id.cost_basis == "ordered_unit":
            return float(cost / self._amazon_get_unit_size())
        return float(cost)

    @api.model
    def _amazon_get_grams(self, product):
        """:return: the grams of one each; Odoo's weight is that of the product's own unit"""
        grams = Decimal(repr(product.weight)) * self._amazon_get_grams_of_weight_unit()
        return grams / Decimal(repr(product.uom_id._amazon_count_eaches(product)))

    @api.model
    def _amazon_get_grams_of_weight_unit(self):
        """:return: grams in the unit in which Odoo keeps the weight of products"""
        unit = self.env["product.template"]._get_weight_uom_id_from_ir_config_parameter()
        gram = self.env.ref("uom.product_uom_gram")
        return Decimal(repr(unit._compute_quantity(1.0, gram, round=False)))

    def _amazon_get_price_warnings(self):
        """:return: sentences on prices that a person must look at"""
        ours = self.filtered("amazon_item_sequence")
        doubts = [line._amazon_describe_price_doubt() for line in ours]
        return [*filter(None, doubts), *self._amazon_describe_open_prices()]

    def _amazon_describe_price_doubt(self):
        """:return: why the price is not to be relied on, or None"""
        if self.amazon_net_cost_weight_unit and not self.product_id.weight:
            return self.env._(
                "Line %(line)s: Amazon pays %(product)s by weight (%(cost)s per "
                "%(unit)s), but the product has no weight, so the price is 0. Set "
                "the weight of the product, then apply the purchase order again.",
                line=self.amazon_item_sequence,
                product=self.product_id.display_name,
                cost=self.amazon_net_cost,
                unit=self.amazon_net_cost_weight_unit,
            )
        if self.amazon_stated_quantity < 0:
            return self.env._(
                "Line %(line)s: Amazon ordered %(quantity)s, which is taken as nothing. "
                "Ask Amazon what it means.",
                line=self.amazon_item_sequence,
                quantity=self.amazon_stated_quantity,
            )
        if not self.amazon_net_cost:
            return self.env._(
                "Line %s: the purchase order has no net cost. Amazon refuses an "
                "acknowledgement without one: type the agreed price.",
                self.amazon_item_sequence,
            )
        return None

    # === TO AMAZON === #

    def _amazon_build_quantity(self, amount):
        """:return: the quantity in Amazon's unit of the line, as all operations want it"""
        return {
            "amount": amount,
            "unitOfMeasure": self.amazon_unit,
            "unitSize": self.amazon_unit_size or 1,
        }

    def _amazon_build_shipped_quantity(self, units):
        """:param units: eaches
        :return: whole cases as cases, anything else in eaches"""
        amount = to_amount(units, self._amazon_get_unit_size())
        if amount is not None:
            quantity = self._amazon_build_quantity(amount)
        else:
            quantity = {"amount": round(units), "unitOfMeasure": "Eaches", "unitSize": 1}
        if self.amazon_net_cost_weight_unit:
            quantity["totalWeight"] = self._amazon_build_total_weight(units)
        return quantity

    def _amazon_build_total_weight(self, units):
        """:return: the weight of what Amazon pays by weight, in the unit of its net cost"""
        unit = self.amazon_net_cost_weight_unit
        amount = self._amazon_get_grams(self.product_id) * Decimal(repr(units)) / GRAMS[unit]
        return {"unitOfMeasure": unit, "amount": decimal_text(amount, 3)}

    def _amazon_build_net_cost(self):
        """:return: the net cost as the purchase order had it, to the digit; where it had none, the
        price that was typed in"""
        cost = self.amazon_net_cost
        if not cost:
            in_cases = self.order_id.sudo().amazon_code_id.cost_basis == "ordered_unit"
            size = self._amazon_get_unit_size() if in_cases else 1
            cost = self._amazon_get_typed_price() * size
        amount = Decimal(repr(round(cost, 6))).normalize()
        places = max(self.order_id.currency_id.decimal_places, -amount.as_tuple().exponent)
        cost = {
            "amount": decimal_text(amount, places),
            "currencyCode": self.order_id.currency_id.name,
        }
        if self.amazon_net_cost_weight_unit:
            cost["unitOfMeasure"] = self.amazon_net_cost_weight_unit
        return cost

    def _amazon_build_identifiers(self):
        """:return: the codes of the product as the purchase order had them"""
        codes = {
            "amazonProductIdentifier": self.amazon_asin,
            "vendorProductIdentifier": self.amazon_vendor_sku,
        }
        return {name: code for name, code in codes.items() if code}
