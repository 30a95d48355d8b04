# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Central's export of remittances: two tables one above the other on one sheet, the payments
and their lines. Position, title rows and the names of some columns vary (readers of real files,
2024 to 2026): the tables are found by their headers."""

import csv
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeAlias

from .amounts import find_decimal_mark, read_amount, read_rate
from .cells import refuse_formula, to_text
from .dates import is_day_first, read_date
from .figures import check_payment
from .labels import find_name, get_english
from .records import Payment, PaymentLine, Refused, RemittanceError
from .status import read_status

# The cells of a row: texts in a CSV; numbers, dates and None as well in a workbook.
Row: TypeAlias = Sequence[object]

LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 200_000
# Of all sheets: some 70,000 lines of an export. More take memory and seconds that others need.
MOST_CELLS = 1_000_000
LONGEST_LINE = 1_000_000
MOST_COLUMNS = 60
MOST_SHEETS = 5
LONGEST_CELL = 10_000
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
        return _read_xlsx(content)
    return [_read_csv(decode(content))]


def decode(content: bytes) -> str:
    """:param content: a text file
    :return: its text, whatever of the usual encodings it is in
    :raise RemittanceError: when it is in none of them"""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RemittanceError("the text of the file cannot be read. Save it as UTF-8.")


def _read_csv(text: str) -> list[list[str]]:
    lines = io.StringIO(text)
    if any(len(line) > LONGEST_LINE for line in lines):
        raise RemittanceError(f"a line of the file has more than {LONGEST_LINE} characters.")
    lines.seek(0)
    header = next((line for line in lines if len(_find_names(_split(line))) > 1), "")
    delimiter = max(",;\t", key=header.count)
    lines.seek(0)
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            rows.append(row)
            cells += len(row)
            _refuse_more(len(rows), cells)
            if any(len(cell) > LONGEST_CELL for cell in row):
                raise RemittanceError(
                    f"row {len(rows)} has a cell of more than {LONGEST_CELL} characters: a "
                    "quotation mark may be missing."
                )
    except csv.Error as error:
        raise RemittanceError(
            f"row {len(rows) + 1} is no CSV ({error}): a quotation mark may be missing."
        ) from None
    return rows


def _refuse_more(rows: int, cells: int) -> None:
    """:raise RemittanceError: when these are more than anybody's remittances"""
    if rows > MOST_ROWS or cells > MOST_CELLS:
        raise RemittanceError(
            f"the file has more than {MOST_ROWS} rows or {MOST_CELLS} cells. Export fewer payments "
            "at once."
        )


def _split(line: str) -> list[str]:
    return re.split(r"[,;\t]", line.replace('"', ""))


def _find_names(row: Row) -> set[str]:
    return {name for name in map(find_name, row) if name}


def _read_xlsx(content: bytes) -> list[list[list[object]]]:
    """Formulas are read as such: their last value may be missing, which would count as nothing."""
    from openpyxl import load_workbook

    sheets: list[list[list[object]]] = []
    cells = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise RemittanceError("the workbook is too large when unpacked.")
        book = load_workbook(io.BytesIO(content), read_only=True)
        for sheet in book.worksheets[:MOST_SHEETS]:
            rows: list[list[object]] = []
            sheets.append(rows)
            for row in sheet.iter_rows(
                values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS
            ):
                rows.append(_cut(row))
                cells += len(rows[-1]) + 1  # an empty row takes its time too
                _refuse_more(len(rows), cells)
    except RemittanceError:
        raise
    except Exception:
        raise RemittanceError("the workbook is damaged. Export it again.") from None
    return sheets


def _cut(row: Row) -> list[object]:
    """:return: the row without the empty cells at its end, of which a damaged sheet has many"""
    filled = len(row)
    while filled and row[filled - 1] is None:
        filled -= 1
    return list(row[:filled])


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
    found: list[Payment | Refused] = []
    for number, same in by_number.items():
        for payment in same.values():
            payment.unread = payments.unread + lines.unread
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
    currency = to_text(table.get(row, "currency"))
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
        raise RemittanceError(f"row {index}: payment {number!r} is not in the table of payments.")
    where = f"row {index}"
    currency = to_text(table.get(row, "currency")) or payment.currency
    amounts = {
        name: read_amount(
            table.get(row, name), mark, f"{where}, {get_english(LINE_COLUMNS[name])}", currency
        )
        for name in AMOUNTS_OF_LINE
    }
    for name in ("number", "description", "kind", "reference", "original"):
        refuse_formula(table.get(row, name), f"{where}, {get_english(LINE_COLUMNS[name])}")
    document = to_text(table.get(row, "number"))
    if not document:
        raise RemittanceError(f"{where}: the Invoice Number is missing.")
    told = ("kind", "description", "reference", "original")
    texts = [to_text(table.get(row, name)) for name in told]
    payment.lines.append(
        PaymentLine(
            row=index,
            number=document,
            date=read_date(table.get(row, "date"), day_first, f"{where}, Invoice Date"),
            description=" ".join(filter(None, texts)),
            currency=currency,
            original=to_text(table.get(row, "original")),
            **amounts,
        )
    )
