# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Dates, amounts and totals, in the forms in which they come."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader import RemittanceError, read_file  # noqa: E402
from acorn_iamazon_reader.cells import read_amount, read_date, to_text  # noqa: E402
from acorn_iamazon_reader.figures import Adjustment, resolve_adjustments  # noqa: E402
from acorn_iamazon_reader.records import PaymentLine  # noqa: E402

from .test_messages import ADVICE  # noqa: E402

DAY = date(2026, 11, 4)


@pytest.mark.parametrize(
    ("cell", "day_first"),
    [
        (DAY, None),
        (datetime(2026, 11, 4, 23, 59), None),
        ("46330", None),  # days since 30 December 1899, as workbooks count
        ("04-NOV-2026", None),
        ("Nov 4, 2026", None),
        ("November 4, 2026", None),
        ("11/04/2026", False),
        ("04/11/2026", True),
        ("04.11.2026", False),
        ("2026-11-04", None),
        ("20261104", None),
    ],
)
def test_every_form_of_a_date_is_the_same_day(cell, day_first):
    assert read_date(cell, day_first, "row 2, Date") == DAY


@pytest.mark.parametrize("cell", [None, "", " \u00a0"])
def test_empty_place_has_no_date(cell):
    assert read_date(cell, None, "row 2, Date") is None


@pytest.mark.parametrize("cell", ["40-NOV-2026", "04-NOX-2026", "Nox 4, 2026", "11/2026", "soon"])
def test_what_is_no_date_is_named_with_its_place(cell):
    with pytest.raises(RemittanceError, match=r"row 2, Date: .* is no date"):
        read_date(cell, None, "row 2, Date")


@pytest.mark.parametrize(
    ("cell", "mark", "amount"),
    [
        (12, ".", "12"),
        (12.5, ".", "12.5"),
        (Decimal("12.50"), ".", "12.50"),
        ("1,234.50", ".", "1234.50"),
        ("1.234,50", ",", "1234.50"),
        ("(12.00)", ".", "-12.00"),
        ("12,00-", ",", "-12.00"),
        ("−12.00", ".", "-12.00"),
        ("$ 1'234.50", ".", "1234.50"),
        ("", ".", "0"),
    ],
)
def test_every_form_of_an_amount_is_read(cell, mark, amount):
    assert read_amount(cell, mark, "row 2, Amount") == Decimal(amount)


@pytest.mark.parametrize("cell", ["none", "-", "1.2.3", "(,)"])
def test_what_is_no_amount_is_named_with_its_place(cell):
    with pytest.raises(RemittanceError, match=r"row 2, Amount: .* is no amount"):
        read_amount(cell, ".", "row 2, Amount")


def test_number_of_a_workbook_is_a_text_without_decimals():
    assert to_text(400100200.0) == "400100200"
    assert to_text(None) == ""


def make_item(number, paid):
    zero = Decimal(0)
    amount = Decimal(paid)
    return PaymentLine(1, number, DAY, "", amount, "USD", zero, zero, amount, zero)


@pytest.mark.parametrize(
    ("total", "paid", "adjusted"),
    [
        (90, [70, 30], -10),  # what is paid of an item is told before what is taken off
        (100, [80, 30], -10),  # after it: it is added back to its item
        (110, [70, 30], 10),  # with the other sign
    ],
)
def test_adjustments_are_read_so_that_the_lines_make_the_total(total, paid, adjusted):
    items = [make_item("A-1", 70), make_item("A-2", 30)]
    lines, amounts = resolve_adjustments(
        "400100200", Decimal(total), items, [Adjustment(0, Decimal(-10))]
    )
    assert [line.paid for line in lines] == paid
    assert amounts == [adjusted]
    assert sum(paid) + adjusted == total


def test_adjustments_that_explain_nothing_are_refused():
    with pytest.raises(RemittanceError, match="says 95, but its items make 70"):
        resolve_adjustments(
            "400100200", Decimal(95), [make_item("A-1", 70)], [Adjustment(0, Decimal(-10))]
        )


def test_advice_in_lines_of_text_with_a_total_is_read():
    text = ADVICE.replace(
        "<p>Amazon EU pays you.</p>\n<table>",
        "<p>Amazon EU pays<br>you.</p><script>x</script><table>",
    ).replace(
        "</table></body>", "<tr><td>Total</td><td>70.53</td><td>0.00</td></tr></table></body>"
    )
    (payment,), _source = read_file("advice.html", text.encode())
    assert payment.amount == Decimal("70.53")
    assert len(payment.lines) == 2


def test_advice_without_a_date_or_with_another_total_is_refused():
    undated = ADVICE.replace("20-NOV-2026", "")
    with pytest.raises(RemittanceError, match="400100200 has no payment date"):
        read_file("advice.html", undated.encode())
    other = ADVICE.replace("<td>70.53</td>", "<td>70.54</td>")
    with pytest.raises(RemittanceError, match=r"says 70\.54, but its lines"):
        read_file("advice.html", other.encode())
