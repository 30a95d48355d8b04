# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.fields import Domain

from odoo.addons.acorn_iamazon.rights import is_in_method


class AccountPartialReconcile(models.Model):
    """A booked remittance is undone on the remittance. Odoo lets people take it apart on an invoice
    or an entry as well: that is told to somebody, until it is whole again."""

    _inherit = "account.partial.reconcile"

    def _amazon_settle_whole(self):
        """What was told is over when the booking settles it again."""
        for item in self._amazon_get_booking_items():
            if item.reconciled:
                item._amazon_get_booked()._amazon_settle(f"settlement {item.id}")

    def _amazon_find_taken_apart(self):
        """:return: list of (item of a booking, what it settles), when a person takes them apart"""
        if self.env.su or is_in_method():
            return []
        return [
            (item, (partial.debit_move_id | partial.credit_move_id).move_id - item.move_id)
            for partial in self
            for item in partial._amazon_get_booking_items()
        ]

    def _amazon_get_booking_items(self):
        """:return: of what is set off against Amazon's invoices, what booked remittances made"""
        if not self._amazon_get_invoices():  # of others no more is read
            return self.env["account.move.line"]
        pairs = self.debit_move_id | self.credit_move_id
        return pairs.filtered(lambda item: item.amazon_key and item._amazon_get_booked())

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
