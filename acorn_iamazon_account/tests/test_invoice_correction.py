# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestInvoiceCorrection(InvoiceSandboxCase):
    """Amazon refused the invoice: the reasons by line, and the way to submit it again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice()
        cls.sandbox.tell("remember")

    def refuse(self, message):
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.sandbox.tell(
            "fail_transaction",
            operation="submitInvoices",
            errors=[{"code": "INVALID", "message": text} for text in message.splitlines()],
        )
        self.sandbox.tell("invoice", number=self.invoice.name, status="REJECTED")
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "rejected")

    def open_correction(self):
        action = self.invoice.action_amazon_correct()
        model = self.env[action["res_model"]].with_context(**action["context"])
        return Form(model).save()

    def test_reasons_are_shown_by_line(self):
        self.refuse("Cost of 8806098286123 is wrong.\nitems[1]: tax rate missing.\nNo such party.")
        lines = self.invoice.invoice_line_ids.filtered("product_id")
        reasons = self.open_correction().reason_ids
        self.assertEqual(
            [(reason.line_id, reason.text) for reason in reasons],
            [
                (lines.filtered(lambda line: line.product_id == self.filter), reasons[0].text),
                (lines[0], "INVALID: items[1]: tax rate missing."),
                (lines.browse(), "INVALID: No such party."),
            ],
        )
        self.assertEqual(self.invoice.amazon_rejection_reason, "price")

    def test_reason_leads_to_the_field_that_mends_it(self):
        self.refuse("Cost of 8806098286123 is wrong.\nThe remit-to party is unknown.")
        price, party = self.open_correction().reason_ids
        self.assertIn("Unit Price", price.mended_in)
        self.assertIn("Partner", party.mended_in)
        action = party.action_open()
        self.assertEqual(
            (action["res_model"], action["res_id"], action["context"]),
            ("account.move", self.invoice.id, {"amazon_focus_field": "partner_id"}),
        )

    def test_correction_opens_at_the_field_that_the_first_reason_is_about(self):
        self.refuse("The invoice date is in the future.")
        action = self.open_correction().action_correct()
        self.assertEqual(action["context"], {"amazon_focus_field": "invoice_date"})

    def test_correction_under_the_same_number_is_accepted(self):
        self.refuse("The tax rate is missing.")
        number = self.invoice.name
        correction = self.open_correction()
        self.assertEqual(correction.numbering, "same")
        correction.action_correct()
        self.assertEqual(self.invoice.state, "draft")
        self.invoice.action_post()
        self.assertEqual(self.invoice.name, number)
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.assertEqual(self.invoice.amazon_submission_state, "accepted")
        self.assertTrue(self.invoice.amazon_is_resubmitted)
        self.assertFalse(self.invoice.activity_ids)

    def test_number_that_amazon_knows_is_replaced_and_the_reversal_stays_in_odoo(self):
        self.sandbox.tell("settings", invoice_seconds=3600)
        self.refuse("Duplicate invoice number.")
        correction = self.open_correction()
        self.assertTrue(correction.must_renumber)
        action = correction.action_correct()
        draft = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(self.invoice.amazon_submission_state, "replaced")
        self.assertEqual(self.invoice.amazon_replaced_by_id, draft)
        reversal = self.invoice.reversal_move_ids
        self.assertFalse(reversal.amazon_submission_state)
        draft.action_post()
        self.assertNotEqual(draft.name, self.invoice.name)
        draft.action_amazon_submit()
        self.assertEqual(draft.amazon_submission_state, "queued")

    def test_number_that_must_change_cannot_be_kept(self):
        self.refuse("Duplicate invoice number.")
        correction = self.open_correction()
        correction.numbering = "same"
        with self.assertRaisesRegex(UserError, "Choose a new number"):
            correction.action_correct()

    def test_accepted_invoice_cannot_be_corrected(self):
        self.refuse("The tax rate is missing.")
        correction = self.open_correction()
        self.invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        with self.assertRaisesRegex(UserError, "not refused"):
            correction.action_correct()
