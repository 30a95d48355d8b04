# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestInvoiceSubmission(InvoiceSandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice()
        cls.sandbox.tell("remember")

    def _get_document(self):
        return self.invoice.amazon_document_ids.filtered(lambda d: d.kind == "invoice")

    def _count_sent(self):
        return len(self.sandbox.ask("received", operation="submitInvoices"))

    def test_invoice_is_accepted_when_the_invoices_api_knows_it(self):
        self.assertEqual(self.invoice.amazon_submission_state, "to_submit")
        self.invoice.action_amazon_submit()
        self.assertEqual(self.invoice.amazon_submission_state, "queued")
        self.account.action_send_documents()
        self.assertEqual(self.invoice.amazon_submission_state, "sent")
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "accepted")
        self.assertEqual(self._get_document().evidence, "records")

    def test_sandbox_recomputes_the_invoice_and_finds_no_fault(self):
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        known = self.sandbox.ask("state")["invoices"][self.invoice.name]
        self.assertEqual((known["status"], known["errors"]), ("IN_PROGRESS", []))

    def test_rejected_invoice_shows_it_and_can_be_corrected_and_resubmitted(self):
        party = self.env["amazon.vendor.party"].search([("kind", "=", "invoice")])
        party.code = "WRONG"
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "rejected")
        self.assertTrue(self.invoice.activity_ids)
        party.code = "AMAZN"
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "accepted")
        self.assertEqual(
            self._get_document().sorted("id").mapped("state"), ["rejected", "accepted"]
        )

    def test_pressing_submit_again_sends_nothing_twice(self):
        self.invoice.action_amazon_submit()
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.assertEqual(self._count_sent(), 1)

    def test_lost_answer_is_looked_up_at_amazon_and_nothing_sent_twice(self):
        self.invoice.action_amazon_submit()
        self.sandbox.tell("fault", operation="submitInvoices", cut="after")
        self.account.action_send_documents()
        self.assertEqual(self._get_document().state, "sending")
        self.account.action_send_documents()
        self.assertEqual(self._get_document().state, "accepted")
        self.assertEqual(self._count_sent(), 1)

    def test_invoice_that_amazon_does_not_show_yet_is_not_sent_again(self):
        self.invoice.action_amazon_submit()
        self.sandbox.tell("settings", invoice_seconds=3600)
        self.sandbox.tell("fault", operation="submitInvoices", cut="after")
        self.account.action_send_documents()
        self.account.action_send_documents()
        self.assertEqual(self._get_document().state, "sending")
        self._get_document().sending_at -= timedelta(minutes=31)
        self.account.action_send_documents()
        self.assertEqual(self._get_document().state, "unknown")
        self.assertEqual(self.invoice.amazon_submission_state, "unknown")
        self.assertEqual(self._count_sent(), 1)

    def test_submitted_invoice_cannot_be_reset_to_draft(self):
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        with self.assertRaisesRegex(UserError, "credit note"):
            self.invoice.button_draft()

    def test_queued_invoice_can_be_reset_to_draft_and_is_not_sent(self):
        self.invoice.action_amazon_submit()
        self.invoice.button_draft()
        self.account.action_send_documents()
        self.assertEqual(self._count_sent(), 0)

    def test_odoos_send_dialog_offers_amazon_and_queues_the_invoice(self):
        wizard = self.env["account.move.send.wizard"].create(
            {"move_id": self.invoice.id, "sending_methods": ["manual"]}
        )
        self.assertIn("amazon_vendor", wizard.extra_edis)
        wizard.action_send_and_print(allow_fallback_pdf=True)
        self.assertEqual(self.invoice.amazon_submission_state, "queued")
        again = self.env["account.move.send.wizard"].create({"move_id": self.invoice.id})
        self.assertNotIn("amazon_vendor", again.extra_edis or {})

    def test_odoos_send_dialog_ticks_amazon_and_no_email_unless_the_customer_wants_it(self):
        wizard = self.env["account.move.send.wizard"].create({"move_id": self.invoice.id})
        self.assertIn("amazon_vendor", wizard.extra_edis)
        self.assertFalse(wizard.sending_methods)
        wizard.action_send_and_print(allow_fallback_pdf=True)
        self.assertEqual(self.invoice.amazon_submission_state, "queued")

    def test_customer_who_wants_invoices_by_email_gets_them_beside_amazon(self):
        self.invoice.commercial_partner_id.invoice_sending_method = "email"
        wizard = self.env["account.move.send.wizard"].create({"move_id": self.invoice.id})
        self.assertEqual(wizard.sending_methods, ["email"])

    def test_odoos_send_dialog_stops_an_invoice_that_breaks_a_rule(self):
        self.env.company.partner_id.zip = False
        wizard = self.env["account.move.send.wizard"].create(
            {"move_id": self.invoice.id, "sending_methods": ["manual"]}
        )
        self.assertIn("danger", [alert["level"] for alert in wizard.alerts.values()])
        with self.assertRaisesRegex(UserError, "address"):
            wizard.action_send_and_print(allow_fallback_pdf=True)

    def test_posting_submits_when_the_account_asks_so(self):
        self.account.submit_on_post = True
        invoice = self.make_invoice("4AUTO00X")
        self.assertEqual(invoice.amazon_submission_state, "sent")

    def test_invoice_of_another_customer_is_none_of_amazons(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.env["res.partner"].create({"name": "Corner shop"}).id,
                "invoice_line_ids": [Command.create({"name": "Kettle", "price_unit": 20})],
            }
        )
        invoice.action_post()
        self.assertFalse(invoice.amazon_submission_state)
        invoice.action_amazon_submit()
        self.assertFalse(invoice.amazon_document_ids)

    def test_settlement_of_amazon_is_shown_on_the_invoice(self):
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_fetch_payments()
        self.assertEqual(self.invoice.amazon_status, "IN_PROGRESS")
        self.assertEqual(self.invoice.amazon_amount_queued, 1217.35)
        payment = self.sandbox.tell("pay", shortages={self.invoice.name: "229.47"})
        self.account.action_fetch_payments()
        self.assertEqual(self.invoice.amazon_status, "PARTIALLY_PAID")
        self.assertEqual(self.invoice.amazon_amount_paid, 987.88)
        self.assertEqual(self.invoice.amazon_amount_deducted, 229.47)
        self.assertEqual(self.invoice.amazon_payment_numbers, payment["payment_number"])

    def test_status_is_kept_once_a_change(self):
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_fetch_payments()
        self.account.action_fetch_payments()
        statuses = self.account.document_ids.filtered(lambda d: d.kind == "invoice_status")
        self.assertEqual(len(statuses), 1)
