# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittance advice as an e-mail, in HTML or plain text: lines of header (``Payment number: …``)
and a table of lines, also several payments one after the other, in English and Turkish as seen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from .amounts import find_decimal_mark, read_amount
from .cells import to_text
from .dates import is_day_first, read_date
from .figures import check_payment, check_total
from .labels import find_name, fold
from .records import Payment, PaymentLine, Refused, RemittanceError, read_each
from .sources import Source, add_source

if TYPE_CHECKING:
    from lxml import html

# The texts of a row's cells; of a line outside of tables: label and value, or the line alone.
Row: TypeAlias = list[str]

HEADER = ("payment_number", "payment_date", "payment_currency", "payment_total")
NEEDED = ("invoice_number", "paid")
AMOUNTS = ("paid", "discount", "remaining", "withholding")
BEGINNING = re.compile(r"<(!doctype|html|table|div|body|head|p|meta)\b", re.IGNORECASE)
TEXT_TAGS = ("p", "div", "span", "b", "pre", "h1", "h2", "h3")
# Elements that begin a line of their own, and end it, as a browser shows them.
BLOCKS = (
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th",
    "tr", "ul",
)  # fmt: skip
MOST_COLUMNS = 60
COLUMNS = re.compile(r"\s*\|\s*|\t\s*|\s{2,}")
MOST_ROWS = 50_000
TOTALS = ("total", "toplam", "gesamt", "summe", "totale")


class _Spanned(str):
    """The text of a cell that began in a row above."""


# By column: how many more rows the cell of a row above covers, and its text.
Spans: TypeAlias = dict[int, tuple[int, str]]


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
    drafts = _collect(_list_rows(text))
    if not drafts:
        raise RemittanceError(
            "the text has no payment number with a table of invoices; it is no remittance advice."
        )
    numbers = [draft.header["payment_number"] for draft in drafts]
    return read_each(numbers, lambda place: _make_payment(drafts[place], day_first))


def _list_rows(text: str) -> list[Row]:
    """:return: the rows of the innermost tables and the lines of text between, in their order"""
    from lxml import etree, html

    try:
        root = html.fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise RemittanceError(f"the HTML cannot be read: {error}") from None
    rows: list[Row] = []
    _walk(root, rows)
    return rows


def _walk(element: "html.HtmlElement", rows: list[Row], spans: Spans | None = None) -> None:
    """:param spans: of the rows before, of the same part of a table"""
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "head"):
        return
    if len(rows) > MOST_ROWS:
        raise RemittanceError(f"the table has more than {MOST_ROWS} rows.")
    if element.tag == "tr" and not element.xpath(".//tr"):
        rows.append(_get_row(element, {} if spans is None else spans))
        return
    if element.tag in TEXT_TAGS and not element.xpath(".//tr"):
        for line in _get_lines(element):
            rows.append(line)
        return
    _add_lines(element.text, rows)
    within: Spans = {}
    for child in element:
        _walk(child, rows, within)
        _add_lines(child.tail, rows)


def _get_row(element: "html.HtmlElement", spans: Spans) -> Row:
    """:return: the texts of the cells, those that began in rows above in their places"""
    row: Row = []
    for cell in element:
        if cell.tag not in ("td", "th"):
            continue
        _fill_spanned(row, spans)
        high = _get_span(cell, "rowspan", MOST_ROWS)
        for text in _get_cells(cell):
            if high > 1:
                spans[len(row)] = high - 1, text
            row.append(text)
    _fill_spanned(row, spans)
    return row


def _fill_spanned(row: Row, spans: Spans) -> None:
    while len(row) in spans:
        left, text = spans.pop(len(row))
        if left > 1:
            spans[len(row)] = left - 1, text
        row.append(_Spanned(text))


def _get_cells(cell: "html.HtmlElement") -> list[str]:
    """:return: the text of a cell, and nothing for each further column that it spans. Lines stay
    lines: parts of a long number are one number, amounts above each other are not one amount"""
    wide = _get_span(cell, "colspan", MOST_COLUMNS)
    lines = (to_text(line) for line in _render(cell).split("\n"))
    return ["\n".join(filter(None, lines)), *[""] * (wide - 1)]


def _get_span(cell: "html.HtmlElement", name: str, most: int) -> int:
    """:return: how many columns or rows the cell covers; 0 of a browser is all rows that follow"""
    span = to_text(cell.get(name))
    return min(int(span) or most, most) if span.isdecimal() else 1


def _render(element: "html.HtmlElement") -> str:
    """:return: the text of an element, a line for each that a browser shows; inline elements divide
    nothing"""
    parts: list[str] = []
    _add_parts(element, parts)
    return "".join(parts)


def _add_parts(element: "html.HtmlElement", parts: list[str]) -> None:
    is_shown = isinstance(element.tag, str) and element.tag not in ("script", "style", "head")
    edge = "\n" if element.tag == "br" or element.tag in BLOCKS else ""
    if is_shown:
        parts.append(edge + (element.text or ""))
        for child in element:
            _add_parts(child, parts)
            parts.append(child.tail or "")
        parts.append(edge)


def _get_lines(element: "html.HtmlElement") -> list[Row]:
    return [_split_label(line) for line in _render(element).split("\n") if line.strip()]


def _add_lines(text: str | None, rows: list[Row]) -> None:
    rows.extend(_split_label(line) for line in (text or "").split("\n") if line.strip())


def _split_label(line: str) -> Row:
    """:return: label and value; or the columns of a table in plain text, two blanks apart"""
    label, colon, value = line.partition(":")
    columns = COLUMNS.split(line.strip().strip("|").strip())
    if len(columns) > 1 and not (colon and find_name(label)):
        return [to_text(column) for column in columns]
    return [to_text(label), to_text(value)] if colon else [to_text(line)]


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
            if columns and all(type(row[names.index(name)]) is _Spanned for name in NEEDED):
                # The second row of the same headings.
                columns = drafts[-1].columns = names
                continue
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
    return [draft for draft in drafts if "payment_number" in draft.header]


def _make_payment(draft: _Draft, day_first: bool | None) -> Payment:
    header = draft.header
    number = re.sub(r"\s", "", header["payment_number"])
    records = [dict(zip(draft.columns, row, strict=True)) for row in draft.rows]
    totals = [r for r in records if fold(r["invoice_number"]) in TOTALS]
    records = [r for r in records if to_text(r["invoice_number"]) and r not in totals]
    records = [r for place, r in enumerate(records, start=1) if _is_line(r, place)]
    dates = [header.get("payment_date", ""), *(r.get("invoice_date", "") for r in records)]
    settled = is_day_first(dates)
    day_first = settled if settled is not None else day_first
    currency = to_text(header.get("payment_currency"))
    amounts: list[tuple[object, str]] = [
        (str(r.get(name) or "").lstrip("*"), currency) for r in records for name in AMOUNTS
    ]
    mark = find_decimal_mark([*amounts, (header.get("payment_total", ""), currency)])
    lines = [
        _make_line(place, record, mark, day_first, currency)
        for place, record in enumerate(records, start=1)
    ]
    told = [(header.get("payment_total"), "payment amount")]
    told += [(total["paid"], "Total") for total in totals]
    for cell, where in told:
        if cell:
            check_total(number, read_amount(cell, mark, where, currency), lines)
    amount = sum((line.paid for line in lines), Decimal(0))
    day = read_date(header.get("payment_date", ""), day_first, "payment date")
    if not day:
        raise RemittanceError(f"payment {number} has no payment date.")
    payment = Payment(number, day, currency, amount, currency, amount, "", lines=lines)
    payment.has_no_total = not any(cell for cell, _where in told)
    check_payment(payment)
    return payment


def _is_line(record: dict[str | None, str], place: int) -> bool:
    """:return: whether the row has an amount of its own; of a line that takes several rows, the
    first has it
    :raise RemittanceError: when several documents share one amount"""
    shared = [name for name in AMOUNTS if type(record.get(name)) is _Spanned and record[name]]
    if shared and type(record["invoice_number"]) is not _Spanned:
        raise RemittanceError(
            f"line {place}, {shared[0]}: {record[shared[0]]} is one amount of several documents."
        )
    return not shared or "paid" not in shared


def _make_line(
    place: int, record: dict[str | None, str], mark: str, day_first: bool | None, currency: str
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
    return PaymentLine(
        row=place,
        number=re.sub(r"\s", "", record["invoice_number"]),
        date=read_date(record.get("invoice_date", ""), day_first, f"line {place}"),
        description=to_text(record.get("description")),
        invoice_amount=whole,
        currency=currency,
        original="",
        **amounts,
    )


add_source(Source("html", _is_advice, read_html, (".html", ".htm")))
