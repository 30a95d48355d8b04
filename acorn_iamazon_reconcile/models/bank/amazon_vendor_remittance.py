# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.acorn_iamazon.rights import right

from ...booking import Role
from ...matcher import Payment


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

    def _settle_bank_lines(self):
        """The bank line that came first waited for the booking."""
        for line in self.bank_line_id:
            line._amazon_reconcile()
        if self - self.bank_line_id.amazon_remittance_ids:
            self.account_id._wake_for("match_bank_lines")

    def _get_outstanding_items(self):
        """:return: {remittance: item} of the money that no bank line has brought yet"""
        return {
            remittance: item
            for remittance in self
            for item in remittance.payment_id.move_id.line_ids
            if item.amazon_key == Role.MONEY.value and not item.reconciled
        }

    def _make_bank_key(self):
        """:return: what the item of this remittance is known by on the bank line"""
        return f"bank:{self.id}"

    def _make_payment(self, bank_line):
        """:return: the remittance as the search among deposits needs it"""
        currency, _amount = self._get_money()
        of_line, _received = bank_line._amazon_get_money()
        own_units = self._make_units(currency)
        units = self._make_units(of_line)
        return Payment(
            self.id,
            self.name,
            self.date,
            units(self._amazon_tell_money(bank_line)),
            "" if currency == of_line else str(abs(own_units(self._get_money()[1]))),
        )

    def _amazon_tell_money(self, bank_line):
        """:return: the amount of the payment in the currency of the bank line"""
        currency, amount = self._get_money()
        of_line, _received = bank_line._amazon_get_money()
        return currency._convert(amount, of_line, self.company_id, bank_line.date)

    @right("see")
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
