# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

# What says how much Amazon has received, and whether more will come.
WATCHED = {"amazon_last_received_at", "amazon_purchase_order_state"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            self.sudo().order_line.invoice_lines.move_id._amazon_refresh_expected()
        return result
