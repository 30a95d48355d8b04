# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...quantities import Way
from ...rights import right

# Where it is seen what a step, or what falls out before it, is made of.
EVIDENCE = {
    "open": "documents",
    "rejected": "documents",
    "cancelled": "documents",
    "accepted": "documents",
    "to_ship": "transfers",
    "given_up": "transfers",
    "shipped": "transfers",
    "on_the_way": "transfers",
    "missing": "transfers",
    "received": "transfers",
}


class SaleOrder(models.Model):
    """The story of an order's units, from the order on."""

    _inherit = "sale.order"

    amazon_waterfall = fields.Json(compute="_compute_amazon_waterfall", compute_sudo=True)

    @api.depends("order_line.amazon_ordered_quantity", "order_line.product_uom_qty")
    def _compute_amazon_waterfall(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_waterfall = False
        lines = ours._origin.order_line.filtered("amazon_item_sequence")
        ledger = self.env["amazon.vendor.quantity"]._read(lines, notices=False)
        for order in ours:
            own = [line for line in order._origin.order_line if line in ledger]
            order.amazon_waterfall = order._amazon_draw_waterfall(
                [Way(ledger[line], line._amazon_get_each_price()) for line in own]
            )

    def _amazon_draw_waterfall(self, ways):
        return self.env["amazon.vendor.waterfall"]._draw(
            ways, self.currency_id, *self._amazon_get_later_steps()
        )

    def _amazon_get_later_steps(self):
        """Hook: what follows the steps of the ledger.

        :return: (steps, notes), see ``_draw`` of ``amazon.vendor.waterfall``"""
        return [], {}

    @right("see")
    def action_amazon_open_step(self, code):
        """Show what a step of the waterfall, or what falls out before it, is made of.

        :param str code: of the step or part
        """
        self.ensure_one()
        return self._amazon_find_evidence(code)._get_records_action()

    def _amazon_find_evidence(self, code):
        """:return: the records that tell it; the order itself where there is nothing more to see"""
        evidence = EVIDENCE.get(code)
        found = self
        if evidence == "documents":
            found = self.amazon_document_ids._of_kind("acknowledgement")
        elif evidence == "transfers":
            found = self.picking_ids.filtered(lambda picking: picking.state != "cancel")
        return found or self
