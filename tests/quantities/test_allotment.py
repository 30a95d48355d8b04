# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Totals of a line, shared out among its shipments, invoices and cartons."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support import load_quantities

quantities = load_quantities()

units = some.integers(0, 10_000)


@pytest.mark.parametrize(
    ("total", "places", "shares"),
    [
        (7, [6, 4], [6, 1]),  # invoiced 6 and 4, received 7
        (10, [6, 4], [6, 4]),
        (12, [6, 4], [6, 4]),
        (0, [6, 4], [0, 0]),
        (-2, [6], [0]),
        (5, [], []),
        (5, [-3, 5], [0, 5]),
    ],
)
def test_places_are_filled_in_their_order(total, places, shares):
    assert quantities.allot(total, places) == shares


@given(total=units, places=some.lists(units, max_size=12))
def test_each_unit_is_allotted_once_and_no_place_overflows(total, places):
    shares = quantities.allot(total, places)
    assert sum(shares) == min(total, sum(places))
    assert all(0 <= share <= place for share, place in zip(shares, places, strict=True))


@given(total=units, places=some.lists(units, max_size=12))
def test_shortage_of_the_documents_is_that_of_the_line(total, places):
    shares = quantities.allot(total, places)
    short = [place - share for share, place in zip(shares, places, strict=True)]
    assert sum(short) == max(0, sum(places) - total)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [20, 20, 10], [4, 4, 2]),  # kits of four cups and a pot in three cartons
        (10, [40, 10], [8, 2]),
        (1, [1, 1, 1], [1, 0, 0]),
        (3, [0, 5], [0, 3]),
        (3, [0, 0], [0, 0]),
        (3, [], []),
    ],
)
def test_whole_units_are_spread_in_proportion(total, weights, shares):
    assert quantities.spread(total, weights) == shares


@given(total=units, weights=some.lists(some.floats(0, 1e6), min_size=1, max_size=12))
def test_what_is_spread_adds_up_and_follows_the_weights(total, weights):
    shares = quantities.spread(total, weights)
    whole = sum(weights)
    assert sum(shares) == (total if whole else 0)
    if whole:
        assert all(
            abs(share - total * weight / whole) < 1 + 1e-6
            for share, weight in zip(shares, weights, strict=True)
        )
