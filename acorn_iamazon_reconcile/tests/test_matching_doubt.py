# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Doubt beats number: what the file, the ledger or what was before contradicts, waits."""

from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_line

INVOICED = "03/05/2026"


@tagged("post_install", "-at_install")
class TestMatchingDoubt(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.payments = 0

    def match_line(self, number, paid, **values):
        """:return: the line of a payment of its own, after matching"""
        type(self).payments += 1
        payment = f"9000{self.payments}"
        values = {"date": INVOICED, **values}
        return self.match(paid, make_line(number, paid, payment, **values), payment)

    def book(self, number, paid, **values):
        line = self.match_line(number, paid, **values)
        self.assertNotEqual(line.kind, "open", line.match_reason)
        line.remittance_id.action_post()
        return line

    def assert_waits(self, line, reason, candidate=None):
        self.assertEqual((line.kind, line.remittance_id.state), ("open", "draft"))
        self.assertIn(reason, line.match_reason)
        if candidate:
            self.assertIn(candidate, line.candidate_ids.move_id)

    # === MONEY THAT COMES IN === #

    def test_money_in_is_no_deduction_by_the_shape_of_its_number(self):
        for number, paid in (
            ("26-00123-AMS", "750.00"),
            ("2026-000001234", "900.00"),
            ("123456789VCBSINV", "12.00"),
            ("IPAPUS1234567", "3.00"),
        ):
            with self.subTest(number):
                self.assert_waits(self.match_line(number, paid), "money that comes in")

    def test_own_invoice_of_such_a_number_waits_where_its_amount_differs(self):
        invoice = self.make_invoice(740.00, name="26-00123-AMS")
        line = self.match_line("26-00123-AMS", "750.00")
        self.assert_waits(line, "is over $\xa0740.00", invoice)

    def test_own_invoice_of_such_a_number_waits_where_it_is_paid_already(self):
        invoice = self.make_invoice(740.00, name="26-00123-AMS")
        self.book("26-00123-AMS", "740.00")
        self.assert_waits(self.match_line("26-00123-AMS", "740.00"), "left to be paid", invoice)

    def test_own_invoice_of_such_a_number_is_no_advertising_where_a_word_is_added(self):
        invoice = self.make_invoice(740.00, name="26-00014-AMS")
        line = self.match_line("INV#2600014-AMS", "740.00")
        self.assert_waits(line, "something added", invoice)

    def test_own_series_that_looks_like_advertising_is_known(self):
        for count in range(6):
            self.make_invoice(10.00, name=f"26-0010{count}-AMS")
        self.assert_waits(self.match_line("26-00555-AMS", "-80.00"), "may be an own number")
        self.assertEqual(
            self.match_line("2655-AMS", "-80.00").deduction_type_id.code, "advertising"
        )

    # === WHAT WAS BEFORE === #

    def test_claim_is_given_back_once(self):
        number = self.second.name
        self.book(f"{number}SC", "-30.00")
        self.book(f"{number}SCR", "30.00")
        self.assert_waits(self.match_line(f"{number}SCR", "30.00"), "more than was taken")

    def test_provision_is_given_back_once(self):
        number = "260301_PROVISION_FOR_RECEIVABLES"
        self.book(number, "-500.00")
        self.book(f"{number}-R", "200.00", whole="500.00")
        self.book(f"{number}R", "300.00", whole="500.00")
        for number_again in (f"{number}R", f"{number}-R", number):
            with self.subTest(number_again):
                line = self.match_line(number_again, "300.00", whole="500.00")
                self.assert_waits(line, "more than was taken")

    def test_claim_that_is_matched_and_not_booked_yet_counts_as_well(self):
        number = self.second.name
        self.match_line(f"{number}SC", "-30.00")
        self.match_line(f"{number}SCR", "30.00")
        self.assert_waits(self.match_line(f"{number}SCR", "30.00"), "more than was taken")

    def test_claims_in_other_writing_count_to_the_same_invoice(self):
        number = self.second.name
        self.book(f"{number}SC", "-200.00")
        line = self.match_line(f"{number.replace('/', '')}PC", "-100.00")
        self.assert_waits(line, "larger than")

    # === NUMBERS === #

    def test_number_without_separators_does_not_beat_date_and_purchase_order(self):
        invoice = self.make_invoice(55.00, name="1-1013")
        invoice.amazon_purchase_order_number = "4A7Q2KXV"
        line = self.match_line("11-013", "55.00", date="02/01/2026", text="7ZZZ2KXV/PHX6/")
        self.assert_waits(line, "the purchase order is not that of 1-1013", invoice)
        self.assertIn("divided otherwise", line.match_reason)

    def test_taught_number_never_shadows_an_own_one(self):
        line = self.match_line("AB-4711", "100.00")
        line.move_id = self.first
        self.assertEqual(self.account.match_rule_ids.kind, "alias")
        own = self.make_invoice(33.00, name="AB-4711")
        self.assertEqual(self.match_line("AB-4711", "33.00").move_id, own)

    def test_own_number_that_ends_like_a_claim(self):
        invoice = self.make_invoice(90.00, name="AK-0004-SC")
        line = self.match_line("AK-0004-SCPC", "-9.00")
        self.assertEqual((line.move_id, line.deduction_type_id.code), (invoice, "price"))
        shorter = self.make_invoice(90.00, name="AK-0004")
        self.assert_waits(self.match_line("AK-0004-SC", "-8.00"), "sign", invoice)
        self.assertEqual(self.match_line("AK-0004-PC", "-8.00").move_id, shorter)

    def test_letter_more_or_figure_less_waits_with_its_candidate(self):
        self.first.amazon_purchase_order_number = "4A7Q2KXV"
        name = self.first.name
        for number in (f"{name}X", f"X{name}", name[:-1], name.replace("0000", "000")):
            with self.subTest(number):
                line = self.match_line(number, "100.00", text="4A7Q2KXV/PHX6/")
                self.assert_waits(line, "", self.first)

    def test_own_number_with_another_amount_is_never_another_invoice(self):
        other = self.make_invoice(85.00)
        (self.first + other).amazon_purchase_order_number = "4A7Q2KXV"
        line = self.match_line(self.first.name, "85.00", text="4A7Q2KXV/PHX6/")
        self.assert_waits(line, "is over $\xa0100.00", self.first)

    def test_number_that_a_spreadsheet_made_a_power_of_ten_teaches_nothing(self):
        line = self.match_line("3.65942E+14", "-40.00", text="RTV")
        self.assert_waits(line, "cut the figures")
        line.deduction_type_id = self.env.ref("acorn_iamazon_reconcile.deduction_type_return")
        self.assertFalse(self.account.match_rule_ids)

    # === WHAT A DOCUMENT IS === #

    def test_draft_and_cancelled_invoices_are_not_paid(self):
        for state, reset in (("draft", "button_draft"), ("cancelled", "button_cancel")):
            invoice = self.make_invoice(44.00)
            getattr(invoice, reset)()
            with self.subTest(state):
                line = self.match_line(invoice.name, "44.00")
                self.assert_waits(line, "is not posted", invoice)

    # === WHAT A PERSON TAUGHT === #

    def test_choice_of_a_deduction_teaches_no_money_that_comes_in(self):
        line = self.match_line("ZXQ-4711", "-55.00")
        line.deduction_type_id = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        self.assert_waits(self.match_line("ZXQ-4712", "500.00"), "money that comes in")
        self.assertEqual(self.match_line("ZXQ-4713", "-56.00").kind, "deduction")

    def test_choice_of_money_that_comes_in_teaches_no_deduction(self):
        line = self.match_line("ZXQ-4711", "55.00")
        line.deduction_type_id = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        self.assert_waits(self.match_line("ZXQ-4712", "-500.00"), "the other way")

    def test_one_letter_more_is_learned_of_that_number_alone(self):
        line = self.match_line(f"{self.first.name}X", "100.00")
        line.move_id = self.first
        self.assertEqual(self.account.match_rule_ids.kind, "alias")
        self.assert_waits(self.match_line(f"{self.second.name}X", "229.47"), "", self.second)

    # === OTHER DOCUMENTS OF AMAZON'S === #

    def test_quick_pay_document_is_discount_whatever_its_text_says(self):
        line = self.match_line(f"{self.first.name}QPD", "-2.00", text="QPD Return Invoice 1")
        self.assertEqual((line.move_id, line.deduction_type_id.code), (self.first, "discount"))

    def test_text_tells_no_deduction_whose_number_is_an_own_one_with_letters(self):
        self.assert_waits(self.match_line(f"{self.first.name}QX", "-2.00", text="RTV"), "letter")

    def test_numbers_of_other_scripts_are_told_apart(self):
        first = self.make_invoice(12.00, name="請求2026/001")
        self.make_invoice(12.00, name="納品2026/001")
        self.assertEqual(self.match_line("請求２０２６/001", "12.00").move_id, first)
