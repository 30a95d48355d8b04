# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class AccountPartialReconcile(models.Model):
    """What is set off against an invoice to Amazon changes what Amazon still has to pay of it."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        invoices = partials._amazon_get_invoices()
        if invoices:
            invoices._amazon_refresh_expected()
        return partials

    def unlink(self):
        invoices = self and self._amazon_get_invoices()
        result = super().unlink()
        if invoices:
            invoices.exists()._amazon_refresh_expected()
        return result

    def _amazon_get_invoices(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        return moves.filtered("amazon_account_id")
