# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What falls out between two steps is the difference of the steps: no unit is told twice."""

import pytest
from hypothesis import given

from .test_fate import histories, quantities

Way, add_up = quantities.Way, quantities.add_up
Quantities = quantities.Quantities


def count(**numbers):
    return Way(Quantities(is_answered=True, **numbers), price=2.0).count()


@given(histories())
def test_ordered_less_what_falls_out_is_accepted(line):
    way = Way(line, price=1.0).count()
    if line.is_answered:
        left = way["ordered"] - way["open"] - way["rejected"] - way["cancelled"]
        assert left == pytest.approx(way["accepted"])


@given(histories())
def test_accepted_less_what_falls_out_is_shipped(line):
    way = Way(line, price=1.0).count()
    if not line.is_cancelled:
        assert way["accepted"] - way["to_ship"] - way["given_up"] == pytest.approx(way["shipped"])


@given(histories())
def test_shipped_less_what_falls_out_is_received(line):
    way = Way(line, price=1.0).count()
    if line.due >= line.received:
        left = way["shipped"] - way["on_the_way"] - way["missing"]
        assert left == pytest.approx(way["received"])


def test_what_belongs_to_other_invoices_is_not_given_up():
    line = Quantities(ordered=10, promised=10, is_answered=True, shipped=4)
    way = Way(line, price=1.0, elsewhere=6).count()
    assert (way["elsewhere"], way["given_up"]) == (6, 0)


def test_invoiced_and_not_received_is_seen():
    way = count(ordered=5, promised=5, shipped=5, due=5, received=4, invoiced=5)
    assert (way["missing"], way["not_received"], way["not_invoiced"]) == (1, 1, 0)


def test_money_is_units_by_the_price_of_each_line():
    lines = [Quantities(ordered=5, is_answered=True), Quantities(ordered=2, is_answered=True)]
    total = add_up([Way(lines[0], price=2.0), Way(lines[1], price=10.0)])
    assert (total["ordered"].units, total["ordered"].amount) == (7, 30.0)
    assert total["rejected"].amount == 30.0
