# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import HealthCheckMixin, SingleCheckMixin

from .common import YEAR, InvoiceCase, InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestHealthCheckInvoices(SingleCheckMixin, InvoiceCase):
    """Each trouble turns its line red, mending it turns the line green again."""

    # === WHAT AMAZON WOULD REFUSE === #

    def test_invoice_in_another_currency_than_its_order(self):
        invoice = self.make_invoice(post=False)
        invoice.currency_id = self.make_cad()
        invoice.action_post()
        self.assert_check("invoices", "bad", invoice.name, "currency", "Amazon Invoices")
        invoice.button_draft()
        invoice.currency_id = self.env.ref("base.USD")
        invoice.action_post()
        self.assert_check("invoices", "good")

    def make_cad(self):
        currency = self.env.ref("base.CAD")
        currency.active = True
        return currency

    def test_purchase_order_number_in_other_capitals(self):
        invoice = self.make_invoice("6jD9W1MB")
        self.assert_check("invoices", "good")
        order = self.get_order("6jD9W1MB")
        order.amazon_purchase_order_number = "6JD9W1MB"
        self.assert_check("invoices", "bad", f"{invoice.name} (purchase_order_number)")
        order.amazon_purchase_order_number = "6jD9W1MB"
        self.assert_check("invoices", "good")

    def test_tax_without_a_type_on_an_order_and_on_an_invoice(self):
        tax = self.make_tax(10)
        invoice = self.make_invoice(taxes=tax)
        self.assert_check("tax_types", "good")
        tax.amazon_tax_type = False
        self.assert_check("tax_types", "bad", "10 %", "on the tax")
        self.assert_check("invoices", "bad", f"{invoice.name} (tax_type)")
        tax.amazon_tax_type = "ST"
        self.assert_check("tax_types", "good")
        self.assert_check("invoices", "good")

    def test_tax_of_an_order_that_is_not_invoiced_yet(self):
        self.make_invoice()
        tax = self.make_tax(10)
        tax.amazon_tax_type = False
        order = self.get_order("4INV000X")
        order.order_line[0].product_uom_qty += 1  # to be delivered and invoiced
        order.order_line[0].tax_ids = tax
        self.assert_check("tax_types", "bad", "10 %")

    # === NUMBERS AND JOURNALS === #

    def test_number_that_is_too_long(self):
        invoice = self.make_invoice()
        number = invoice.name
        self.assert_check("invoice_numbers", "good")
        invoice.name = f"INV/{YEAR}/00000000000123"
        self.assert_check("invoice_numbers", "bad", invoice.name, "shorten the sequence")
        invoice.name = number
        self.assert_check("invoice_numbers", "good")

    def test_number_of_two_journals(self):
        first = self.make_invoice()
        second = self.make_invoice("4INV000Y", post=False)
        second.journal_id = self.make_journal()
        second.action_post()
        number = second.name
        self.assert_check("invoice_numbers", "good")
        second.name = first.name
        self.assert_check("invoice_numbers", "bad", first.name, "a sequence of its own")
        second.name = number
        self.assert_check("invoice_numbers", "good")

    def make_journal(self):
        return self.env["account.journal"].create(
            {"name": "Amazon", "code": "AMZ", "type": "sale", "company_id": self.env.company.id}
        )

    def test_journal_of_several(self):
        self.make_journal()
        self.assert_check("invoice_journal", "warning", "none is chosen", "Invoices page")
        self.account.journal_id = self.company_data["default_journal_sale"]
        self.assert_check("invoice_journal", "good")

    def test_no_journal_at_all(self):
        journals = self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.env.company.id)]
        )
        journals.active = False
        self.assert_check("invoice_journal", "bad", "none is chosen")
        journals[0].active = True
        self.assert_check("invoice_journal", "good")


@tagged("post_install", "-at_install")
class TestHealthCheckInvoicesSandbox(HealthCheckMixin, InvoiceSandboxCase):
    def test_missing_role_for_invoices(self):
        self.sandbox.tell("settings", missing_roles=["getInvoiceHeaders"])
        self.assert_check("role_invoices", "bad", "getInvoiceHeaders", "Finance and Accounting")
        self.sandbox.tell("settings", missing_roles=[])
        self.assert_check("role_invoices", "good")

    def submit(self, invoice):
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()

    def test_invoice_that_amazon_rejected(self):
        invoice = self.make_invoice()
        party = self.env["amazon.vendor.party"].search([("kind", "=", "invoice")])
        party.code = "WRONG"
        self.submit(invoice)
        self.assert_check("invoices", "bad", f"{invoice.name} (rejected)")
        party.code = "AMAZN"
        self.submit(invoice)
        self.assert_check("invoices", "good")

    def test_copy_of_a_submitted_invoice_that_is_gone(self):
        invoice = self.make_invoice()
        self.submit(invoice)
        self.assert_check("copies", "good")
        document = invoice.amazon_document_ids.filtered(lambda d: d.kind == "invoice")
        payload = document.payload
        self.set_payload(document, None)
        self.assert_check("copies", "bad", invoice.name, "from a backup")
        self.set_payload(document, payload)
        self.assert_check("copies", "good")

    def set_payload(self, document, payload):
        """As a careless hand in the database would: Odoo refuses to change a sent document."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_vendor_document SET payload = %s WHERE id = %s", [payload, document.id]
        )
        self.env.invalidate_all()

    def test_invoice_that_amazon_has_by_another_way(self):
        invoice = self.make_invoice()
        invoice.amazon_status = "IN_PROGRESS"
        self.assert_check("copies", "warning", invoice.name, "do not submit")

    def test_invoice_status_that_is_not_fetched(self):
        now = fields.Datetime.now()
        self.account.cron_id.write({"lastcall": now, "nextcall": now})
        self.account.fetched_until = now
        self.account.payments_fetched_until = now - timedelta(hours=20)
        self.assert_check("jobs", "bad", "Invoice status fetched until")
        self.account.action_fetch_payments()
        self.assert_check("jobs", "good")
