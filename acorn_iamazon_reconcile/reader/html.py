# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittance advice as an e-mail: lines of header (``Payment number: …``) and a table of lines,
also several payments one after the other, in English and Turkish as seen."""

import re
from decimal import Decimal

from .cells import find_decimal_mark, is_day_first, read_amount, read_date, to_text
from .figures import check_payment, check_total
from .labels import find_name, fold
from .records import Payment, PaymentLine, RemittanceError

HEADER = ("payment_number", "payment_date", "payment_currency", "payment_total")
NEEDED = ("invoice_number", "paid")
TEXT_TAGS = ("p", "div", "span", "b", "pre", "h1", "h2", "h3")
MOST_ROWS = 50_000
TOTALS = ("total", "toplam", "gesamt", "summe", "totale")


def read_html(text, day_first=None):
    """
    :param str text: an HTML page or the body of an e-mail
    :return: a list of :class:`Payment`
    :raise RemittanceError: when it is no advice, or its total is not what its lines make
    """
    drafts = _collect(_list_rows(text))
    if not drafts:
        raise RemittanceError(
            "the text has no payment number with a table of invoices; it is no remittance advice."
        )
    return [_make_payment(draft, day_first) for draft in drafts]


def _list_rows(text):
    """:return: the rows of the innermost tables and the lines of text between, in their order"""
    from lxml import etree, html

    try:
        root = html.fromstring(text, parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, ValueError) as error:
        raise RemittanceError(f"the HTML cannot be read: {error}") from None
    rows = []
    _walk(root, rows)
    return rows


def _walk(element, rows):
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "head"):
        return
    if len(rows) > MOST_ROWS:
        raise RemittanceError(f"the table has more than {MOST_ROWS} rows.")
    if element.tag == "tr" and not element.xpath(".//tr"):
        rows.append([_get_text(cell) for cell in element if cell.tag in ("td", "th")])
        return
    if element.tag in TEXT_TAGS and not element.xpath(".//tr"):
        for line in _get_lines(element):
            rows.append(line)
        return
    _add_lines(element.text, rows)
    for child in element:
        _walk(child, rows)
        _add_lines(child.tail, rows)


def _get_text(cell):
    # A long number is wrapped over several lines; its parts are one number.
    return to_text(re.sub(r"\s+", " ", " ".join(cell.itertext())))


def _get_lines(element):
    for line_break in element.xpath(".//br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return [_split_label(line) for line in element.text_content().split("\n") if line.strip()]


def _add_lines(text, rows):
    rows.extend(_split_label(line) for line in (text or "").split("\n") if line.strip())


def _split_label(line):
    label, colon, value = line.partition(":")
    return [to_text(label), to_text(value)] if colon else [to_text(line)]


def _collect(rows):
    """:return: a dict for each payment: its header, the table's columns and rows"""
    drafts, header, columns = [], {}, None
    for row in rows:
        names = [find_name(cell) for cell in row]
        if all(name in names for name in NEEDED):
            columns = names
            drafts.append({"header": header, "columns": columns, "rows": []})
            header = {}
        elif len(row) > 1 and names[0] in HEADER and to_text(row[1]):
            if columns or names[0] in header:
                columns, header = None, {}
            header[names[0]] = row[1]
        elif columns and len(row) == len(columns):
            drafts[-1]["rows"].append(row)
        elif columns and len(row) > 1 and fold(row[0]) in TOTALS:
            drafts[-1]["rows"].append([row[0], *[""] * (len(columns) - len(row)), *row[1:]])
    return [draft for draft in drafts if "payment_number" in draft["header"]]


def _make_payment(draft, day_first):
    header, columns = draft["header"], draft["columns"]
    number = header["payment_number"].replace(" ", "")
    records = [dict(zip(columns, row, strict=True)) for row in draft["rows"]]
    totals = [r for r in records if fold(r["invoice_number"]) in TOTALS]
    records = [r for r in records if to_text(r["invoice_number"]) and r not in totals]
    dates = [header.get("payment_date", ""), *(r.get("invoice_date", "") for r in records)]
    told = is_day_first(dates)
    day_first = told if told is not None else bool(day_first)
    texts = [str(r.get(name, "")) for r in records for name in ("paid", "discount", "remaining")]
    mark = find_decimal_mark([*texts, header.get("payment_total", "")])
    currency = header.get("payment_currency", "")
    lines = [
        _make_line(place, record, mark, day_first, currency)
        for place, record in enumerate(records, start=1)
    ]
    made = sum((line.paid for line in lines), Decimal(0))
    amount = made
    if header.get("payment_total"):
        amount = read_amount(header["payment_total"], mark, "payment amount")
    for total in totals:
        check_total(number, read_amount(total["paid"], mark, "Total"), lines)
    check_total(number, amount, lines)
    day = read_date(header.get("payment_date", ""), day_first, "payment date")
    if not day:
        raise RemittanceError(f"payment {number} has no payment date.")
    payment = Payment(number, day, currency, amount, currency, amount, "", lines=lines)
    check_payment(payment)
    return payment


def _make_line(place, record, mark, day_first, currency):
    amounts = {
        name: read_amount(str(record.get(name) or "").lstrip("*"), mark, f"line {place}, {name}")
        for name in ("paid", "discount", "remaining", "withholding")
    }
    whole = sum(amounts.values())
    if record.get("invoice_amount"):
        whole = read_amount(record["invoice_amount"], mark, f"line {place}")
    return PaymentLine(
        row=place,
        number=record["invoice_number"].replace(" ", ""),
        date=read_date(record.get("invoice_date", ""), day_first, f"line {place}"),
        description=record.get("description") or "",
        invoice_amount=whole,
        currency=currency,
        **amounts,
    )
