# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittance advice as an e-mail, in HTML or plain text: lines of header (``Payment number: …``)
and a table of lines, also several payments one after the other, in English and Turkish as seen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from .amounts import find_decimal_mark, read_amount
from .cells import quote, to_text
from .dates import is_day_first, read_date
from .figures import check_payment, check_total
from .labels import find_name, fold
from .limits import MOST_LINES, MOST_PAYMENTS, refuse_long, refuse_more
from .markup import Row, Spanned, list_rows
from .records import Payment, PaymentLine, Refused, RemittanceError, read_each
from .sources import Source, add_source

HEADER = ("payment_number", "payment_date", "payment_currency", "payment_total")
NEEDED = ("invoice_number", "paid")
AMOUNTS = ("paid", "discount", "remaining", "withholding")
BEGINNING = re.compile(r"<(!doctype|html|table|div|body|head|p|meta)\b", re.IGNORECASE)
TOTALS = ("total", "toplam", "gesamt", "summe", "totale")


# The texts of a row by our names of the columns.
Record: TypeAlias = dict[str | None, str]


@dataclass
class _Draft:
    """A payment as it stands in the text: header lines by our names, and a table."""

    header: dict[str, str]
    columns: list[str | None]
    rows: list[Row] = field(default_factory=list)


def read_html(text: str, day_first: bool | None = False) -> list[Payment | Refused]:
    """
    :param text: an HTML page or the body of an e-mail
    :param day_first: whether ``03/04/2026`` is in April, None when nobody knows; the text's own
        dates decide first
    :return: the payments, in the order of the text; in place of one whose total is not what its
        lines make, and the like, why it cannot be used
    :raise RemittanceError: when it is no advice
    """
    drafts = _collect(list_rows(text))
    if not drafts:
        raise RemittanceError(
            "the text has no payment number with a table of invoices; it is no remittance advice."
        )
    numbers = [draft.header["payment_number"] for draft in drafts]
    return read_each(numbers, lambda place: _make_payment(drafts[place], day_first))


def _is_advice(text: str) -> bool:
    """:return: whether it is HTML, or a plain text that begins with the lines of an advice"""
    lines = text[:5000].splitlines()
    names = {find_name(line.partition(":")[0]) for line in lines if ":" in line}
    return bool(BEGINNING.match(text)) or "payment_number" in names


def _collect(rows: Sequence[Row]) -> list[_Draft]:
    """:return: a draft for each payment"""
    drafts: list[_Draft] = []
    header: dict[str, str] = {}
    columns: list[str | None] = []
    for row in rows:
        names = [find_name(cell) for cell in row]
        if all(name in names for name in NEEDED):
            if columns and all(type(row[names.index(name)]) is Spanned for name in NEEDED):
                # The second row of the same headings.
                columns = drafts[-1].columns = names
                continue
            if not header and names == columns:
                continue  # the headings again, as on each page of a long table
            columns = names
            drafts.append(_Draft(header, columns))
            header = {}
        elif len(row) > 1 and (name := names[0]) in HEADER and to_text(row[1]):
            if columns or name in header:
                columns, header = [], {}
            header[name] = row[1]
        elif columns and len(row) == len(columns):
            drafts[-1].rows.append(row)
        elif columns and len(row) > 1 and fold(row[0]) in TOTALS:
            drafts[-1].rows.append([row[0], *[""] * (len(columns) - len(row)), *row[1:]])
    refuse_more(len(drafts), MOST_PAYMENTS, "payments")
    refuse_more(sum(len(draft.rows) for draft in drafts), MOST_LINES, "lines")
    return [draft for draft in drafts if "payment_number" in draft.header]


def _make_payment(draft: _Draft, day_first: bool | None) -> Payment:
    header = draft.header
    number = re.sub(r"\s", "", header["payment_number"])
    refuse_long(number, "payment number")
    totals, records = _part_totals(draft)
    records = [r for place, r in enumerate(records, start=1) if _is_line(r, place)]
    dates = [header.get("payment_date", ""), *(r.get("invoice_date", "") for r in records)]
    settled = is_day_first(dates)
    day_first = settled if settled is not None else day_first
    currency = to_text(header.get("payment_currency"))
    refuse_long(currency, "payment currency")
    amounts: list[tuple[object, str]] = [
        (str(r.get(name) or "").lstrip("*"), currency) for r in records for name in AMOUNTS
    ]
    mark = find_decimal_mark([*amounts, (header.get("payment_total", ""), currency)])
    lines = [
        _make_line(place, record, mark, day_first, currency)
        for place, record in enumerate(records, start=1)
    ]
    amount = sum((line.paid for line in lines), Decimal(0))
    told = [(header.get("payment_total"), "payment amount")]
    told += [(total["paid"], "Total") for total in totals]
    for cell, where in told:
        if cell:
            check_total(number, read_amount(cell, mark, where, currency), amount)
    day = read_date(header.get("payment_date", ""), day_first, "payment date")
    if not day:
        raise RemittanceError(f"payment {number} has no payment date.")
    payment = Payment(number, day, currency, amount, currency, amount, "", lines=lines)
    payment.has_no_total = not any(cell for cell, _where in told)
    check_payment(payment)
    return payment


def _part_totals(draft: _Draft) -> tuple[list[Record], list[Record]]:
    """:return: the rows that state the total, and those of documents"""
    totals: list[Record] = []
    lines: list[Record] = []
    for row in draft.rows:
        record = dict(zip(draft.columns, row, strict=True))
        if fold(record["invoice_number"]) in TOTALS:
            totals.append(record)
        elif to_text(record["invoice_number"]):
            lines.append(record)
    return totals, lines


def _is_line(record: Record, place: int) -> bool:
    """:return: whether the row has an amount of its own; of a line that takes several rows, the
    first has it
    :raise RemittanceError: when several documents share one amount"""
    shared = [name for name in AMOUNTS if type(record.get(name)) is Spanned and record[name]]
    if shared and type(record["invoice_number"]) is not Spanned:
        raise RemittanceError(
            f"line {place}, {shared[0]}: {quote(record[shared[0]])} is one amount of several "
            "documents."
        )
    return not shared or "paid" not in shared


def _make_line(
    place: int, record: Record, mark: str, day_first: bool | None, currency: str
) -> PaymentLine:
    amounts = {
        name: read_amount(
            str(record.get(name) or "").lstrip("*"), mark, f"line {place}, {name}", currency
        )
        for name in AMOUNTS
    }
    whole = sum(amounts.values(), Decimal(0))
    if record.get("invoice_amount"):
        whole = read_amount(record["invoice_amount"], mark, f"line {place}", currency)
    number = re.sub(r"\s", "", record["invoice_number"])
    refuse_long(number, f"line {place}")
    return PaymentLine(
        row=place,
        number=number,
        date=read_date(record.get("invoice_date", ""), day_first, f"line {place}"),
        description=to_text(record.get("description")),
        invoice_amount=whole,
        currency=currency,
        original="",
        **amounts,
    )


add_source(Source("html", _is_advice, read_html, (".html", ".htm")))
