# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import tagged

from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestInvoiceMassSend(InvoiceSandboxCase):
    """Many invoices at once, in Odoo's own mass send, by its scheduled action."""

    def send(self, invoices):
        wizard = self.env["account.move.send.batch.wizard"].create({"move_ids": invoices.ids})
        wizard.action_send_and_print(allow_fallback_pdf=True)
        return wizard

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("account.ir_cron_account_move_send").method_direct_trigger()
        self.env.invalidate_all()

    def test_invoices_of_the_mass_send_are_submitted_by_the_scheduled_action(self):
        invoices = self.make_invoice("4MASS01X") | self.make_invoice("4MASS02X")
        wizard = self.send(invoices)
        self.assertIn("amazon_vendor", str(wizard.summary_data))
        self.assertEqual(set(invoices.mapped("amazon_submission_state")), {"to_submit"})
        self.run_cron()
        self.assertEqual(set(invoices.mapped("amazon_submission_state")), {"queued"})
        self.account.action_send_documents()
        self.assertEqual(len(self.sandbox.ask("received", operation="submitInvoices")), 2)

    def test_invoice_that_breaks_a_rule_holds_no_other_back_and_says_why(self):
        good = self.make_invoice("4MASS03X")
        bad = self.make_invoice("4MASS04X")
        order = bad.invoice_line_ids.sale_line_ids.order_id
        order.amazon_purchase_order_number = "4mass04x"
        self.send(good | bad)
        self.run_cron()
        self.assertEqual(good.amazon_submission_state, "queued")
        self.assertEqual(bad.amazon_submission_state, "to_submit")
        self.assertIn("Capital and small letters", str(bad.message_ids.mapped("body")))

    def test_accepted_invoice_in_a_mass_send_is_not_submitted_again(self):
        invoice = self.make_invoice("4MASS05X")
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.send(invoice | self.make_invoice("4MASS06X"))
        self.run_cron()
        self.account.action_send_documents()
        sent = [
            call["body"]["invoices"][0]["id"]
            for call in self.sandbox.ask("received", operation="submitInvoices")
        ]
        self.assertEqual(sent.count(invoice.name), 1)
        self.assertEqual(len(sent), 2)
