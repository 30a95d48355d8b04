# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the books say otherwise than the documents is found, and nothing else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.support import load_proof

load_proof()
from acorn_iamazon_proof import Posting, compare  # noqa: E402

DAY, TAX = date(2026, 11, 3), frozenset({("tax", 4), ("tag", 9)})
OWED = Posting(1, "owed", frozenset({10, 11}), 5, 2, Decimal(100), Decimal(92))
PAID = Posting(2, "paid", frozenset({10}), 5, 2, Decimal(-100), Decimal(-92), DAY, TAX)
STANDING = [replace(OWED, accounts=frozenset({11})), PAID]


def get_codes(found):
    return [(one.code, one.entry) for one in compare([OWED, PAID], found)]


def test_books_that_say_the_same_differ_in_nothing():
    assert get_codes(STANDING) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("accounts", frozenset({12})),
        ("partner", 6),
        ("currency", 3),
        ("amount", Decimal("-100.01")),
        ("balance", Decimal("-91.99")),
        ("day", date(2026, 12, 3)),
        ("tax", frozenset({("tax", 4)})),
    ],
)
def test_each_thing_that_differs_is_told_with_its_entry(name, value):
    code = name.removesuffix("s")
    assert get_codes([STANDING[0], replace(PAID, **{name: value})]) == [(code, 2)]


def test_day_and_taxes_are_compared_only_where_a_document_tells_them():
    assert get_codes([replace(STANDING[0], day=DAY, tax=TAX), PAID]) == []


def test_what_is_left_out_or_doubled_or_stands_there_alone_is_told():
    assert get_codes(STANDING[:1]) == [("missing", 2)]
    assert get_codes([*STANDING, PAID]) == [("doubled", 2)]
    assert get_codes([*STANDING, replace(PAID, entry=3)]) == [("surplus", 3)]


def test_two_errors_that_cancel_out_are_both_told():
    found = [
        replace(STANDING[0], amount=Decimal(110)),
        replace(PAID, amount=Decimal(-110)),
    ]
    assert get_codes(found) == [("amount", 1), ("amount", 2)]
