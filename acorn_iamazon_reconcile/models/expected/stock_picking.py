# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """Goods that leave or come back change what Amazon will pay of the invoice."""
        result = super()._action_done()
        ours = self.filtered("amazon_account_id")
        if ours:
            ours.sudo().sale_id.order_line.invoice_lines.move_id._amazon_refresh_expected()
        return result
