# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon tells a discount in a column of the invoice's line, or by a document of its own (QPD):
where it does both, the document clears the discount, and is no second cost."""

from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_line

QUICK_PAY = "QPD Return Invoice 1"


@tagged("post_install", "-at_install")
class TestQuickPay(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.discount = cls.env.ref("acorn_iamazon_reconcile.deduction_type_discount")
        cls.clearing = cls.env.ref("acorn_iamazon_reconcile.deduction_type_provision")
        cls.discount.account_id = cls.company_data["default_account_expense"]
        cls.clearing.account_id = cls.env.company.account_journal_suspense_account_id

    def pay(self, amount, *lines, number="400100200"):
        remittance = self.import_lines(amount, *lines, number=number)
        remittance.action_match()
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))
        remittance.action_post()
        return remittance

    def pay_invoice(self):
        line = make_line(self.first.name, "98.00", discount="2.00", whole="100.00")
        return self.pay("98.00", line)

    def pay_document(self, number="400100201"):
        line = make_line(f"{self.first.name}QPD", "-2.00", number, text=QUICK_PAY)
        return self.pay("-2.00", line, number=number)

    def get_balance(self, account):
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("balance"))

    def test_document_for_a_discount_that_is_booked_waits(self):
        self.pay_invoice()
        remittance = self.pay_document()
        line = remittance.line_ids
        self.assertEqual((remittance.state, line.kind), ("draft", "open"))
        self.assertIn(f"off {self.first.name} already", line.match_reason)
        self.assertEqual(self.get_balance(self.discount.account_id), 2.00)

    def test_document_beside_the_discount_in_one_payment_waits(self):
        line = make_line(self.first.name, "98.00", discount="2.00", whole="100.00")
        document = make_line(f"{self.first.name}QPD", "-2.00", text=QUICK_PAY)
        remittance = self.pay("96.00", line, document)
        self.assertEqual(remittance.line_ids.mapped("kind"), ["invoice", "open"])
        self.assertEqual(self.get_balance(self.discount.account_id), 0)

    def test_document_that_waits_is_cleared_by_the_type_that_a_person_chooses(self):
        self.pay_invoice()
        remittance = self.pay_document()
        remittance.line_ids.deduction_type_id = self.clearing
        remittance.action_post()
        self.assertEqual(self.get_balance(self.discount.account_id), 2.00)
        self.assertEqual(self.get_balance(self.clearing.account_id), 2.00)

    def test_one_discount_more_is_booked_when_a_person_says_so(self):
        self.pay_invoice()
        remittance = self.pay_document()
        remittance.line_ids.action_take_candidate()
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.match_reason)
        self.assertEqual(self.get_balance(self.discount.account_id), 4.00)

    def test_document_for_an_invoice_that_was_paid_in_full_is_its_discount(self):
        self.pay("100.00", make_line(self.first.name, "100.00"))
        self.assertEqual(self.pay_document().state, "posted")
        self.assertEqual(self.get_balance(self.discount.account_id), 2.00)

    def test_discount_whose_booking_was_undone_does_not_count(self):
        self.pay_invoice().action_unpost()
        self.assertEqual(self.pay_document().state, "posted")
        self.assertEqual(self.get_balance(self.discount.account_id), 2.00)

    def test_discount_of_a_later_file_waits_where_its_document_is_booked(self):
        self.pay_document()
        remittance = self.pay_invoice()
        line = remittance.line_ids
        self.assertEqual((remittance.state, line.kind), ("draft", "open"))
        self.assertIn(f"discount of $\xa02.00 of {self.first.name}", line.match_reason)
        self.assertEqual(self.get_balance(self.discount.account_id), 2.00)

    def test_discount_of_a_later_file_is_booked_when_the_document_waits_for_being_cleared(self):
        document = self.pay_document()
        remittance = self.pay_invoice()
        document.action_unpost()
        document.line_ids.deduction_type_id = self.clearing
        document.action_post()
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.match_reason)
        self.assertEqual(self.get_balance(self.discount.account_id), 2.00)
        self.assertEqual(self.get_balance(self.clearing.account_id), 2.00)

    def test_discount_of_a_later_file_is_one_more_when_a_person_says_so(self):
        self.pay_document()
        remittance = self.pay_invoice()
        remittance.line_ids.action_take_candidate()
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.match_reason)
        self.assertEqual(self.get_balance(self.discount.account_id), 4.00)
        self.assertEqual(self.first.amount_residual, 0)
