# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

BILLED = ("not_invoiced", "not_received", "invoiced")


class SaleOrder(models.Model):
    """The steps of the story that invoices tell."""

    _inherit = "sale.order"

    def _amazon_find_evidence(self, code):
        if code in BILLED:
            return self.invoice_ids.filtered(lambda move: move.state != "cancel") or self
        return super()._amazon_find_evidence(code)
