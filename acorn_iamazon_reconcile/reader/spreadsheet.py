# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Central's export of remittances: two tables one above the other on one sheet, the payments
and their lines. Position, title rows and the names of some columns vary (readers of real files,
2024 to 2026): the tables are found by their headers."""

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from .amounts import find_decimal_mark, read_amount, read_rate
from .cells import quote, refuse_formula, to_text
from .dates import is_day_first, read_date
from .figures import check_payment
from .labels import find_name, get_english
from .limits import (
    LONGEST_LINE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    MOST_PAYMENTS,
    MOST_ROWS,
    Measure,
    make_long_cell_error,
    refuse_long,
    refuse_more,
)
from .records import Payment, PaymentLine, Refused, RemittanceError
from .status import read_status
from .workbook import read_workbook

# The cells of a row: texts in a CSV; numbers, dates and None as well in a workbook.
Row: TypeAlias = Sequence[object]

ENCODINGS = ("utf-8-sig", "cp1252")

PAYMENT_COLUMNS = {
    "number": "payment_number",
    "date": "payment_date",
    "currency": "invoice_currency",
    "amount": "amount",
    "payment_currency": "payment_currency",
    "payment_amount": "payment_amount",
    "rate": "rate",
    "status": "status",
    "void_reason": "void_reason",
    "type": "payment_type",
}
LINE_COLUMNS = {
    "payment": "payment_number",
    "number": "invoice_number",
    "date": "invoice_date",
    "description": "description",
    "kind": "kind",
    "reference": "reference",
    "original": "original",
    "invoice_amount": "invoice_amount",
    "currency": "invoice_currency",
    "withholding": "withholding",
    "discount": "discount",
    "paid": "paid",
    "remaining": "remaining",
}
# By number, and currency: two of Amazon's companies may use one number.
ByNumber = dict[str, dict[str, Payment]]
NEEDED_OF_PAYMENT = ("number", "date", "currency", "amount")
AMOUNTS_OF_LINE = ("invoice_amount", "withholding", "discount", "paid", "remaining")
TEXTS_OF_LINE = ("number", "kind", "description", "reference", "original")
NEEDED_OF_LINE = ("payment", "number", "invoice_amount", "currency", "paid")


def read_spreadsheet(content: bytes, day_first: bool | None = False) -> list[Payment | Refused]:
    """
    :param content: CSV or XLSX
    :param day_first: whether ``03/04/2026`` is in April, None when nobody knows; the file's own
        dates decide first
    :return: the payments, in the order of the file, then those that cannot be used
    :raise RemittanceError: when the file is no such export
    """
    payments_at = None
    for rows in _list_sheets(content):
        payments_at, lines_at = _find_headers(rows)
        if payments_at is not None and lines_at is not None:
            return _read_tables(rows, payments_at, lines_at, day_first)
    missing = "payments (Payment Number, Payment Date, …)"
    if payments_at is not None:
        missing = "lines (Payment Number, Invoice Number, …)"
    raise RemittanceError(
        f"the table of {missing} is not there. Export remittances from Vendor Central: "
        "Payments, Remittance, Export to a spreadsheet."
    )


# === ROWS === #


def _list_sheets(content: bytes) -> Sequence[Sequence[Row]]:
    """:return: the rows of each sheet; a CSV has one"""
    if content.startswith(b"PK"):
        return read_workbook(content)
    return [_read_csv(decode(content))]


def decode(content: bytes) -> str:
    """:param content: a text file
    :return: its text, whatever of the usual encodings it is in
    :raise RemittanceError: when it is in none of them"""
    encodings: tuple[str, ...] = ENCODINGS
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            encodings = (encoding,)
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RemittanceError("the text of the file cannot be read. Save it as UTF-8.")


def _read_csv(text: str) -> list[list[str]]:
    refuse_more(text.count("\n"), MOST_ROWS, "rows")
    if any(len(line) > LONGEST_LINE for line in io.StringIO(text)):
        raise RemittanceError(
            f"a line of the file has more than {LONGEST_LINE:,} characters. Export it again."
        )
    delimiter = _find_delimiter(text)
    rows: list[list[str]] = []
    measure = Measure()
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            rows.append(row)
            measure.take(row)
    except csv.Error as error:
        if "field limit" in str(error):  # the process' own: Odoo sets it, and not everywhere
            raise make_long_cell_error(len(rows) + 1) from error
        raise RemittanceError(
            f"row {len(rows) + 1} is no CSV ({error}): a quotation mark may be missing."
        ) from None
    return rows


def _find_delimiter(text: str) -> str:
    """:return: what divides the cells of the headings"""
    cells = 0
    for line in io.StringIO(text):
        if "," in line or ";" in line or "\t" in line:
            parts = _split(line)
            cells += len(parts)
            refuse_more(cells, MOST_CELLS, "cells")
            if len(_find_names(parts)) > 1:
                return max(",;\t", key=line.count)
    return ","


def _split(line: str) -> list[str]:
    return re.split(r"[,;\t]", line.replace('"', ""))


def _find_names(row: Row) -> set[str]:
    return {name for name in map(find_name, row) if name}


# === TABLES === #


def _find_headers(rows: Sequence[Row]) -> tuple[int | None, int | None]:
    payments_at = lines_at = None
    for index, row in enumerate(rows):
        names = _find_names(row)
        if {"payment_number", "payment_date"} <= names and payments_at is None:
            payments_at = index
        if {"payment_number", "invoice_number"} <= names:
            lines_at = index
            break
    return payments_at, lines_at


def _map_columns(
    row: Row, columns: Mapping[str, str], needed: Iterable[str]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """:return: ({our name: place}, the labels that mean nothing here)
    :raise RemittanceError: naming the missing columns and those that were found"""
    refuse_more(
        sum(1 for cell in row if to_text(cell)),
        MOST_COLUMNS,
        "columns",
        "Export it again from Vendor Central, without columns of your own.",
    )
    found: dict[str, int] = {}
    unread = []
    for place, cell in enumerate(row):
        name = find_name(cell)
        if name and name in found:
            raise RemittanceError(f"the column {to_text(cell)} is there twice.")
        if name and name in columns.values():
            found[name] = place
        elif to_text(cell):
            unread.append(to_text(cell))
    places = {ours: found[name] for ours, name in columns.items() if name in found}
    missing = [get_english(columns[name]) for name in needed if name not in places]
    if missing:
        known = f" Unknown: {', '.join(unread)}." if unread else ""
        raise RemittanceError(f"the column {', '.join(missing)} is missing.{known}")
    return places, tuple(unread)


class _Table:
    """The rows of one table, by the names of the columns."""

    def __init__(
        self,
        rows: Sequence[Row],
        first: int,
        last: int,
        columns: Mapping[str, str],
        needed: Iterable[str],
    ) -> None:
        self.places, self.unread = _map_columns(rows[first], columns, needed)
        self.rows = [
            (index + 1, rows[index])
            for index in range(first + 1, last)
            if any(to_text(cell) for cell in rows[index])
        ]

    def get(self, row: Row, name: str) -> object:
        """:return: the cell of that column; None where the row or the table has none"""
        place = self.places.get(name)
        return row[place] if place is not None and place < len(row) else None

    def get_all(self, names: Collection[str]) -> list[object]:
        """:return: the cells of those columns, row by row"""
        return [self.get(row, name) for _index, row in self.rows for name in names]

    def get_amounts(self, names: Collection[str], currency: str) -> list[tuple[object, str]]:
        """
        :param currency: the column with the currency of these amounts
        :return: the cells of those columns, row by row, with their currency"""
        return [
            (self.get(row, name), to_text(self.get(row, currency)))
            for _index, row in self.rows
            for name in names
        ]


def _read_tables(
    rows: Sequence[Row], payments_at: int, lines_at: int, day_first: bool | None
) -> list[Payment | Refused]:
    payments = _Table(rows, payments_at, lines_at, PAYMENT_COLUMNS, NEEDED_OF_PAYMENT)
    lines = _Table(rows, lines_at, len(rows), LINE_COLUMNS, NEEDED_OF_LINE)
    refuse_more(len(payments.rows), MOST_PAYMENTS, "payments")
    refuse_more(len(lines.rows), MOST_LINES, "lines")
    told = is_day_first(payments.get_all(["date"]) + lines.get_all(["date"]))
    day_first = told if told is not None else day_first
    mark = find_decimal_mark(
        [
            *payments.get_amounts(["amount"], "currency"),
            *payments.get_amounts(["payment_amount"], "payment_currency"),
            *lines.get_amounts(AMOUNTS_OF_LINE, "currency"),
        ]
    )
    by_number: ByNumber = {}
    refused: dict[str, str] = {}
    for table, name, read in ((payments, "number", _read_payment), (lines, "payment", _read_line)):
        for index, row in table.rows:
            number = to_text(table.get(row, name))
            if number in refused:
                continue  # one reason is enough
            try:
                read(table, index, row, mark, day_first, by_number)
            except RemittanceError as error:
                refused[number] = str(error)
    refuse_more(len(by_number.keys() | refused.keys()), MOST_PAYMENTS, "payments")
    found: list[Payment | Refused] = []
    unread = payments.unread + lines.unread
    for number, same in by_number.items():
        for payment in same.values():
            payment.unread = unread
            try:
                check_payment(payment)
            except RemittanceError as error:
                refused.setdefault(number, str(error))
        found += same.values() if number not in refused else ()
    return [*found, *(Refused(number, reason) for number, reason in refused.items())]


def _read_payment(
    table: _Table, index: int, row: Row, mark: str, day_first: bool | None, by_number: ByNumber
) -> None:
    number = to_text(table.get(row, "number"))
    if find_name(number) == "payment_number":
        # The export names payments of which it hides lines, in the second column of such a row.
        for hidden in to_text(row[1] if len(row) > 1 else "").split(","):
            for payment in by_number.get(hidden.strip(), {}).values():
                payment.hides_lines = True
        return
    if not number:
        return
    where = f"row {index}, payment {number}"
    day = read_date(table.get(row, "date"), day_first, f"{where}, Payment Date")
    if not day:
        return
    refuse_long(number, where)
    currency = to_text(table.get(row, "currency"))
    refuse_long(currency, where)
    same = by_number.setdefault(number, {})
    if currency in same:
        raise RemittanceError(f"row {index}: payment {number} is there twice.")
    paid_in = to_text(table.get(row, "payment_currency")) or currency
    amount = payment_amount = read_amount(
        table.get(row, "amount"), mark, f"{where}, Amount in Invoice Currency", currency
    )
    if to_text(cell := table.get(row, "payment_amount")):
        payment_amount = read_amount(cell, mark, f"{where}, Amount in Payment Currency", paid_in)
    same[currency] = Payment(
        number=number,
        date=day,
        currency=currency,
        amount=amount,
        payment_currency=paid_in,
        payment_amount=payment_amount,
        status=_get_status(table, row),
        rate=read_rate(table.get(row, "rate"), mark, f"{where}, Exchange Rate"),
    )


def _get_status(table: _Table, row: Row) -> str:
    """:return: the status; with the reason of a voiding, where the two contradict each other"""
    status, reason = (to_text(table.get(row, name)) for name in ("status", "void_reason"))
    if not reason or read_status(status) == "voided":
        return status
    return f"{status}, {reason}"


def _read_line(
    table: _Table, index: int, row: Row, mark: str, day_first: bool | None, by_number: ByNumber
) -> None:
    number = to_text(table.get(row, "payment"))
    same = by_number.get(number, {})
    payment = same.get(to_text(table.get(row, "currency")))
    if not payment and len(same) == 1:
        (payment,) = same.values()
    if not payment:
        raise RemittanceError(
            f"row {index}: payment {quote(number)} is not in the table of payments."
        )
    where = f"row {index}"
    currency = to_text(table.get(row, "currency")) or payment.currency
    amounts = {
        name: read_amount(
            table.get(row, name), mark, f"{where}, {get_english(LINE_COLUMNS[name])}", currency
        )
        for name in AMOUNTS_OF_LINE
    }
    texts = {name: to_text(table.get(row, name)) for name in TEXTS_OF_LINE}
    for name, text in texts.items():
        refuse_formula(text, f"{where}, {get_english(LINE_COLUMNS[name])}")
    if not texts["number"]:
        raise RemittanceError(f"{where}: the Invoice Number is missing.")
    for text in (texts["number"], texts["original"], currency):
        refuse_long(text, where)
    payment.lines.append(
        PaymentLine(
            row=index,
            number=texts["number"],
            date=read_date(table.get(row, "date"), day_first, f"{where}, Invoice Date"),
            description=" ".join(filter(None, map(texts.__getitem__, TEXTS_OF_LINE[1:]))),
            currency=currency,
            original=texts["original"],
            **amounts,
        )
    )
