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

    # === SHORTAGES === #

    def _amazon_alert_shortage(self):
        """What Amazon claims is asked about by the dispute, with money and deadline: not twice."""
        return super(SaleOrder, self - self._amazon_get_claimed_short())._amazon_alert_shortage()

    def _amazon_get_claimed_short(self):
        """:return: the orders of which a shortage claim was kept from a payment"""
        disputes = self.env["amazon.vendor.dispute"].sudo()
        claimed = disputes.search([("move_id", "in", self.sudo().invoice_ids.ids)])
        return claimed._get_short_orders() & self
