# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

COSTS = ("amazon_cost_of_rejecting", "amazon_cost_of_failing", "amazon_cost_of_delay")


class SaleOrderLine(models.Model):
    """The price of the choice: rejecting now, against accepting and failing."""

    _inherit = "sale.order.line"

    amazon_cost_of_rejecting = fields.Monetary(
        "Rejecting Costs",
        compute="_compute_amazon_cost_of_choice",
        compute_sudo=True,
        help="Fee for rejecting, today, the units that are not free by the ship window; all units "
        "of the line where stock covers it.",
    )
    amazon_cost_of_failing = fields.Monetary(
        "Failing Costs",
        compute="_compute_amazon_cost_of_choice",
        compute_sudo=True,
        help="Fee for accepting the same units and never delivering them.",
    )
    amazon_cost_of_delay = fields.Monetary(
        "Delay Costs",
        compute="_compute_amazon_cost_of_choice",
        compute_sudo=True,
        help="Fee for accepting the same units and delivering them after the window.",
    )

    @api.depends(
        "amazon_ordered_quantity",
        "amazon_free_quantity",
        "amazon_proposal_note",
        "price_unit",
        "order_id.amazon_acknowledge_by",
        "order_id.amazon_acknowledgement_state",
    )
    def _compute_amazon_cost_of_choice(self):
        ordered = self.filtered("amazon_ordered_quantity")
        for name in COSTS:
            (self - ordered)[name] = 0.0
        fees = self.env["amazon.vendor.fee"]._get_all() if ordered else None
        for line in ordered:
            rates = line._amazon_get_fee_rates(fees)
            cost = line._amazon_get_units_at_stake() * line._amazon_get_each_price() / 100
            line.update({name: cost * rate for name, rate in zip(COSTS, rates, strict=True)})

    def _amazon_get_units_at_stake(self):
        ordered = self.amazon_ordered_quantity
        short = ordered - self.amazon_free_quantity if self.amazon_proposal_note else 0
        return (short or ordered) * self._amazon_get_unit_size()

    def _amazon_get_fee_rates(self, fees, units=None):
        """:param units: to be rejected, in the unit that Amazon ordered in; those at stake when not
            given
        :return: percents for (rejecting now, never delivering, delivering late)"""
        order = self.order_id
        now = fields.Datetime.now()
        day = fields.Date.today()
        marketplaces = order.amazon_account_id.marketplace_ids
        start = order.amazon_ship_window_start or order.amazon_delivery_window_start or now
        if units is None:
            units = self._amazon_get_units_at_stake() / self._amazon_get_unit_size()
        share = units / self.amazon_ordered_quantity if self.amazon_ordered_quantity else 1.0
        if order.amazon_acknowledgement_state in ("sent", "accepted"):
            rejecting = "down_confirmed"
        elif order.amazon_acknowledge_by and now > order.amazon_acknowledge_by:
            rejecting = "rejected_late"
        else:
            rejecting = "rejected"
        return [
            fees._get_rate(kind, day, marketplaces, start.date(), share)
            for kind in (rejecting, "not_filled", "not_on_time")
        ]
