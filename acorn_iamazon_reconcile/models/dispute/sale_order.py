# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class SaleOrder(models.Model):
    """What Amazon paid for an order."""

    _inherit = "sale.order"

    def _amazon_get_later_steps(self):
        return self.invoice_ids._amazon_get_paid_steps()

    def _amazon_find_evidence(self, code):
        paid = self.invoice_ids._amazon_find_paid_evidence(code)
        return paid or super()._amazon_find_evidence(code)
