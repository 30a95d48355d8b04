# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.spapi.invoice_header import read_invoice_header

from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestInvoiceTruth(InvoiceSandboxCase):
    """Whatever happens on the way: one accepted invoice, and a state that tells the truth."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice()
        cls.sandbox.tell("remember")

    def get_documents(self):
        return self.invoice.amazon_document_ids.filtered(lambda d: d.kind == "invoice")

    def submit(self):
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()

    def count_sent(self):
        return len(self.sandbox.ask("received", operation="submitInvoices"))

    def let_pass(self, **time):
        """So much time passes, here and at Amazon."""
        for document in self.get_documents():
            for name in ("create_date", "sent_at", "sending_at"):
                if document[name]:
                    self.env.cr.execute(
                        f"UPDATE amazon_vendor_document SET {name} = %s WHERE id = %s",
                        [document[name] - timedelta(**time), document.id],
                    )
        self.env.invalidate_all()
        self.sandbox.tell("clock", seconds=timedelta(**time).total_seconds())

    def test_duplicate_refusal_of_what_amazon_has_from_us_is_an_acceptance(self):
        self.sandbox.tell("settings", invoice_seconds=3600)
        self.sandbox.tell("fault", operation="submitInvoices", cut="after")
        self.submit()
        self.assertEqual(self.get_documents().state, "sending")
        self.let_pass(minutes=31)
        self.account.action_send_documents()
        self.assertEqual(self.get_documents().state, "unknown")
        self.get_documents().action_mark_missing("Not there: looked too early")
        self.account.action_send_documents()
        self.assertEqual(self.count_sent(), 2)
        self.sandbox.tell("settings", invoice_seconds=0)
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "accepted")
        self.assertEqual(self.invoice.amazon_evidence, "records")
        self.assertEqual(len(self.sandbox.ask("state")["invoices"]), 1)
        self.assertFalse(self.invoice.activity_ids)

    def test_duplicate_of_another_invoice_is_refused_and_wants_a_new_number(self):
        self.submit()
        self.sandbox.tell(
            "invoice",
            number=self.invoice.name,
            header={"invoiceAmount": {"currencyCode": "USD", "currencyAmount": 12.0}},
        )
        self.sandbox.tell(
            "fail_transaction",
            operation="submitInvoices",
            errors=[{"code": "DUPLICATE", "message": "The invoice exists.", "details": ""}],
        )
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "rejected")
        self.assertEqual(self.invoice.amazon_rejection_reason, "duplicate")

    def test_transaction_that_stays_processing_for_days_is_sent_once_and_told_of(self):
        self.sandbox.tell("settings", invoice_seconds=10 * 24 * 3600)
        self.submit()
        self.account.action_watch_invoices()
        self.assertFalse(self.invoice.activity_ids)
        self.let_pass(days=3)
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_evidence, "silence")
        self.account.action_watch_invoices()
        self.account.action_watch_invoices()
        self.assertEqual(len(self.invoice.activity_ids), 1)
        self.assertIn("not accepted", self.invoice.activity_ids.summary)
        self.sandbox.tell("settings", invoice_seconds=0)
        self.account.action_fetch_payments()
        self.assertEqual(self.invoice.amazon_evidence, "records")
        self.assertFalse(self.invoice.activity_ids)
        self.assertEqual(self.count_sent(), 1)

    def test_invoice_that_nobody_objected_to_and_is_rejected_later_is_reopened(self):
        self.sandbox.tell("settings", invoice_seconds=3600)
        self.submit()
        self.let_pass(minutes=20)
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "accepted")
        self.sandbox.tell("settings", invoice_seconds=0)
        self.sandbox.tell("invoice", number=self.invoice.name, status="REJECTED")
        self.account.action_fetch_payments()
        self.assertEqual(self.invoice.amazon_submission_state, "rejected")
        self.assertEqual(self.invoice.amazon_rejection_reason, "other")
        self.assertTrue(self.invoice.activity_ids)

    def test_refusal_of_before_is_not_taken_for_the_answer_to_the_resubmission(self):
        self.submit()
        self.sandbox.tell("invoice", number=self.invoice.name, status="REJECTED")
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "rejected")
        self.let_pass(minutes=10)
        self.sandbox.tell(
            "fault",
            operation="submitInvoices",
            status=202,
            body='{"payload": {"transactionId": "4d1f"}}',
        )
        self.submit()
        second = self.get_documents().sorted("id")[-1]
        self.assertEqual(second.state, "sent")
        second._get_kind()._believe(second, self.read_header("REJECTED", minutes_ago=5))
        self.assertEqual(second.state, "sent")
        second._get_kind()._believe(second, self.read_header("REJECTED", minutes_ago=-1))
        self.assertEqual(second.state, "rejected")

    def read_header(self, status, minutes_ago):
        updated_at = fields.Datetime.now() - timedelta(minutes=minutes_ago)
        return read_invoice_header(
            {
                "invoiceNumber": self.invoice.name,
                "invoiceStatus": status,
                "lastUpdatedDate": f"{updated_at.isoformat()}Z",
            }
        )

    def test_accepted_invoice_is_not_submitted_again(self):
        self.submit()
        self.account.action_poll_transactions()
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.assertEqual(self.count_sent(), 1)
        self.assertEqual(self.invoice.amazon_submission_state, "accepted")

    def test_other_amount_and_due_date_at_amazon_are_flagged(self):
        self.submit()
        self.invoice.invoice_date_due = self.invoice.invoice_date + timedelta(days=60)
        self.account.action_fetch_payments()
        self.assertFalse(self.invoice.amazon_has_difference)
        due_at = self.invoice.invoice_date + timedelta(days=90)
        self.sandbox.tell(
            "invoice",
            number=self.invoice.name,
            header={
                "dueDate": f"{due_at}T00:00:00Z",
                "invoiceAmount": {"currencyCode": "USD", "currencyAmount": 1200.0},
            },
        )
        self.account.action_fetch_payments()
        self.assertTrue(self.invoice.amazon_has_difference)
        self.assertIn("1,200.00", self.invoice.amazon_difference)
        self.assertIn(str(due_at), self.invoice.amazon_difference)
        receivable = self.invoice.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        self.assertEqual(receivable.amazon_expected_payment_date, due_at)
        found = self.env["account.move.line"].search(
            [("amazon_expected_payment_date", "=", due_at)]
        )
        self.assertEqual(found, receivable)

    def get_receivable(self):
        return self.invoice.line_ids.filtered(lambda item: item.display_type == "payment_term")

    def tell_due_date(self, days, **header):
        """:return: the day on which Amazon's records say that it pays"""
        due_at = self.invoice.invoice_date + timedelta(days=days)
        self.sandbox.tell(
            "invoice",
            number=self.invoice.name,
            header={"dueDate": f"{due_at}T00:00:00Z", **header},
        )
        self.account.action_fetch_payments()
        return due_at

    def test_due_dates_follow_amazon_where_the_account_wants_it(self):
        self.submit()
        receivable = self.get_receivable()
        before = receivable.date_maturity
        self.tell_due_date(75)
        self.assertEqual(receivable.date_maturity, before)
        self.account.follow_due_dates = True
        for days in (80, 90):
            due_at = self.tell_due_date(days)
            self.assertEqual(receivable.date_maturity, due_at)
            self.assertEqual(self.invoice.invoice_date_due, due_at)
            self.assertFalse(self.invoice.amazon_has_difference)
        self.assertEqual(self.invoice.state, "posted")
        self.assertIn("due then", self.invoice.message_ids[0].body)

    def test_payment_terms_and_what_they_say_stay_when_due_dates_follow(self):
        self.account.follow_due_dates = True
        terms = self.env.ref("account.account_payment_term_30days")
        self.invoice.button_draft()
        self.invoice.invoice_payment_term_id = terms
        self.invoice.action_post()
        self.submit()
        due_at = self.tell_due_date(90)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.invoice.invoice_payment_term_id, terms)
        self.assertEqual(self.get_receivable().date_maturity, due_at)
        self.assertEqual(self.invoice.invoice_date_due, due_at)

    def test_due_date_of_a_refused_invoice_does_not_follow(self):
        self.account.follow_due_dates = True
        self.submit()
        before = self.invoice.invoice_date_due
        self.tell_due_date(90, invoiceStatus="REJECTED")
        self.assertEqual(self.invoice.invoice_date_due, before)

    def test_average_hours_to_accept_leave_out_what_is_not_accepted(self):
        self.make_invoice("4OPEN00X")
        self.submit()
        self.let_pass(hours=4)
        self.account.action_poll_transactions()
        ((_account, hours),) = self.env["account.move"]._read_group(
            [("amazon_account_id", "=", self.account.id)],
            ["amazon_account_id"],
            ["amazon_hours_to_accept:avg"],
        )
        self.assertAlmostEqual(hours, 4, 1)
