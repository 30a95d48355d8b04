# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.tools import format_amount

from ...link import Link


class StockPicking(models.Model):
    """Until when Amazon expects a transfer, for Inventory's lists and calendar."""

    _inherit = "stock.picking"

    amazon_window_start = fields.Datetime(
        related="sale_id.amazon_window_start", store=True, prefetch="amazon"
    )
    amazon_window_end = fields.Datetime(
        related="sale_id.amazon_window_end",
        store=True,
        index="btree_not_null",
        prefetch="amazon",
    )
    amazon_code_id = Link(related="sale_id.amazon_code_id")

    def _amazon_describe_lateness(self):
        """:return: a list with the sentence of what leaving now costs, empty within the window"""
        end = self.amazon_window_end
        if not end or self.state in ("done", "cancel") or fields.Datetime.now() <= end:
            return []
        minutes = int((end - fields.Datetime.now()).total_seconds() // 60)
        return [
            self.env._(
                "%(order)s: %(late)s. Amazon may charge up to %(amount)s for goods that come after "
                "the window. Ship at once, or ask Amazon for another window first.",
                order=self.amazon_purchase_order_number,
                late=self.sale_id._amazon_show_minutes(minutes),
                amount=format_amount(
                    self.env, self._amazon_get_cost_of_lateness(), self.sale_id.currency_id
                ),
            )
        ]

    def _amazon_get_cost_of_lateness(self):
        """:return: Amazon's fee, by the table of fees, for all lines of the transfer"""
        fees = self.env["amazon.vendor.fee"]._get_all()
        lines = self.move_ids.sale_line_id.filtered("amazon_item_sequence")
        rates = {line: line._amazon_get_fee_rates(fees)[-1] for line in lines}
        return sum(line.price_subtotal * rate / 100 for line, rate in rates.items())
