# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorRemittance(models.Model):
    """Taking a booking back."""

    _inherit = "amazon.vendor.remittance"

    def action_unpost(self):
        """Take the booking back: the invoices are open again, the payment is cancelled.

        Exchange differences that the reconciliation booked are reversed by Odoo.

        :raise UserError: when the books are closed at the date of the payment; nothing is undone
        """
        for remittance in self.filtered(lambda r: r.state == "posted"):
            remittance._check_lock_dates()
            payment = remittance.payment_id
            invoices = remittance.line_ids.move_id
            payment.move_id.line_ids.remove_move_reconcile()
            invoices.matched_payment_ids -= payment
            payment.action_draft()
            payment.action_cancel()
            remittance.write({"payment_id": False, "state": "matched"})
            remittance.message_post(
                body=self.env._("The booking %s was undone.", payment.move_id.name or payment.name)
            )
