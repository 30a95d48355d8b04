# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.fields import Domain


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model
    def _amazon_find_by_hand(self, invoices):
        """Payments of Amazon's invoices that somebody registered, and no bank line has brought yet.

        :param invoices: a domain of ``account.move``
        """
        payments = Domain("is_matched", "=", False) & Domain("amazon_remittance_ids", "=", False)
        return self.search(
            Domain("debit_move_id.move_id", "any", invoices)
            & Domain("credit_move_id.payment_id", "any", payments)
        )
