# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError


class AccountPayment(models.Model):
    """The payment of a booked remittance is taken back on the remittance: invoices, deductions,
    documents, provisions and the bank line go with it."""

    _inherit = "account.payment"

    amazon_remittance_ids = fields.One2many(
        "amazon.vendor.remittance",
        "payment_id",
        readonly=True,
        groups="account.group_account_invoice,acorn_iamazon.group_user",
    )

    def action_draft(self):
        self._amazon_refuse_while_booked()
        return super().action_draft()

    def action_cancel(self):
        self._amazon_refuse_while_booked()
        return super().action_cancel()

    def action_reject(self):
        self._amazon_refuse_while_booked()
        return super().action_reject()

    def _amazon_refuse_while_booked(self):
        """:raise UserError: when a remittance is booked by one of these payments"""
        remittance = self.sudo().amazon_remittance_ids[:1]
        if remittance:
            raise UserError(
                self.env._(
                    "%(payment)s books the remittance %(remittance)s. Press Undo there "
                    "(Accounting, Customers, Amazon Remittances): invoices, deductions and the "
                    "bank line are taken back with it.",
                    payment=remittance.payment_id.display_name,
                    remittance=remittance.name,
                )
            )
