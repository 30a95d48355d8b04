# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The books change between matching and booking: what they contradict is not booked, and waits."""

from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_line


@tagged("post_install", "-at_install")
class TestContradicted(RemittanceCase):
    def match_first(self, amount="100.00", number="400100200"):
        line = self.match(
            amount, make_line(self.first.name, amount, number, whole="100.00"), number
        )
        self.assertEqual(line.kind, "invoice", line.match_reason)
        return line

    def choose_first(self, number):
        """A person chooses the invoice that another remittance has been matched to."""
        line = self.match("100.00", make_line("NOBODY-7", "100.00", number), number)
        line.move_id = self.first
        self.assertEqual(line.remittance_id.state, "matched")
        return line

    def pay_by_hand(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.first.ids
        ).create({}).action_create_payments()

    def lower_to(self, amount):
        self.first.button_draft()
        self.first.invoice_line_ids.price_unit = amount
        self.first.action_post()

    def assert_waits(self, line, reason):
        remittance = line.remittance_id
        self.assertEqual((remittance.state, line.kind), ("draft", "open"))
        self.assertFalse(remittance.payment_id)
        self.assertIn(reason, line.match_reason.replace("\xa0", " "))
        self.assertIn(self.first.name, line.match_reason)

    def test_invoice_paid_by_hand_is_not_paid_again(self):
        line = self.match_first()
        self.pay_by_hand()
        answer = line.remittance_id.action_post()
        self.assert_waits(line, "was paid meanwhile")
        self.assertIn("400100200", answer["params"]["message"])
        self.assertIn("was paid meanwhile", line.remittance_id.message_ids[:1].body)

    def test_invoice_set_to_draft_is_not_paid(self):
        line = self.match_first()
        self.first.button_draft()
        line.remittance_id.action_post()
        self.assert_waits(line, "is not posted any more")

    def test_invoice_that_was_lowered_is_not_overpaid(self):
        line = self.match_first()
        self.lower_to(80.00)
        line.remittance_id.action_post()
        self.assert_waits(line, "has $ 80.00 left to be paid only")
        self.assertEqual(self.first.amount_residual, 80.00)

    def claim_first(self, amount="-30.00"):
        line = self.match(amount, make_line(f"{self.first.name}SC", amount, text="Shortage Claim"))
        self.assertEqual((line.kind, line.move_id), ("deduction", self.first), line.match_reason)
        return line

    def test_claim_on_an_invoice_set_to_draft_waits(self):
        line = self.claim_first()
        self.first.button_draft()
        line.remittance_id.action_post()
        self.assert_waits(line, "is not posted any more")

    def test_claim_on_a_cancelled_invoice_waits(self):
        line = self.claim_first()
        self.first.button_draft()
        self.first.button_cancel()
        line.remittance_id.action_post()
        self.assert_waits(line, "is not posted any more")

    def test_claim_above_what_the_invoice_was_lowered_to_waits(self):
        line = self.claim_first()
        self.lower_to(20.00)
        line.remittance_id.action_post()
        self.assert_waits(line, "is over $ 20.00 in all by now")

    def test_claim_on_an_invoice_that_went_to_another_account_waits(self):
        line = self.claim_first()
        other = self.account.copy({"name": "ACORN second"})
        self.first.amazon_account_id = other
        line.remittance_id.action_post()
        self.assert_waits(line, "belongs to another account or company")

    def test_claim_on_an_invoice_that_was_paid_meanwhile_is_booked(self):
        line = self.claim_first()
        self.pay_by_hand()
        line.remittance_id.action_post()
        self.assertEqual(line.remittance_id.state, "posted")

    def test_invoice_that_another_remittance_paid_is_not_paid_again(self):
        line, other = self.match_first(), self.choose_first(number="400100201")
        other.remittance_id.action_post()
        line.remittance_id.action_post()
        self.assert_waits(line, "was paid meanwhile")

    def test_two_remittances_of_one_invoice_booked_together_pay_it_once(self):
        line, other = self.match_first(), self.choose_first(number="400100201")
        (line + other).remittance_id.action_post()
        self.assertEqual(sorted((line + other).remittance_id.mapped("state")), ["draft", "posted"])
        self.assertEqual(self.first.amount_residual, 0)

    def test_scheduled_booking_lets_the_line_wait_and_reminds_once(self):
        line = self.match_first()
        self.pay_by_hand()
        self.account.book_automatically = True
        self.account.action_book_remittances()
        self.assert_waits(line, "was paid meanwhile")
        self.account.action_book_remittances()
        activity = line.remittance_id.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("was paid meanwhile", activity.note)

    def test_part_that_is_still_open_is_paid(self):
        line = self.match_first("60.00")
        self.lower_to(80.00)
        line.remittance_id.action_post()
        self.assertEqual((line.remittance_id.state, self.first.amount_residual), ("posted", 20.00))

    def test_choice_of_a_person_may_be_off_by_the_tolerance_and_not_by_more(self):
        for number, amount, state in (("1", "100.02", "posted"), ("2", "229.50", "draft")):
            invoice = self.first if number == "1" else self.second
            line = self.match(amount, make_line(f"NOBODY-{number}", amount, number), number)
            line.move_id = invoice
            line.remittance_id.action_post()
            self.assertEqual(line.remittance_id.state, state)
        self.assertEqual(self.first.amount_residual, 0)
        self.assertEqual(self.second.amount_residual, 229.47)

    # === THE PAYMENT IN ODOO'S OWN FORM === #

    def test_payment_of_a_booked_remittance_cannot_be_taken_back_beside_it(self):
        line = self.match_first()
        line.remittance_id.action_post()
        payment = line.remittance_id.payment_id
        for take_back in (
            payment.action_cancel,
            payment.action_draft,
            payment.action_reject,
            payment.move_id.button_draft,
            payment.move_id.button_cancel,
            # over RPC the caller chooses the context
            payment.move_id.with_context(amazon_undo=True, undo=True).button_draft,
        ):
            with self.subTest(take_back.__name__), self.assertRaisesRegex(UserError, "400100200"):
                take_back()
        self.assertEqual(self.first.payment_state, "paid")

    def test_payment_is_free_once_its_remittance_is_undone(self):
        line = self.match_first()
        line.remittance_id.action_post()
        payment = line.remittance_id.payment_id
        line.remittance_id.action_unpost()
        self.assertEqual((payment.state, payment.move_id.state), ("canceled", "cancel"))
        payment.action_draft()
        self.assertEqual(payment.state, "draft")

    def test_other_payments_are_cancelled_as_ever(self):
        self.pay_by_hand()
        payment = self.first.matched_payment_ids
        payment.action_cancel()
        self.assertEqual(payment.state, "canceled")

    # === A PAYMENT TAKEN BACK === #

    def test_payment_taken_back_opens_the_invoice_again_and_its_undo_pays_it(self):
        self.match_first().remittance_id.action_post()
        self.assertEqual(self.first.payment_state, "paid")
        back = self.match(
            "-100.00", make_line(self.first.name, "-100.00", "400100201"), "400100201"
        )
        self.assertEqual(back.kind, "invoice", back.match_reason)
        back.remittance_id.action_post()
        self.assertEqual((self.first.amount_residual, self.first.payment_state), (100, "not_paid"))
        back.remittance_id.action_unpost()
        self.assertEqual((self.first.amount_residual, self.first.payment_state), (0, "paid"))

    def test_each_item_is_linked_to_its_line(self):
        remittance = self.import_lines(
            "98.00", make_line(self.first.name, "98.00", discount="2.00", whole="100.00")
        )
        remittance.action_match()
        remittance.action_post()
        line = remittance.line_ids
        self.assertEqual(sorted(line.item_ids.mapped("balance")), [-100.00, 2.00])
        money = remittance.payment_id.move_id.line_ids - line.item_ids
        self.assertEqual((money.amazon_key, money.balance), ("money", 98.00))

    def test_copy_of_an_entry_is_linked_to_nothing(self):
        line = self.match_first()
        line.remittance_id.action_post()
        copied = line.item_ids.move_id.copy()
        self.assertEqual(copied.line_ids.mapped("amazon_key"), [False, False])
        self.assertFalse(copied.line_ids.amazon_remittance_line_id)
