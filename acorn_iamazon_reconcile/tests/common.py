# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import AmazonCase

from .files import make_csv, make_payment


class RemittanceCase(AmazonCase, AccountTestInvoicingCommon):
    """A vendor with two open invoices, over 100.00 and 229.47."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls.make_invoice(100.00)
        cls.second = cls.make_invoice(229.47)
        cls.remittances = cls.env["amazon.vendor.remittance"]

    @classmethod
    def make_invoice(cls, amount, **values):
        invoice = cls.env["account.move"].create(cls.prepare_invoice(amount, **values))
        invoice.action_post()
        return invoice

    @classmethod
    def make_invoices(cls, count, amount=10.00):
        invoices = cls.env["account.move"].create(
            [cls.prepare_invoice(amount) for _invoice in range(count)]
        )
        invoices.action_post()
        return invoices

    @classmethod
    def prepare_invoice(cls, amount, **values):
        return {
            "move_type": "out_invoice",
            "partner_id": cls.account.partner_id.id,
            "invoice_date": "2026-03-05",
            "amazon_account_id": cls.account.id,
            "invoice_line_ids": [
                Command.create({"name": "Kettle", "price_unit": amount, "tax_ids": False})
            ],
            **values,
        }

    def import_lines(self, amount, *lines, number="400100200"):
        return self.import_content(make_csv([make_payment(number, amount)], lines))

    def import_content(self, content):
        return self.remittances.import_file(self.account, "Payments.csv", content)

    def match(self, amount, line, number="400100200"):
        """:return: the line of a payment that consists of it alone, after matching"""
        remittance = self.import_lines(amount, line, number=number)
        remittance.action_match()
        return remittance.line_ids
