# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Files with returns notices, as Vendor Central and spreadsheets write them."""

import io
import zipfile
from datetime import date, datetime
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


def read_book(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return returns.read_notices(content.getvalue())


def test_workbook_keeps_long_numbers_whole():
    (notice,) = read_book(
        ["Return ID", "ASIN", "Quantity", "Unit cost"], [601122334455667, "B07K1M9RXT", 3, 4.25]
    )
    assert notice.number == "601122334455667"
    assert (notice.items[0].units, notice.items[0].cost) == (3, Decimal("4.25"))


def test_product_of_which_nothing_was_approved_does_not_come():
    (notice,) = read("1,,,B07K1M9RXT,,0,0,USD", "1,,,B07K1M9RXU,,2,8,USD")
    assert [item.asin for item in notice.items] == ["B07K1M9RXU"]


def test_code_that_a_spreadsheet_made_a_number_with_a_fraction_is_whole_again():
    (notice,) = read_book(["Return ID", "EAN", "Quantity"], [77120.0, 8806098286500.0, 3.0])
    assert (notice.number, notice.items[0].sku) == ("77120", "8806098286500")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (datetime(2026, 3, 4, 17, 30), date(2026, 3, 4)),
        (date(2026, 3, 4), date(2026, 3, 4)),
        ("2026-03-04T08:00:00Z", date(2026, 3, 4)),
        ("2026-02-30", None),
        ("03/04/2026", None),
    ],
)
def test_day_is_read_where_it_can_be_one_day_only(cell, day):
    # Straight from the cell: a workbook gives every date back with a time.
    assert returns.reading._read_day(cell) == day


def test_day_of_a_workbook_is_that_of_the_notice():
    (notice,) = read_book(
        ["Return ID", "ASIN", "Quantity", "Ship date"],
        [77120, "B07K1M9RXT", 3, datetime(2026, 3, 4, 17, 30)],
    )
    assert notice.day == date(2026, 3, 4)


def test_rows_without_anything_are_passed_over():
    (notice,) = read("1,,,B07K1M9RXT,,2,8,USD", ",,,,,,,", " , ,,,,,,", "1,,,B07K1M9RXU,,3,9,USD")
    assert [item.units for item in notice.items] == [2, 3]


def test_text_saved_in_the_ways_of_excel_is_read():
    header = "Return ID\tSKU\tQuantity\tTitle"
    row = "77120\tKETTLE-1\t4\tBouilloire \u00e9lectrique"
    for encoding in ("utf-16", "cp1252", "utf-8-sig"):
        (notice,) = read(row, header=header, encoding=encoding)
        assert notice.items[0].name == "Bouilloire \u00e9lectrique"


def test_amount_with_several_commas_has_thousands():
    (notice,) = read('1,,,B07K1M9RXT,,2,"2,460,000",JPY')
    assert notice.items[0].cost == Decimal(1_230_000)


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


def refuse(content):
    with pytest.raises(returns.ReturnsError) as caught:
        returns.read_notices(content)
    return str(caught.value)


def test_table_without_a_product_names_the_column():
    assert "ASIN, or one with your SKU or EAN" in refuse(b"Return ID,Quantity\n1,2\n")


def test_table_without_rows_has_no_return():
    assert refuse(HEADER.encode()) == "The file has no row with a return."


def test_bytes_that_are_no_text_say_how_to_save_them():
    assert "Save it as UTF-8" in refuse(HEADER.encode() + b"\n1,\x81\x8d,,B07K1M9RXT,,1,,\n")


def test_cell_that_no_csv_can_hold_is_named_by_its_row():
    before = returns.cells.csv.field_size_limit(200)
    try:
        sentence = refuse(f"{HEADER}\n1,{'x' * 201}\n".encode())
    finally:
        returns.cells.csv.field_size_limit(before)
    assert sentence.startswith("Row 2 is no CSV")


def test_damaged_workbook_is_to_be_downloaded_again():
    assert refuse(b"PK\x03\x04broken") == "The workbook is damaged. Download it again."


def test_quantity_without_end_is_no_number():
    # 1E999 in a workbook is no error of its reader's.
    with pytest.raises(returns.ReturnsError, match="Row 2, quantity: inf is no number"):
        returns.reading.read_number(float("inf"), "Row 2, quantity")


def test_file_larger_than_anybodys_returns_is_not_opened():
    assert "larger than 10 MB" in refuse(b"x" * (returns.cells.LARGEST_FILE + 1))


def test_file_with_more_rows_than_anybodys_returns_is_refused():
    rows = "1,,,B07K1M9RXT,,1,,\n" * (returns.cells.MOST_ROWS + 10)
    assert f"more than {returns.cells.MOST_ROWS} rows" in refuse(f"{HEADER}\n{rows}".encode())


def test_workbook_that_swells_when_it_is_unpacked_is_not_read(monkeypatch):
    monkeypatch.setattr(returns.cells, "LARGEST_UNPACKED", 1000)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 1001)
    assert "too large when it is unpacked" in refuse(content.getvalue())
