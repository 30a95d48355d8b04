# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import tagged

from .common import FILTER, KETTLE, InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestSuspicions(InvoiceSandboxCase):
    """Amazon rejected without a reason: the invoice tells what differs from accepted ones."""

    def setUp(self):
        super().setUp()
        self.settle(self.make_invoice("4GOOD00X", items=(FILTER,)), "accepted")

    def settle(self, invoice, state):
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        if state == "rejected":
            self.sandbox.tell("invoice", number=invoice.name, status="REJECTED")
        self.account.action_poll_transactions()
        self.assertEqual(invoice.amazon_submission_state, state)

    def test_likeliest_cause_comes_first(self):
        invoice = self.make_invoice("4BAD000X", items=(KETTLE,), taxes=self.make_tax(7))
        self.settle(invoice, "rejected")
        suspicions = invoice.amazon_suspicions.splitlines()
        self.assertIn("1. Type and rate of a tax: VAT 7;", suspicions[0])
        self.assertEqual(
            [line.split(". ")[1].split(":")[0] for line in suspicions],
            ["Type and rate of a tax", "Unit of measure", "Product"],
        )

    def test_what_is_missing_is_suspected(self):
        self.env.company.partner_id.street = "1 Other Street"
        invoice = self.make_invoice("4BAD000X", items=(FILTER,))
        self.settle(invoice, "rejected")
        (suspicion,) = invoice.amazon_suspicions.splitlines()
        self.assertIn("Address of the vendor", suspicion)
        self.assertIn("1 Other Street", suspicion)

    def test_invoice_like_the_others_shows_nothing(self):
        invoice = self.make_invoice("4BAD000X", items=(FILTER,))
        self.settle(invoice, "rejected")
        self.assertFalse(invoice.amazon_suspicions)
        self.assertFalse(self.make_invoice("4NEW000X").amazon_suspicions)
