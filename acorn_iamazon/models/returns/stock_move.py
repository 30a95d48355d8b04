# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from ...columns import create_columns
from ...link import Link


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "amazon.vendor.guarded"]

    amazon_return_line_id = Link(
        "amazon.vendor.return.line",
        "Amazon Return",
        readonly=True,
        index="btree_not_null",
        prefetch="amazon",
        help="What Amazon's returns notice says of these goods.",
    )

    def _auto_init(self):
        create_columns(self)
        return super()._auto_init()

    def _action_cancel(self):
        result = super()._action_cancel()
        self._amazon_tell_returns()
        return result

    def _amazon_tell_returns(self):
        """Tell the returns notices of goods that came back, or that will not come."""
        back = self.filtered(
            lambda move: move.picking_code == "incoming" and move.location_id.usage == "customer"
        )
        if back:
            back.sudo().amazon_return_line_id.return_id._follow_transfers()
