# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which payments a deposit consists of: only what is unmistakable."""

from datetime import date
from unittest import TestCase

from tests.support import load_matcher

load_matcher()
from acorn_iamazon_matcher import Deposit, Payment, find_payments  # noqa: E402

DAY = date(2026, 3, 20)


class TestDeposits(TestCase):
    payments = (
        Payment(1, "400100200", date(2026, 3, 19), 32947),
        Payment(2, "400100201", date(2026, 3, 20), 10000),
        Payment(3, "400100202", date(2026, 3, 20), 5050),
    )

    def find(self, amount, text="AMAZON.COM PAYMENT", payments=None, fee=0, amazon=True, day=DAY):
        deposit = Deposit(day, amount, text, amazon)
        finding = find_payments(deposit, payments or self.payments, days=5, fee_limit=fee)
        return [payment.id for payment in finding.payments], finding.reason, finding.fee

    def test_number_in_the_text_is_enough(self):
        found = self.find(10000, "TRF/400100201/AMZN", amazon=False)
        self.assertEqual(found, ([2], "number", 0))

    def test_piece_of_a_longer_number_is_no_number(self):
        self.assertEqual(self.find(10000, "TRF 4001002019", amazon=False), ([], "none", 0))

    def test_several_numbers_in_one_deposit(self):
        found = self.find(42947, "400100200 400100201", amazon=False)
        self.assertEqual(found, ([1, 2], "number", 0))

    def test_number_with_another_amount_waits(self):
        self.assertEqual(self.find(9000, "400100201"), ([], "differs", 0))

    def test_number_less_a_fee_within_the_limit(self):
        self.assertEqual(self.find(9985, "400100201", fee=15), ([2], "fee", 15))
        self.assertEqual(self.find(9984, "400100201", fee=15), ([], "differs", 0))

    def test_amount_alone_needs_amazons_name(self):
        self.assertEqual(self.find(10000), ([2], "amount", 0))
        self.assertEqual(self.find(10000, amazon=False), ([], "none", 0))

    def test_amount_of_other_days_is_not_taken(self):
        self.assertEqual(self.find(10000, day=date(2026, 3, 26)), ([], "none", 0))

    def test_one_of_two_equal_payments_is_taken_only_on_its_day(self):
        twins = [Payment(1, "A1", DAY, 10000), Payment(2, "A2", date(2026, 3, 19), 10000)]
        self.assertEqual(self.find(10000, payments=twins), ([1], "amount", 0))
        self.assertEqual(
            self.find(10000, payments=twins, day=date(2026, 3, 21)), ([], "several", 0)
        )

    def test_deposit_of_several_payments(self):
        self.assertEqual(self.find(15050), ([2, 3], "sum", 0))

    def test_sum_that_can_be_made_in_two_ways_waits(self):
        payments = [Payment(i, f"A{i}", DAY, amount) for i, amount in enumerate((10, 20, 30, 40))]
        self.assertEqual(self.find(50, payments=payments), ([], "several", 0))

    def test_fee_without_a_number_needs_one_candidate(self):
        self.assertEqual(self.find(9990, fee=15), ([2], "fee", 10))
        twins = [Payment(1, "A1", DAY, 10000), Payment(2, "A2", DAY, 10005)]
        self.assertEqual(self.find(9990, payments=twins, fee=15), ([], "several", 0))

    def test_money_that_goes_back_to_amazon(self):
        back = [Payment(1, "A1", DAY, -4500)]
        self.assertEqual(self.find(-4500, payments=back), ([1], "amount", 0))

    def test_too_many_payments_are_left_to_a_person(self):
        payments = [Payment(i, f"A{i}", DAY, 101 + 7 * i) for i in range(40)]
        self.assertEqual(self.find(475, payments=payments), ([], "none", 0))

    def find_exchanged(self, amount, text, books=78500, told="99000"):
        return self.find(
            amount, text, payments=[Payment(9, "916", DAY, books, told), *self.payments]
        )

    def test_money_that_the_bank_changed_is_found_by_its_number(self):
        for amount, text in (
            (78500, "AMAZON 916"),
            (72000, "AMAZON 916"),  # the bank's rate
            (60000, "AMAZON 916 USD 990,00"),
            (60000, "AMAZON 916 USD 990.00"),
        ):
            self.assertEqual(self.find_exchanged(amount, text), ([9], "exchanged", 0), text)

    def test_money_that_the_bank_changed_waits_where_its_amount_speaks_against_it(self):
        for amount, text in (
            (60000, "AMAZON 916"),
            (60000, "AMAZON 916 USD 980,00"),
            (-78500, "AMAZON 916 USD 990,00"),
        ):
            self.assertEqual(self.find_exchanged(amount, text), ([], "differs", 0), text)

    def test_money_that_the_bank_changed_is_not_found_by_its_amount(self):
        self.assertEqual(self.find_exchanged(78500, "AMAZON"), ([], "none", 0))
        self.assertEqual(self.find_exchanged(10000, "916 400100201"), ([2], "number", 0))
