# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Central's export of remittances: two tables one above the other on one sheet, the payments
and their lines. Position, title rows and the names of some columns vary (readers of real files,
2024 to 2026): the tables are found by their headers."""

import csv
import io
import zipfile

from .cells import find_decimal_mark, is_day_first, read_amount, read_date, to_text
from .records import Payment, PaymentLine, RemittanceError

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 200_000
ENCODINGS = ("utf-8-sig", "cp1252")

# our name -> names of the column, in lower case
PAYMENT_COLUMNS = {
    "number": ("payment number",),
    "date": ("payment date",),
    "currency": ("invoice currency",),
    "amount": ("amount in invoice currency",),
    "payment_currency": ("payment currency",),
    "payment_amount": ("amount in payment currency",),
    "status": ("payment status",),
}
LINE_COLUMNS = {
    "payment": ("payment number",),
    "number": ("invoice number",),
    "date": ("invoice date",),
    "description": ("description", "transaction description"),
    "kind": ("transaction type",),
    "invoice_amount": ("invoice amount",),
    "currency": ("invoice currency",),
    "withholding": ("withholding amount",),
    "discount": ("terms discount taken",),
    "paid": ("amount paid", "net amount paid"),
    "remaining": ("remaining amount",),
}
NEEDED_OF_PAYMENT = ("number", "date", "currency", "amount")
NEEDED_OF_LINE = ("payment", "number", "invoice_amount", "currency", "paid")


def read_spreadsheet(filename, content, day_first=None):
    """
    :param str filename: for the messages
    :param bytes content: CSV or XLSX
    :param day_first: whether ``03/04/2026`` is in April; the file's own dates decide first
    :return: a list of :class:`Payment`
    :raise RemittanceError: when the file is no such export, or contradicts itself
    """
    try:
        rows = _read_rows(content)
        payments_at, lines_at = _find_headers(rows)
        return _read_tables(rows, payments_at, lines_at, day_first)
    except RemittanceError as error:
        raise RemittanceError(f"{filename}: {error}") from None


# === ROWS === #


def _read_rows(content):
    if len(content) > LARGEST_FILE:
        raise RemittanceError("the file is larger than 20 MB. Export fewer payments at once.")
    if content.startswith(b"PK"):
        return _read_xlsx(content)
    if content.startswith(b"%PDF") or b"\x00" in content:
        raise RemittanceError("the file is neither CSV nor XLSX. Export to a spreadsheet.")
    return _read_csv(content)


def _read_csv(content):
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise RemittanceError("the text of the file cannot be read. Save it as UTF-8.")
    header = next((line for line in text.splitlines() if "payment number" in line.lower()), "")
    delimiter = max(",;\t", key=header.count)
    rows = []
    for row in csv.reader(io.StringIO(text), delimiter=delimiter):
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise RemittanceError(f"the file has more than {MOST_ROWS} rows.")
    return rows


def _read_xlsx(content):
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise RemittanceError("the workbook is too large when unpacked.")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = []
        for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1):
            rows.append(list(row))
    except RemittanceError:
        raise
    except Exception:
        raise RemittanceError("the workbook is damaged. Export it again.") from None
    if len(rows) > MOST_ROWS:
        raise RemittanceError(f"the file has more than {MOST_ROWS} rows.")
    return rows


# === TABLES === #


def _find_headers(rows):
    payments_at = lines_at = None
    for index, row in enumerate(rows):
        names = [to_text(cell).lower() for cell in row]
        if "payment number" in names and "payment date" in names and payments_at is None:
            payments_at = index
        if "payment number" in names and "invoice number" in names:
            lines_at = index
            break
    if payments_at is None or lines_at is None:
        missing = "payments (Payment Number, Payment Date, …)"
        if payments_at is not None:
            missing = "lines (Payment Number, Invoice Number, …)"
        raise RemittanceError(
            f"the table of {missing} is not there. Export remittances from Vendor Central: "
            "Payments, Remittance, Export to a spreadsheet."
        )
    return payments_at, lines_at


def _map_columns(row, columns, needed):
    names = {to_text(cell).lower(): place for place, cell in reversed(list(enumerate(row)))}
    places = {}
    for name, labels in columns.items():
        for label in labels:
            if label in names:
                places[name] = names[label]
    missing = [columns[name][0].title() for name in needed if name not in places]
    if missing:
        raise RemittanceError(f"the column {', '.join(missing)} is missing.")
    return places


class _Table:
    """The rows of one table, by the names of the columns."""

    def __init__(self, rows, first, last, columns, needed):
        self.places = _map_columns(rows[first], columns, needed)
        self.rows = [
            (index + 1, rows[index])
            for index in range(first + 1, last)
            if any(to_text(cell) for cell in rows[index])
        ]

    def get(self, row, name):
        place = self.places.get(name)
        return row[place] if place is not None and place < len(row) else None

    def get_all(self, names):
        return [self.get(row, name) for _index, row in self.rows for name in names]


def _read_tables(rows, payments_at, lines_at, day_first):
    payments = _Table(rows, payments_at, lines_at, PAYMENT_COLUMNS, NEEDED_OF_PAYMENT)
    lines = _Table(rows, lines_at, len(rows), LINE_COLUMNS, NEEDED_OF_LINE)
    told = is_day_first(payments.get_all(["date"]) + lines.get_all(["date"]))
    day_first = told if told is not None else bool(day_first)
    mark = find_decimal_mark(
        cell
        for cell in payments.get_all(["amount", "payment_amount"])
        + lines.get_all(["invoice_amount", "paid", "discount"])
        if isinstance(cell, str)
    )
    by_number = {}
    for index, row in payments.rows:
        _read_payment(payments, index, row, mark, day_first, by_number)
    for index, row in lines.rows:
        _read_line(lines, index, row, mark, day_first, by_number)
    _check_figures(by_number.values())
    return list(by_number.values())


def _read_payment(table, index, row, mark, day_first, by_number):
    number = to_text(table.get(row, "number"))
    if number.lower() == "payment number":
        # The export names payments of which it hides lines, in the second column of such a row.
        for hidden in to_text(row[1] if len(row) > 1 else "").split(","):
            if hidden.strip() in by_number:
                by_number[hidden.strip()].hides_lines = True
        return
    if not number or not to_text(table.get(row, "date")):
        return
    if number in by_number:
        raise RemittanceError(f"row {index}: payment {number} is there twice.")
    where = f"row {index}, payment {number}"
    currency = to_text(table.get(row, "currency"))
    amount = read_amount(table.get(row, "amount"), mark, f"{where}, Amount in Invoice Currency")
    payment_amount = table.get(row, "payment_amount")
    by_number[number] = Payment(
        number=number,
        date=read_date(table.get(row, "date"), day_first, f"{where}, Payment Date"),
        currency=currency,
        amount=amount,
        payment_currency=to_text(table.get(row, "payment_currency")) or currency,
        payment_amount=read_amount(payment_amount, mark, f"{where}, Amount in Payment Currency")
        if to_text(payment_amount)
        else amount,
        status=to_text(table.get(row, "status")),
    )


def _read_line(table, index, row, mark, day_first, by_number):
    number = to_text(table.get(row, "payment"))
    payment = by_number.get(number)
    if not payment:
        raise RemittanceError(f"row {index}: payment {number!r} is not in the table of payments.")
    where = f"row {index}"
    amounts = {
        name: read_amount(table.get(row, name), mark, f"{where}, {LINE_COLUMNS[name][0].title()}")
        for name in ("invoice_amount", "withholding", "discount", "paid", "remaining")
    }
    document = to_text(table.get(row, "number"))
    if not document:
        raise RemittanceError(f"{where}: the Invoice Number is missing.")
    texts = [to_text(table.get(row, name)) for name in ("kind", "description")]
    payment.lines.append(
        PaymentLine(
            row=index,
            number=document,
            date=read_date(table.get(row, "date"), day_first, f"{where}, Invoice Date"),
            description=" ".join(filter(None, texts)),
            currency=to_text(table.get(row, "currency")) or payment.currency,
            **amounts,
        )
    )


def _check_figures(payments):
    for payment in payments:
        foreign = {line.currency for line in payment.lines} - {payment.currency}
        if foreign:
            raise RemittanceError(
                f"payment {payment.number} is in {payment.currency}, but has lines in "
                f"{', '.join(sorted(foreign))}."
            )
