# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Dates, amounts and totals, in the forms in which they come."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader import (  # noqa: E402
    RemittanceError,
    dates,
    read_file,
)
from acorn_iamazon_reader.amounts import find_decimal_mark, read_amount, read_rate  # noqa: E402
from acorn_iamazon_reader.cells import to_text  # noqa: E402
from acorn_iamazon_reader.dates import is_day_first, read_date  # noqa: E402
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
        ("2026/11/04", None),
        ("2026.11.4", None),
        ("04-11-2026", True),
        ("04 Nov 2026", None),
        ("04-NOV-26", None),
        ("11/04/26", False),
        ("2026年11月4日", None),
        ("2026年11月04日 10:33", None),
        ("4. November 2026", None),
        ("04-novembre-2026", None),
        ("4 Kasım 2026", None),
        ("11/04/2026 10:33:00 AM", False),
        ("2026-11-04T10:33:00.000Z", None),
        ("04.11.2026 23:59", False),
        ("46330.75", None),
    ],
)
def test_every_form_of_a_date_is_the_same_day(cell, day_first):
    assert read_date(cell, day_first, "row 2, Date") == DAY


@pytest.mark.parametrize("cell", ["04/11/2026", "4-11-26", "11/04/2026 10:33"])
def test_date_that_could_be_two_days_waits_where_nobody_knows(cell):
    with pytest.raises(RemittanceError, match=r"row 2, Date: .* could be two days"):
        read_date(cell, None, "row 2, Date")


@pytest.mark.parametrize("cell", ["26/11/20", "26-11-20", "25/11/26", "26.11.20", "26/11/03"])
def test_date_that_could_begin_with_its_year_waits_where_no_other_tells(cell):
    with pytest.raises(RemittanceError, match=f"{cell}' could begin or end with its year"):
        is_day_first([cell, "2026-11-20", "26/11/26"])


@pytest.mark.parametrize("other", ["03/11/26", "25/11/2026", "03.11.26"])
def test_date_that_ends_with_its_year_tells_it_of_the_others(other):
    assert is_day_first(["25/11/26", other]) is True


def test_point_divides_a_date_that_ends_with_its_year():
    assert is_day_first(["25.11.26"]) is True


def test_date_that_can_be_one_day_only_needs_no_knowledge():
    assert read_date("11/11/2026", None, "row 2, Date") == date(2026, 11, 11)
    assert read_date("04.11.2026", None, "row 2, Date") == DAY
    for cell in ("25/11/2026", "11/25/2026"):
        assert read_date(cell, None, "row 2, Date") == date(2026, 11, 25)


@pytest.mark.parametrize("cell", [None, "", " \u00a0"])
def test_empty_place_has_no_date(cell):
    assert read_date(cell, None, "row 2, Date") is None


@pytest.mark.parametrize(
    "cell",
    ["40-NOV-2026", "04-NOX-2026", "Nox 4, 2026", "11/2026", "soon", "31/02/2026"],
)
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
        ("1 234,50", ",", "1234.50"),
        ("1\u202f234,50 €", ",", "1234.50"),
        ("12,34,567.50", ".", "1234567.50"),  # as India groups
        ("USD 12.00", ".", "12.00"),
        ("-US$12.00", ".", "-12.00"),
        ("R$ 1.234,56", ",", "1234.56"),
        ("-₹1,23,456.00", ".", "-123456.00"),
        ("1,234円", ".", "1234"),
        ("(12.00) CAD", ".", "-12.00"),
        ("–12.00", ".", "-12.00"),
        ("１２．５０", ".", "12.50"),
        ("USD\n12.50\t", ".", "12.50"),
        ("¥125,000", ".", "125000"),
        ("-¥1,544", ".", "-1544"),
        ("￥1,544", ".", "1544"),
        (29.470000000000002, ".", "29.47"),
        ("", ".", "0"),
    ],
)
def test_every_form_of_an_amount_is_read(cell, mark, amount):
    assert read_amount(cell, mark, "row 2, Amount") == Decimal(amount)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "none",
            "-",
            "1.2.3",
            "(,)",
            "4.00 CR",
            "1O0.00",
            "12a34.00",
            "1,50",
            "1,2345.00",
            "1 2.00",
        ),
        *("100\n200", "100\t200.00", "100 \r\n 200", "1,\n234.50", "100\u2028200", "100\x0b200"),
        *("1.5e3", "12²", "½", "-12.00-", "(12.00", "12.00 13.00", "1.", float("inf")),
        float("nan"),
    ],
)
def test_what_is_no_amount_is_named_with_its_place(cell):
    with pytest.raises(RemittanceError, match=r"row 2, Amount: .* is no amount"):
        read_amount(cell, ".", "row 2, Amount")


@pytest.mark.parametrize(
    ("cell", "currency", "sentence"),
    [
        ("€ 12.00", "USD", "is not in USD"),
        ("12.00 EUR", "USD", "is not in USD"),
        ("¥1200", "EUR", "is not in EUR"),
        ("C$ 12.00", "USD", "is not in USD"),
        ("US$12.00", "CAD", "is not in CAD"),
        ("MX$1,234.50", "USD", "is not in USD"),
        ("CN¥12.00", "JPY", "is not in JPY"),
        ("12.345", "USD", "more decimals than USD has"),
        (12.345, "USD", "more decimals than USD has"),
        ("12.5", "JPY", "more decimals than JPY has"),
    ],
)
def test_amount_that_contradicts_its_currency_is_refused(cell, currency, sentence):
    with pytest.raises(RemittanceError, match=f"row 2, Amount: .*{sentence}"):
        read_amount(cell, ".", "row 2, Amount", currency)


@pytest.mark.parametrize(
    ("cell", "mark", "rate"), [("0,91", ".", "0.91"), ("1.0834", ",", "1.0834")]
)
def test_rate_has_its_own_decimal_mark(cell, mark, rate):
    assert read_rate(cell, mark, "row 2, Rate") == Decimal(rate)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["1,234", "12.50"], "."),
        (["1.234", "12,5"], ","),
        (["1.234,50"], ","),
        (["1,234,567"], "."),
        (["0.750"], "."),
        (["1234,500"], ","),
        (["12", 13.5], "."),
    ],
)
def test_decimal_mark_is_told_by_the_amounts(cells, mark):
    assert find_decimal_mark([(cell, "USD") for cell in cells]) == mark


@pytest.mark.parametrize("cell", ["1,234", "1.234", "13.750", "-1.234", "$ 1,234"])
def test_thousand_or_fraction_waits_when_nothing_tells(cell):
    with pytest.raises(RemittanceError, match="could be a thousand or a fraction"):
        find_decimal_mark([(cell, "USD")])


@pytest.mark.parametrize("cell", ["¥125,000", "-¥1,544", "￥1,544", "1.234"])
def test_currency_without_decimals_has_no_fractions_to_doubt(cell):
    mark = find_decimal_mark([(cell, "JPY")])
    assert read_amount(cell, mark, "row 2", "JPY") == int("".join(filter(str.isdigit, cell))) * (
        -1 if cell.startswith("-") else 1
    )


def test_two_ways_of_writing_in_one_file_are_refused():
    with pytest.raises(RemittanceError, match=r"'1\.50' and '1,50' are written in two"):
        find_decimal_mark([("1,50", "USD"), ("1.50", "USD")])


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
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert payment.amount == Decimal("70.53")
    assert len(payment.lines) == 2


@pytest.fixture
def in_march(monkeypatch):
    """The file is read on 10 March 2026."""
    monkeypatch.setattr(dates, "get_today", lambda: date(2026, 3, 10))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["03/02/2026", "02/08/2026"], False),  # 2 August lies ahead: it is 8 February
        (["03/02/2026", "08/02/2026"], True),
        (["02/08/26"], False),
        (["03/02/2026", "03/04/2026"], None),  # 3 April may be announced
        (["03/02/2026", "02/03/2026"], None),  # each is past both ways
        (["02/08/2026", "08/02/2026"], None),  # each way one of them lies ahead
        (["05/08/2025", "08/02/2025"], None),
        (["02.08.2026"], None),  # points have the day first anyhow
        (["02/08/2026", "28/02/2026"], True),  # what a day above 12 tells goes first
    ],
)
def test_days_that_lie_ahead_one_way_only_speak_for_the_other(in_march, cells, told):
    assert is_day_first(cells) is told


def test_whole_file_is_read_so_that_it_lies_in_the_past(in_march):
    text = ADVICE.replace("20-NOV-2026", "02/08/2026").replace("05-MAR-2026", "03/02/2026")
    for day_first in (True, False, None):
        (payment,), _source, _refused = read_file("advice.html", text.encode(), day_first)
        assert payment.date == date(2026, 2, 8)
        assert {line.date for line in payment.lines} == {date(2026, 3, 2)}


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1<br>234.00", None),
        ("<p>1</p><p>234.00</p>", None),
        ("<div>1</div>234.00", None),
        ("<ul><li>1</li><li>234.00</li></ul>", None),
        ("100.00<br>", "100.00"),
        ("<p>100.00</p>", "100.00"),
        ("<div><span>1,2</span><b>34.00</b></div>", "1234.00"),
        ("1,234<sup></sup>.00", "1234.00"),
    ],
)
def test_amounts_above_each_other_in_a_cell_are_not_one_and_inline_parts_are(cell, amount):
    text = ADVICE.replace("<td>100.00</td>", f"<td>{cell}</td>")
    text = text.replace("<td>70.53</td>", "<td></td>")
    if not amount:
        with pytest.raises(RemittanceError, match="is no amount"):
            read_file("advice.html", text.encode())
        return
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert payment.lines[0].paid == Decimal(amount)


def test_cell_over_several_columns_keeps_those_behind_it_in_their_place():
    text = ADVICE.replace(
        "<td>05-MAR-2026</td><td>4A7Q2KXV/PO/</td><td>100.00</td>",
        "<td colspan='2'>05-MAR-2026</td><td>100.00</td>",
    )
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert [str(line.paid) for line in payment.lines] == ["100.00", "-29.47"]


@pytest.mark.parametrize("line", ["<p>{}</p>", "<div>{}</div>", "{}<br>", "<li>{}</li>"])
def test_each_line_of_a_head_is_one_whatever_element_makes_it(line):
    head = ("Payment number: 400100200", "Payment date: 20-NOV-2026", "Payment currency: USD")
    head += ("Payment amount: 70.53",)
    _before, _table, lines = ADVICE.partition("</table>\n<table>")
    text = f"<html><body><div>{''.join(map(line.format, head))}</div><table>{lines}"
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert (payment.number, payment.date) == ("400100200", date(2026, 11, 20))
    assert (payment.currency, payment.amount) == ("USD", Decimal("70.53"))


def test_number_that_is_wrapped_in_its_cell_is_one_number():
    text = ADVICE.replace("<td>A-2SC</td>", "<td>A-<br>2SC</td>")
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert payment.lines[1].number == "A-2SC"


@pytest.mark.parametrize("year", ["2062", "1991"])
def test_payment_of_another_age_than_its_documents_is_refused(year):
    other = ADVICE.replace("20-NOV-2026", f"20-NOV-{year}", 1)
    with pytest.raises(RemittanceError, match=f"is of {year}-11-20, but its documents"):
        read_file("advice.html", other.encode())


def test_advice_without_a_date_or_with_another_total_is_refused():
    undated = ADVICE.replace("20-NOV-2026", "")
    with pytest.raises(RemittanceError, match="400100200 has no payment date"):
        read_file("advice.html", undated.encode())
    other = ADVICE.replace("<td>70.53</td>", "<td>70.54</td>")
    with pytest.raises(RemittanceError, match=r"says 70\.54, but its lines"):
        read_file("advice.html", other.encode())


def make_spanned(*rows):
    before, _headings, after = ADVICE.partition("<tr><td>A-1")
    _lines, end, rest = after.partition("</table>")
    lines = "".join(f"<tr>{row}<td>0.00</td></tr>" for row in rows)
    return f"{before}{lines}{end}{rest}"


@pytest.mark.parametrize("span", ["2", "0"])
def test_cell_over_several_rows_counts_in_each_of_them(span):
    text = make_spanned(
        f"<td>A-1</td><td rowspan='{span}'>05-MAR-2026</td><td>4A7Q2KXV/PO/</td><td>100.00</td>",
        "<td>A-2SC</td><td>Shortage</td><td>-29.47</td>",
    )
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert [line.date for line in payment.lines] == [date(2026, 3, 5)] * 2
    assert [(line.number, str(line.paid)) for line in payment.lines] == [
        ("A-1", "100.00"),
        ("A-2SC", "-29.47"),
    ]


def test_line_that_takes_several_rows_is_one_line():
    text = make_spanned(
        "<td rowspan='2'>A-1</td><td rowspan='2'>05-MAR-2026</td><td>4A7Q2KXV/PO/</td>"
        "<td rowspan='2'>100.00</td>",
        "<td>and what follows</td>",
        "<td>A-2SC</td><td>05-MAR-2026</td><td>Shortage</td><td>-29.47</td>",
    )
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert [str(line.paid) for line in payment.lines] == ["100.00", "-29.47"]


def test_number_over_several_rows_has_an_amount_in_each():
    text = make_spanned(
        "<td rowspan='2'>A-1</td><td>05-MAR-2026</td><td>4A7Q2KXV/PO/</td><td>100.00</td>",
        "<td>05-MAR-2026</td><td>Shortage</td><td>-29.47</td>",
    )
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert [(line.number, str(line.paid)) for line in payment.lines] == [
        ("A-1", "100.00"),
        ("A-1", "-29.47"),
    ]


def test_one_amount_of_several_documents_is_refused():
    text = make_spanned(
        "<td>A-1</td><td>05-MAR-2026</td><td>4A7Q2KXV/PO/</td><td rowspan='2'>70.53</td>",
        "<td>A-2SC</td><td>05-MAR-2026</td><td>Shortage</td>",
    )
    with pytest.raises(RemittanceError, match="one amount of several documents"):
        read_file("advice.html", text.encode())


def test_headings_of_two_rows_are_headings_of_one_table():
    headings, last = "<tr><th>Invoice Number</th>", "<th>Amount Remaining</th></tr>"
    before, _row, after = ADVICE.partition(headings)
    row, _last, lines = after.partition(last)
    row = f"{headings}{row}".replace("<th>", "<th rowspan='2'>")
    text = f"{before}{row}<th>Amount</th></tr><tr><th>Remaining</th></tr>{lines}"
    (payment,), _source, _refused = read_file("advice.html", text.encode())
    assert [str(line.paid) for line in payment.lines] == ["100.00", "-29.47"]
