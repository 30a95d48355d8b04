# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every unit has one fate, and numbers that contradict each other are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support import load_quantities

quantities = load_quantities()
from acorn_iamazon_quantities import Break, Quantities, find_breaks  # noqa: E402


@some.composite
def histories(draw):
    """A line that was answered, shipped, received, invoiced and claimed, in any measure."""
    ordered = draw(some.integers(0, 1000))
    promised = draw(some.integers(0, ordered))
    shipped = draw(some.integers(0, promised))
    due = draw(some.integers(0, shipped))
    received = draw(some.integers(0, shipped))
    invoiced = draw(some.integers(0, shipped))
    return Quantities(
        ordered=ordered,
        promised=promised,
        back_ordered=draw(some.integers(0, promised)),
        is_answered=draw(some.booleans()),
        is_cancelled=draw(some.booleans()),
        to_ship=draw(some.integers(0, promised - shipped)),
        shipped=shipped,
        noticed=draw(some.integers(0, shipped)),
        due=due,
        received=received,
        invoiced=invoiced,
        credited=draw(some.integers(0, invoiced)),
        claimed=draw(some.integers(0, max(0, due - received))),
    )


@given(histories())
def test_every_ordered_unit_has_one_fate(line):
    if not line.is_answered:
        assert line.open == line.ordered
    else:
        back_ordered = 0 if line.is_cancelled else line.back_ordered
        assert line.ordered == (
            line.accepted + back_ordered + line.rejected + line.cancelled + line.open
        )


@given(histories())
def test_every_promised_unit_has_one_fate(line):
    assert line.promised == line.shipped + line.to_ship + line.given_up


@given(histories())
def test_every_shipped_unit_has_one_fate(line):
    assert line.shipped == line.received + line.on_the_way + max(0, line.due - line.received)


@given(histories())
def test_history_that_may_be_contradicts_itself_nowhere(line):
    assert find_breaks(line) == []


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ({"ordered": 4, "promised": 10}, Break("promised", "ordered")),
        ({"ordered": 10, "promised": 10, "shipped": 12}, Break("leaving", "promised")),
        ({"ordered": 9, "promised": 9, "shipped": 8, "to_ship": 2}, Break("leaving", "promised")),
        (
            {"ordered": 9, "promised": 9, "shipped": 8, "noticed": 9},
            Break("noticed", "shipped"),
        ),
        ({"ordered": 9, "promised": 9, "shipped": 8, "received": 9}, Break("received", "shipped")),
        ({"ordered": 9, "promised": 9, "shipped": 8, "invoiced": 9}, Break("to_pay", "kept")),
        (
            {"ordered": 9, "promised": 9, "shipped": 9, "returned": 2, "invoiced": 9},
            Break("to_pay", "kept"),
        ),
        ({"ordered": 9, "promised": 9, "shipped": 1, "returned": 2}, Break("returned", "shipped")),
        (
            {"ordered": 9, "promised": 9, "shipped": 9, "due": 9, "received": 7, "claimed": 3},
            Break("claimed", "missing"),
        ),
    ],
)
def test_contradiction_is_found(numbers, found):
    assert find_breaks(Quantities(is_answered=True, **numbers)) == [found]


def test_what_was_credited_need_not_have_been_shipped():
    line = Quantities(ordered=9, promised=9, shipped=8, invoiced=9, credited=1, is_answered=True)
    assert find_breaks(line) == []
