# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import formatLang


class SaleOrderLine(models.Model):
    """What was agreed for a line, how far Amazon's net cost is from it, and what we do about it."""

    _inherit = "sale.order.line"

    amazon_agreed_cost = fields.Float(
        "Agreed Cost",
        digits="Product Price",
        readonly=True,
        copy=False,
        help="Of one unit, by the agreed costs of the vendor code on the day of the order.",
        prefetch="amazon",
    )
    amazon_price_difference = fields.Float(
        "Cost Difference",
        digits="Product Price",
        aggregator=None,  # of one unit: the sum of several says nothing
        compute="_compute_amazon_price_difference",
        store=True,
        help="Of one unit: what Amazon pays less what was agreed.",
        prefetch="amazon",
    )
    amazon_price_decision = fields.Selection(
        [
            ("open", "To decide"),
            ("accept", "Accept Amazon's"),
            ("ask", "Ask Amazon"),
            ("reject", "Reject the line"),
        ],
        "Price Decision",
        copy=False,
        help="For a cost that differs from what was agreed by more than the tolerance.",
        prefetch="amazon",
    )

    @api.depends("price_unit", "amazon_agreed_cost")
    def _compute_amazon_price_difference(self):
        agreed = self.filtered("amazon_agreed_cost")
        (self - agreed).amazon_price_difference = 0.0
        for line in agreed:
            line.amazon_price_difference = line._amazon_get_each_price() - line.amazon_agreed_cost

    # Amazon's cost is the price, whatever the pricelist says: another quantity or "Update Prices"
    # does not bring back our own.

    def _compute_price_unit(self):
        ours = self.filtered("amazon_item_sequence")
        before = {}
        for line in ours:
            unit = line._origin.product_uom_id
            if unit and unit != line.product_uom_id:  # chosen in a form, not written yet
                before[line] = (line._origin.price_unit, line._amazon_get_factor(unit))
        ours._amazon_scale_price(before)
        return super(SaleOrderLine, self - ours)._compute_price_unit()

    def _compute_discount(self):
        ours = self.filtered(lambda line: not line.amazon_item_sequence)
        return super(SaleOrderLine, ours)._compute_discount()

    def _amazon_ask_about_cost(self):
        for order, lines in self.grouped("order_id").items():
            order._amazon_ask(
                "cost",
                self.env._("Ask Amazon about the cost"),
                "\n".join(line._amazon_describe_price_difference() for line in lines),
            )

    @api.onchange("amazon_price_decision")
    def _onchange_amazon_price_decision(self):
        if self.amazon_price_decision == "reject":
            self.product_uom_qty = 0.0

    def _amazon_prepare_price_check(self, agreed):
        """:param agreed: the agreed cost of a unit, or None when nothing was agreed
        :return: the values that change"""
        self.ensure_one()
        values = {}
        changed = self.currency_id.compare_amounts(self.amazon_agreed_cost, agreed or 0.0)
        if changed:
            values["amazon_agreed_cost"] = agreed or 0.0
        differs = self._amazon_is_beyond_tolerance(agreed)
        if differs and (changed or not self.amazon_price_decision):
            values["amazon_price_decision"] = "open"
        elif not differs and self.amazon_price_decision:
            values["amazon_price_decision"] = False
        return values

    def _amazon_is_beyond_tolerance(self, agreed):
        """:return: whether Amazon's cost is further from the agreed one than the account lets it"""
        if not agreed or not self.amazon_net_cost:
            return False
        difference = abs(self._amazon_get_each_price() - agreed)
        units = self.amazon_ordered_quantity * self._amazon_get_unit_size()
        if self.currency_id.is_zero(difference * max(units, 1)):
            return False
        tolerance = self.order_id.sudo().amazon_account_id.price_tolerance
        return difference > agreed * tolerance / 100

    def _amazon_describe_open_prices(self):
        return [
            line._amazon_describe_price_difference()
            for line in self
            if line.amazon_price_decision == "open"
        ]

    def _amazon_describe_price_difference(self):
        def show(amount):
            return formatLang(self.env, amount, dp="Product Price")

        return self.env._(
            "Line %(line)s, %(product)s: Amazon pays %(theirs)s a unit, agreed are %(ours)s "
            "(%(difference)s %(currency)s a unit, %(total)s on %(units)s units). Accept, reject or "
            "ask before you acknowledge: later it is a price claim.",
            line=self.amazon_item_sequence,
            product=self.product_id.display_name,
            theirs=show(self._amazon_get_each_price()),
            ours=show(self.amazon_agreed_cost),
            difference=show(self.amazon_price_difference),
            currency=self.currency_id.name,
            total=self.currency_id.format(self._amazon_get_price_gap()),
            units=self._amazon_count_ordered(),
        )

    def _amazon_get_price_gap(self):
        """:return: what Amazon's cost changes on all that it ordered of the line"""
        return self.currency_id.round(self.amazon_price_difference * self._amazon_count_ordered())
