# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from ...rights import check_send, is_in_method


class SaleOrder(models.Model):
    """The price guard: Amazon's net cost is held against the agreed costs on arrival, before
    a difference becomes a price claim."""

    _inherit = "sale.order"

    def _amazon_check_money(self, vals):
        """:raise AccessError: when a person who may not answer Amazon changes the money in which
        the costs are told"""
        if {"currency_id", "pricelist_id"} & vals.keys() and not is_in_method():
            check_send(self.filtered("amazon_account_id"))

    def _amazon_compare_prices(self):
        """Note on each line what was agreed for the day of the purchase order."""
        code = self.amazon_code_id
        pricelist = code.agreed_pricelist_id or code.pricelist_id
        lines = self.order_line.filtered("amazon_item_sequence")
        agreed = self._amazon_get_agreed_costs(pricelist, lines) if pricelist else {}
        for line in lines:
            values = line._amazon_prepare_price_check(agreed.get(line))
            if values:
                line.write(values)

    def _amazon_get_agreed_costs(self, pricelist, lines):
        """:return: the agreed cost of an each, in the currency of the order, of the lines whose
        product is on the pricelist for that day"""
        day = self.amazon_purchase_order_date or self.date_order
        graded = any(item.min_quantity > 1 for item in pricelist.item_ids)
        groups = lines.grouped(_count_in_own_unit) if graded else {1.0: lines}
        costs = {}
        for quantity, group in groups.items():
            prices = pricelist._compute_price_rule(
                group.product_id, quantity, currency=self.currency_id, date=day
            )
            for line in group:
                price, rule = prices[line.product_id.id]
                if rule:
                    costs[line] = price / line._amazon_get_factor(line.product_id.uom_id)
        return costs

    def _amazon_warn_about_cases(self):
        """The first order in cases of a vendor code: what does its net cost stand for?"""
        code = self.amazon_code_id
        line = self.order_line.filtered(
            lambda line: (
                line.amazon_unit == "Cases"
                and line.amazon_unit_size > 1
                and line.amazon_net_cost
                and not line.amazon_net_cost_weight_unit
            )
        )[:1]
        if not line or code.cost_basis_checked:
            return
        earlier = self.env["sale.order.line"].search_count(
            [
                ("order_id.amazon_code_id", "=", code.id),
                ("order_id", "!=", self.id),
                ("amazon_unit", "=", "Cases"),
            ],
            limit=1,
        )
        if earlier:
            return
        self._amazon_ask(
            "cases",
            self.env._("First order in cases of %s: check the costs", code.name),
            self.env._(
                "Line %(line)s: %(cases)s cases of %(size)s at a net cost of %(cost)s, read as "
                '"%(basis)s", come to %(total)s. Compare it with Vendor Central; when Amazon '
                "means it otherwise, change it on the vendor code and apply the order again. Tick "
                "Costs Checked on the vendor code when it is right.",
                line=line.amazon_item_sequence,
                cases=line.amazon_ordered_quantity,
                size=line.amazon_unit_size,
                cost=line.amazon_net_cost,
                basis=dict(code._fields["cost_basis"]._description_selection(self.env))[
                    code.cost_basis
                ],
                total=line.currency_id.format(line.price_subtotal),
            ),
        )


def _count_in_own_unit(line):
    """:return: the quantity of a line in the unit of its product, as pricelists grade it"""
    eaches = line._amazon_to_eaches(line.product_uom_qty)
    return eaches / line._amazon_get_factor(line.product_id.uom_id)
