# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Files with returns notices, as Vendor Central and spreadsheets write them."""

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from tests.support import load_returns

returns = load_returns()

HEADER = "Request ID,Vendor Code,Warehouse,ASIN,EAN,Approved Quantity,Approved Refund,Currency"


def read(*rows, header=HEADER, encoding="utf-8"):
    return returns.read_notices("\n".join([header, *rows]).encode(encoding))


def test_rows_of_one_number_are_one_notice():
    (notice,) = read(
        "60112233445,ACRN1,PHX6,B07K1M9RXT,8806098286500,6,30.00,USD",
        "60112233445,ACRN1,PHX6,B07K1M9RXU,8806098286123,2,7.00,USD",
    )
    assert (notice.number, notice.centre, notice.currency) == ("60112233445", "PHX6", "USD")
    assert [item.units for item in notice.items] == [6, 2]
    assert [item.cost for item in notice.items] == [Decimal(5), Decimal("3.5")]


def test_notices_keep_the_order_of_the_file():
    notices = read("2,,,B07K1M9RXT,,1,,", "1,,,B07K1M9RXT,,1,,", "2,,,B07K1M9RXU,,3,,")
    assert [(notice.number, len(notice.items)) for notice in notices] == [("2", 2), ("1", 1)]


def test_header_stands_below_a_title():
    (notice,) = returns.read_notices(
        b"Returns of ACORN\n\nReturn ID;SKU;Quantity;Unit cost\n77120;KETTLE-1;4;12,50\n"
    )
    assert notice.items[0].sku == "KETTLE-1"
    assert notice.items[0].cost == Decimal("12.5")


def test_workbook_keeps_long_numbers_whole():
    book = Workbook()
    book.active.append(["Return ID", "ASIN", "Quantity", "Unit cost"])
    book.active.append([601122334455667, "B07K1M9RXT", 3, 4.25])
    content = io.BytesIO()
    book.save(content)
    (notice,) = returns.read_notices(content.getvalue())
    assert notice.number == "601122334455667"
    assert (notice.items[0].units, notice.items[0].cost) == (3, Decimal("4.25"))


def test_product_of_which_nothing_was_approved_does_not_come():
    (notice,) = read("1,,,B07K1M9RXT,,0,0,USD", "1,,,B07K1M9RXU,,2,8,USD")
    assert [item.asin for item in notice.items] == ["B07K1M9RXU"]


@pytest.mark.parametrize(
    ("amount", "cost"),
    [("30", 5), ("$30.00", 5), ("30,00", 5), ('"1,230.00"', 205), ("1.230,00 €", 205)],
)
def test_amounts_are_read_in_the_ways_of_several_countries(amount, cost):
    delimiter = ";" if "€" in amount or amount == "30,00" else ","
    header = HEADER.replace(",", delimiter)
    row = delimiter.join(["1", "", "", "B07K1M9RXT", "", "6", amount, ""])
    (notice,) = read(row, header=header)
    assert notice.items[0].cost == cost


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (",ACRN1,PHX6,B07K1M9RXT,,6,30,USD", "Row 2 has no number"),
        ("1,ACRN1,PHX6,,,6,30,USD", "Row 2: return 1 names no ASIN"),
        ("1,ACRN1,PHX6,B07K1M9RXT,,six,30,USD", "Row 2, quantity: six is no number"),
        ("1,ACRN1,PHX6,B07K1M9RXT,,2.5,30,USD", "2.5 is no whole number"),
        ("1,ACRN1,PHX6,B07K1M9RXT,,-2,30,USD", "-2 is no whole number"),
        ('1,ACRN1,PHX6,B07K1M9RXT,,6,"1,230",USD', "could be two numbers"),
    ],
)
def test_row_that_cannot_be_used_is_named(row, text):
    with pytest.raises(returns.ReturnsError, match=text):
        read(row)


def test_values_that_contradict_each_other_are_refused():
    with pytest.raises(returns.ReturnsError, match="Return 1 has several values"):
        read("1,,PHX6,B07K1M9RXT,,1,5,USD", "1,,PHX6,B07K1M9RXU,,1,5,EUR")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", b"\x89PNG\r\n\x1a\n\x00\x00", b"a,b\n1,2\n", HEADER.encode()],
)
def test_what_is_no_table_of_returns_is_refused_with_a_sentence(content):
    with pytest.raises(returns.ReturnsError):
        returns.read_notices(content)
