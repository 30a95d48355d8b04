# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ..matcher import Payment


class AmazonVendorRemittance(models.Model):
    """The line of the bank statement that brought the money."""

    _inherit = "amazon.vendor.remittance"

    bank_line_id = fields.Many2one(
        "account.bank.statement.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The line of the bank statement that brought the money.",
    )

    def action_post(self):
        """The bank line that came first waited for the booking."""
        result = super().action_post()
        for line in self.bank_line_id:
            line._amazon_reconcile()
        if self - self.bank_line_id.amazon_remittance_ids:
            self.env["amazon.vendor.account"]._trigger_job("match_bank_lines")
        return result

    def action_unpost(self):
        """The bank line waits again; it stays the remittance's own."""
        booked = self.filtered(lambda remittance: remittance.state == "posted")
        booked._check_lock_dates_of_all()
        for line in booked.bank_line_id:
            line._amazon_release()
        return super().action_unpost()

    def _check_lock_dates_of_all(self):
        for remittance in self:
            remittance._check_lock_dates()

    def _get_outstanding_items(self):
        """:return: the money of the booked payments that no bank line has brought yet"""
        return self.payment_id.move_id.line_ids.filtered(
            lambda item: (
                item.account_id == item.move_id.origin_payment_id.outstanding_account_id
                and not item.reconciled
            )
        )

    def _make_payment(self):
        """:return: the remittance as the search among deposits needs it"""
        currency, amount = self._get_money()
        return Payment(self.id, self.name, self.date, self._make_units(currency)(amount))

    def action_open_bank_line(self):
        return self.bank_line_id._get_records_action(
            views=[
                (
                    self.env.ref(
                        "acorn_iamazon_reconcile.account_bank_statement_line_view_form"
                    ).id,
                    "form",
                )
            ]
        )
