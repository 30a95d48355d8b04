# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        quantities = self.env.context.get("amazon_invoice_quantities")
        if quantities is not None and self.id in quantities:
            values["quantity"] = min(quantities[self.id], self.qty_to_invoice)
        return values
