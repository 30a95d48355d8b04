# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.spapi import jsontext

from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestShadowInvoices(InvoiceSandboxCase):
    """Invoices that go to Amazon by hand are compared with those that Odoo would send."""

    def setUp(self):
        super().setUp()
        for name, address in (
            ("_get_api_url", self.sandbox.api_url),
            ("_get_token_url", self.sandbox.token_url),
        ):
            self.startPatcher(
                patch.object(type(self.account), name, lambda _self, address=address: address)
            )
        self.invoice = self.make_invoice()
        self.account.environment = "production"
        self.account.action_start_shadow_run()
        self.invoice.action_amazon_submit()
        self.document = self.invoice.amazon_document_ids.filtered(lambda d: d.kind == "invoice")

    def submit_by_hand(self, total=None):
        body = jsontext.loads(self.document.payload)
        (invoice,) = body["invoices"]
        if total:
            invoice["items"] = invoice["items"][:1]
            quantity = invoice["items"][0]["invoicedQuantity"]["amount"]
            invoice["items"][0]["netCost"]["amount"] = total
            invoice["invoiceTotal"]["amount"] = f"{float(total) * quantity:.2f}"
        self.account._get_client().call("submitInvoices", body=body)

    def test_built_invoice_is_not_sent(self):
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "shadow")
        self.assertFalse(self.sandbox.ask("received", operation="submitInvoices"))

    def test_same_invoice_has_no_differences(self):
        self.submit_by_hand()
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "same", self.document.shadow_difference)

    def test_other_total_is_told(self):
        self.submit_by_hand(total="1.00")
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "different")
        self.assertRegex(self.document.shadow_difference, r"We would invoice [\d.]+ USD; Amazon")

    def test_other_line_of_the_same_total_is_told_by_its_product(self):
        """One cent less for a unit here, and what that makes more there."""
        body = jsontext.loads(self.document.payload)
        items = body["invoices"][0]["items"]
        first, second = [item["invoicedQuantity"]["amount"] for item in items]
        items[0]["netCost"]["amount"] = f"{float(items[0]['netCost']['amount']) - second:.2f}"
        items[1]["netCost"]["amount"] = f"{float(items[1]['netCost']['amount']) + first:.2f}"
        self.account._get_client().call("submitInvoices", body=body)
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "different")
        lines = self.document.shadow_difference.splitlines()
        self.assertEqual(len(lines), 2, "the totals agree, both lines differ")
        self.assertRegex(lines[0], r"^\w+: we would invoice \d+ at [\d.]+; Amazon was sent \d+ at")

    def test_line_that_only_one_side_has_is_told(self):
        body = jsontext.loads(self.document.payload)
        del body["invoices"][0]["items"][1]
        self.account._get_client().call("submitInvoices", body=body)
        self.account.action_compare_shadow_run()
        self.assertRegex(self.document.shadow_difference, r"\w+: .*; Amazon was sent none\.")

    def test_rehearsal_needs_an_accepted_invoice(self):
        self.assertIn("Invoice", self.account._find_missing_rehearsal_steps())


@tagged("post_install", "-at_install")
class TestVendorCodeOfInvoices(InvoiceSandboxCase):
    def test_journal_of_the_vendor_code_comes_first(self):
        journals = self.env["account.journal"].create(
            [
                {"name": name, "code": code, "type": "sale"}
                for name, code in (("Amazon", "AMZ"), ("Amazon ACRN1", "AMZ1"))
            ]
        )
        self.account.journal_id = journals[0]
        invoice = self.make_invoice()
        self.assertEqual(invoice.journal_id, journals[0])
        self.account.code_ids.journal_id = journals[1]
        self.assertEqual(self.make_invoice("4INV001X").journal_id, journals[1])

    def test_paper_may_stop_after_three_accepted_invoices(self):
        invoice = self.make_invoice()
        order = invoice.invoice_line_ids.sale_line_ids.order_id
        code = self.account.code_ids
        documents = self.env["amazon.vendor.document"]
        for place in range(3):
            self.assertFalse(code.may_stop_paper)
            documents.create(
                {
                    "account_id": self.account.id,
                    "environment": "production",
                    "direction": "out",
                    "kind": "invoice",
                    "number": f"INV/{place}",
                    "state": "accepted",
                    "sale_order_id": order.id,
                }
            )
            self.env.invalidate_all()
        self.assertTrue(code.may_stop_paper)
        code.action_invoices_validated()
        self.env.invalidate_all()
        self.assertFalse(code.may_stop_paper)
