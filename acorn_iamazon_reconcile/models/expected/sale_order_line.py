# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

# What the expected amount of an invoice is made of, on the lines of its order.
WATCHED = {
    "price_unit",
    "discount",
    "tax_ids",
    "qty_delivered",
    "product_uom_qty",
    "amazon_received_quantity",
}


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & vals.keys():
            ours = self.filtered("amazon_item_sequence")
            if ours:
                ours.sudo().invoice_lines.move_id._amazon_refresh_expected()
        return result
