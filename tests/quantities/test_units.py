# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Eaches, cases and the vendor's units, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support import load_quantities

quantities = load_quantities()
from acorn_iamazon_quantities.units import count_whole, is_whole  # noqa: E402

STEP = 0.01
factors = some.sampled_from([1, 2, 3, 6, 7, 12, 24, 36, 48, 100, 144, 480, 1000])


@pytest.mark.parametrize(
    ("quantity", "factor", "eaches"),
    [
        (2, 12, 24),
        (4, 6, 24),
        (2.08, 12, 25),  # what Odoo keeps of 25 / 12, rounded to the nearest
        (2.09, 12, 25),  # and rounded up
        (0.5, 12, 6),
        (2.5, 1, 2.5),  # half a piece is half a piece
        (2.04, 12, 24.48),  # not explained by any rounding
        (0, 12, 0),
        (3, 0.1, 0.3),
    ],
)
def test_eaches_in_a_quantity_of_the_vendors_unit(quantity, factor, eaches):
    assert quantities.to_eaches(quantity, factor, STEP) == eaches


@given(eaches=some.integers(0, 100_000), factor=factors)
def test_whole_eaches_survive_the_rounding_of_the_vendors_unit(eaches, factor):
    kept = round(quantities.to_quantity(eaches, factor), 2)
    if factor * STEP < 1:
        assert quantities.to_eaches(kept, factor, STEP) == eaches
    assert quantities.to_eaches(quantities.to_quantity(eaches, factor), factor) == pytest.approx(
        eaches, abs=1e-6
    )


@given(amount=some.integers(0, 100_000), size=some.integers(1, 500))
def test_whole_cases_are_told_as_cases(amount, size):
    assert quantities.to_amount(amount * size, size) == amount
    assert count_whole(amount * size, size) == amount


@given(eaches=some.integers(0, 100_000), size=some.integers(2, 500))
def test_part_of_a_case_is_no_amount_of_cases(eaches, size):
    amount = quantities.to_amount(eaches, size)
    assert (amount is None) == bool(eaches % size)
    assert count_whole(eaches, size) == eaches // size


def test_part_of_a_piece_is_not_whole():
    assert is_whole(3.0) and not is_whole(2.5)
    assert quantities.to_amount(2.5, 1) is None
