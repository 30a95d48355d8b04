# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo.tests.common import BaseCase

from ..costs import PricedLine, settle_costs

CENT = Decimal("0.01")


class TestCosts(BaseCase):
    def settle(self, *lines, coin=CENT):
        priced = [PricedLine(*map(Decimal, line)) for line in lines]
        return list(map(str, settle_costs(priced, coin)))

    def test_agreed_costs_stay_where_they_make_the_total(self):
        self.assertEqual(
            self.settle(("3", "0.333", "1.00"), ("2", "7.50", "15.00")), ["0.333", "7.50"]
        )

    def test_no_more_lines_are_changed_than_the_total_needs(self):
        self.assertEqual(
            self.settle(("1", "0.335", "0.34"), ("1", "0.335", "0.34")), ["0.34", "0.335"]
        )

    def test_cent_that_rounding_the_sum_leaves_goes_to_one_line(self):
        self.assertEqual(
            self.settle(("1", "0.335", "0.34"), ("1", "0.335", "0.33")), ["0.34", "0.33"]
        )

    def test_cost_that_no_decimals_write_makes_the_amount_to_a_thousandth_of_a_cent(self):
        (cost,) = self.settle(("7", "0.5", "1.00"))
        self.assertLess(abs(Decimal(cost) * 7 - 1), CENT / 1000)
        self.assertEqual(cost, "0.142857")

    def test_currency_without_cents(self):
        self.assertEqual(self.settle(("2", "33.4", "67"), coin=Decimal(1)), ["33.4"])
        self.assertEqual(self.settle(("2", "33.2", "67"), coin=Decimal(1)), ["33.5"])
