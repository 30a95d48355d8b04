# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon's bill was entered by hand before it was taken off a payment: its cost is booked once."""

from odoo import Command
from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_line

NUMBER = "1234-123456789"


@tagged("post_install", "-at_install")
class TestBookingBill(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expense = cls.company_data["default_account_expense"]
        cls.co_op = cls.env.ref("acorn_iamazon_reconcile.deduction_type_co_op")
        cls.co_op.account_id = cls.expense

    def enter_bill(self, amount=55.00, *, post=True, **values):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.account.partner_id.id,
                "invoice_date": "2026-03-05",
                "ref": NUMBER,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Co-op",
                            "price_unit": amount,
                            "account_id": self.expense.id,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        if post:
            bill.action_post()
        return bill

    def deduct(self, amount="-55.00", payment="400100200", whole="-55.00"):
        line = self.match(
            amount, make_line(NUMBER, amount, payment, whole=whole, text="Co-op"), payment
        )
        self.assertEqual(line.deduction_type_id, self.co_op, line.match_reason)
        line.remittance_id.action_post()
        return line

    def get_cost(self):
        items = self.env["account.move.line"].search(
            [("account_id", "=", self.expense.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("balance"))

    def test_deduction_pays_the_bill_and_costs_nothing_more(self):
        bill = self.enter_bill()
        line = self.deduct()
        self.assertEqual((line.remittance_state, bill.amount_residual), ("posted", 0))
        self.assertEqual(self.get_cost(), 55.00)

    def test_slices_pay_the_bill_one_after_another(self):
        bill = self.enter_bill()
        self.deduct("-20.00", "p1")
        self.assertEqual(bill.amount_residual, 35.00)
        self.deduct("-35.00", "p2")
        self.assertEqual((bill.amount_residual, self.get_cost()), (0, 55.00))

    def test_undone_booking_opens_the_bill_again(self):
        bill = self.enter_bill()
        self.deduct().remittance_id.action_unpost()
        self.assertEqual((bill.amount_residual, self.get_cost()), (55.00, 55.00))

    def test_no_second_bill_is_made(self):
        self.co_op.document_kind = "vendor_bill"
        bill = self.enter_bill()
        line = self.deduct()
        self.assertFalse(line.document_id)
        self.assertEqual((bill.amount_residual, self.get_cost()), (0, 55.00))

    def test_bill_of_an_unknown_partner_is_known_by_number_and_amount(self):
        advertising = self.env["res.partner"].create({"name": "Amazon Advertising"})
        bill = self.enter_bill(partner_id=advertising.id)
        self.deduct()
        self.assertEqual((bill.amount_residual, self.get_cost()), (0, 55.00))

    def test_bill_of_another_vendor_that_has_the_number_by_chance_stays_open(self):
        carrier = self.env["res.partner"].create({"name": "Carrier"})
        bill = self.enter_bill(812.00, partner_id=carrier.id)
        self.deduct()
        self.assertEqual((bill.amount_residual, self.get_cost()), (812.00, 867.00))

    def test_draft_keeps_the_deduction_waiting(self):
        self.enter_bill(post=False)
        line = self.deduct()
        self.assertEqual((line.kind, line.remittance_state), ("open", "draft"))
        self.assertIn("is a draft: it is the bill of this deduction", line.match_reason)
        self.assertEqual(self.get_cost(), 0)

    def test_bill_that_was_paid_already_is_not_paid_again(self):
        bill = self.enter_bill()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({}).action_create_payments()
        line = self.deduct()
        self.assertEqual(line.kind, "open")
        self.assertIn(f"{bill.name} was paid meanwhile", line.match_reason)

    def test_what_is_more_than_the_bill_waits(self):
        bill = self.enter_bill(50.00)
        line = self.deduct()
        self.assertEqual((line.kind, bill.amount_residual), ("open", 50.00))
        self.assertIn("left to be paid only", line.match_reason)

    # === STATEMENT === #

    def make_statement(self):
        return self.env["amazon.vendor.statement"].create(
            {"account_id": self.account.id, "date_from": "2026-03-01", "date_to": "2026-12-31"}
        )

    def test_statement_tells_amazons_bills_and_what_it_took_off_for_them(self):
        bill = self.enter_bill()
        self.enter_bill(30.00, ref="1234-123456780")
        self.deduct("-20.00")
        statement = self.make_statement()
        self.assertTrue(statement.is_proven, statement._find_wrong())
        [section] = statement._get_sections()
        bills = section["bills"]
        self.assertEqual(
            dict(bills["lines"]), {"Bills of Amazon": 85.00, "Taken off Amazon's payments": -20.00}
        )
        self.assertEqual((bills["closing"], bills["ledger"]), (65.00, 65.00))
        self.assertEqual(bill.amount_residual, 35.00)
        self.assertIn("We owe Amazon now", statement.description)

    def test_bill_that_was_falsified_is_named(self):
        bill = self.enter_bill()
        self.deduct()
        owed = bill.line_ids.filtered(lambda item: item.display_type == "payment_term")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = -54, amount_currency = -54 WHERE id = %s",
            [owed.id],
        )
        self.env.invalidate_all()
        statement = self.make_statement()
        self.assertIn(bill, [record for record, _text in statement._find_wrong()])
        self.assertFalse(statement.is_proven)

    def test_bill_whose_payment_was_parted_by_hand_is_named(self):
        bill = self.enter_bill()
        self.deduct()
        bill.line_ids.remove_move_reconcile()
        self.assertIn(bill, [record for record, _text in self.make_statement()._find_wrong()])
