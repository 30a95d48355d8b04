# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The plan of a booking as data: it balances, and it is held against the books. No database."""

import unittest
from decimal import Decimal

from tests.support import load_booking

load_booking()
from acorn_iamazon_booking import (  # noqa: E402
    Currency,
    Item,
    Money,
    OpenItem,
    PlanError,
    Role,
    hold_against,
    make_plan,
)

USD = Currency(1, Decimal("0.01"))
EUR = Currency(2, Decimal("0.01"), Decimal("1.0869230769"))
CAD = Currency(3, Decimal("0.01"), Decimal("0.7299270073"))
BANK, RECEIVABLE, EXPENSE, GAIN, LOSS = range(10, 15)
AMAZON = 99


def make_money(amount, currency=USD, **values):
    return Money("400100200", BANK, AMAZON, currency, Decimal(amount), **values)


def make_item(amount, key="settlement:1", role=Role.SETTLEMENT, currency=USD, **values):
    account = RECEIVABLE if role is Role.SETTLEMENT else EXPENSE
    return Item(role, key, key, account, AMAZON, currency.id, Decimal(amount), **values)


def get_balances(plan):
    return [(item.role.value, float(item.balance)) for item in plan.items]


class TestPlan(unittest.TestCase):
    def test_money_comes_first_and_the_entry_balances(self):
        items = [make_item("-100"), make_item("30", "deduction:2:7", Role.DEDUCTION)]
        plan = make_plan(make_money("70"), items, USD, USD)
        self.assertEqual(
            get_balances(plan), [("money", 70), ("settlement", -100), ("deduction", 30)]
        )

    def test_foreign_documents_are_worth_their_rate_and_the_largest_takes_the_rounding(self):
        items = [
            make_item("-33.33", currency=CAD),
            make_item("-33.33", "settlement:2", currency=CAD),
            make_item("-50.00", "settlement:3", currency=CAD),
        ]
        plan = make_plan(make_money("116.66", CAD), items, CAD, USD)
        self.assertEqual(sum(item.balance for item in plan.items), 0)
        self.assertEqual(get_balances(plan)[1], ("settlement", -24.33))
        self.assertEqual(get_balances(plan)[3], ("settlement", -36.49))

    def test_foreign_documents_paid_in_other_money_are_worth_what_came(self):
        plan = make_plan(make_money("95"), [make_item("-130", currency=CAD)], CAD, USD)
        self.assertEqual(get_balances(plan), [("money", 95), ("settlement", -95)])

    def test_own_currency_paid_in_foreign_money_keeps_its_amount_and_shows_the_loss(self):
        money = make_money("91", EUR, gain_account=GAIN, loss_account=LOSS)
        plan = make_plan(money, [make_item("-100")], USD, USD)
        self.assertEqual(
            get_balances(plan), [("money", 98.91), ("settlement", -100), ("exchange", 1.09)]
        )
        self.assertEqual(plan.items[-1].account, LOSS)

    def test_gain_of_exchange_goes_to_its_own_account(self):
        money = make_money("93", EUR, gain_account=GAIN, loss_account=LOSS)
        plan = make_plan(money, [make_item("-100")], USD, USD)
        self.assertEqual((plan.items[-1].account, plan.items[-1].balance), (GAIN, Decimal("-1.08")))

    def test_difference_of_exchange_without_an_account_makes_no_plan(self):
        with self.assertRaisesRegex(PlanError, "exchange"):
            make_plan(make_money("91", EUR), [make_item("-100")], USD, USD)

    def test_two_items_of_one_key_make_no_plan(self):
        with self.assertRaisesRegex(PlanError, "keys"):
            make_plan(make_money("20"), [make_item("-10"), make_item("-10")], USD, USD)


class TestLedger(unittest.TestCase):
    def hold(self, residual="100", amounts=("-100",), **replaced):
        values = {
            "id": 5,
            "document": 50,
            "is_posted": True,
            "is_ours": True,
            "currency": USD.id,
            "residual": Decimal(residual),
            **replaced,
        }
        items = [
            make_item(amount, f"settlement:{line}", line=line, counterparts=(5,))
            for line, amount in enumerate(amounts)
        ]
        found = hold_against(items, {5: OpenItem(**values)})
        return [(objection.line, objection.code) for objection in found]

    def test_what_is_open_as_planned_meets_no_objection(self):
        self.assertEqual(self.hold(), [])

    def test_part_of_what_is_open_meets_no_objection(self):
        self.assertEqual(self.hold(amounts=("-40", "-60")), [])

    def test_second_line_of_a_document_gets_only_what_the_first_leaves(self):
        self.assertEqual(self.hold(amounts=("-60", "-60")), [(1, "less")])

    def test_each_change_of_the_books_has_its_objection(self):
        self.assertEqual(self.hold("0"), [(0, "closed")])
        self.assertEqual(self.hold("80"), [(0, "less")])
        self.assertEqual(self.hold(is_posted=False), [(0, "draft")])
        self.assertEqual(self.hold(is_ours=False), [(0, "foreign")])
        self.assertEqual(self.hold(currency=CAD.id), [(0, "currency")])

    def test_document_that_is_gone_is_an_objection(self):
        item = make_item("-100", line=1, counterparts=(5,))
        self.assertEqual([found.code for found in hold_against([item], {})], ["draft"])
