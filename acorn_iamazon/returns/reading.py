# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Tables of returns, CSV or XLSX: a row a product, found by the names of their columns.

Vendor Central's page *Returns* lists requests with request ID, vendor code, requested and approved
quantity, requested and approved refund, warehouse and authorization ID (amazowl.com, course on
chargebacks: All About Returns). Amazon publishes no layout of the files, and writes the columns in
different ways: what is not recognised is said, and no number is guessed.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from .cells import Row, read_rows, to_text
from .notice import Notice, ReturnedItem, ReturnsError

# The names of the columns, as letters alone; of several that are there the first counts.
COLUMNS = {
    "number": (
        "returnsnoticenumber",
        "returnnumber",
        "returnid",
        "requestid",
        "returnrequestid",
        "vretid",
        "rtvid",
    ),
    "authorisation": (
        "authorizationid",
        "authorisationid",
        "returnauthorizationid",
        "rmaid",
        "rma",
    ),
    "vendor_code": ("vendorcode", "vendor"),
    "centre": ("warehouse", "fulfillmentcenter", "fulfilmentcentre", "fc", "shipfrom"),
    "currency": ("currency", "currencycode"),
    "day": ("shipdate", "returndate", "requestdate", "date"),
    "asin": ("asin",),
    "sku": ("vendorsku", "sku", "ean", "upc", "eanupc", "externalid", "modelnumber"),
    "name": ("title", "productname", "producttitle", "itemdescription", "description"),
    "units": ("shippedquantity", "approvedquantity", "quantity", "requestedquantity", "units"),
    "cost": ("unitcost", "costperunit", "unitrefund", "cost"),
    "amount": ("approvedrefund", "refundamount", "totalcost", "amount", "requestedrefund"),
    "purchase_order": ("purchaseorder", "purchaseordernumber", "ponumber", "po"),
}
NEEDED = {"number": "Return ID", "units": "Quantity"}
GROUPED = re.compile(r"\d{1,3}([ ,.'\u00a0])\d{3}(\1\d{3})*")


def read_notices(content: bytes) -> list[Notice]:
    """:param content: of a CSV or XLSX file
    :return: the notices, in the order of the file
    :raise ReturnsError: when the file is no such table, or a row of it cannot be used"""
    rows = read_rows(content)
    top, places = _find_header(rows)
    found: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows[top + 1 :], start=top + 2):
        if not any(to_text(cell) for cell in row):
            continue
        key = _get(row, places, "number")
        if not key:
            raise ReturnsError(f"Row {number} has no number of a return. Fill it in, or delete it.")
        found.setdefault(key, []).append((number, row))
    if not found:
        raise ReturnsError("The file has no row with a return.")
    return [_read_notice(key, lines, places) for key, lines in found.items()]


def _find_header(rows: Sequence[Row]) -> tuple[int, dict[str, int]]:
    for index, row in enumerate(rows):
        labels = [re.sub(r"[^a-z]", "", to_text(cell).lower()) for cell in row]
        places = {}
        for ours, names in COLUMNS.items():
            place = next((labels.index(name) for name in names if name in labels), None)
            if place is not None:
                places[ours] = place
        if NEEDED.keys() <= places.keys():
            if not {"asin", "sku"} & places.keys():
                raise ReturnsError("The column ASIN, or one with your SKU or EAN, is missing.")
            return index, places
    raise ReturnsError(
        "No row has the columns Return ID (or Request ID) and Quantity. Open Vendor Central, "
        "Orders, Returns, and download the items of the returns."
    )


def _get(row: Row, places: dict[str, int], name: str) -> str | None:
    return to_text(_get_cell(row, places, name)) or None


def _get_cell(row: Row, places: dict[str, int], name: str) -> object:
    place = places.get(name)
    return row[place] if place is not None and place < len(row) else None


def _read_notice(number: str, rows: list[tuple[int, Row]], places: dict[str, int]) -> Notice:
    said: dict[str, str | None] = {}
    for name in ("authorisation", "vendor_code", "centre", "currency"):
        texts = {text for _at, row in rows if (text := _get(row, places, name))}
        if len(texts) > 1 and name != "authorisation":
            raise ReturnsError(
                f"Return {number} has several values of one column: {', '.join(sorted(texts))}."
            )
        said[name] = ", ".join(sorted(texts)) or None
    items = [_read_item(number, at, row, places) for at, row in rows]
    currency = said["currency"]
    return Notice(
        number=number,
        items=tuple(item for item in items if item.units),
        authorisation=said["authorisation"],
        vendor_code=said["vendor_code"],
        centre=said["centre"],
        currency=currency.upper() if currency else None,
        day=_read_day(_get_cell(rows[0][1], places, "day")),
    )


def _read_item(number: str, at: int, row: Row, places: dict[str, int]) -> ReturnedItem:
    asin, sku = _get(row, places, "asin"), _get(row, places, "sku")
    if not asin and not sku:
        raise ReturnsError(f"Row {at}: return {number} names no ASIN and no SKU.")
    units = read_number(_get_cell(row, places, "units"), f"Row {at}, quantity")
    if units is None or units < 0 or units != int(units):
        raise ReturnsError(f"Row {at}: the quantity {units} is no whole number of units.")
    cost = read_number(_get_cell(row, places, "cost"), f"Row {at}, unit cost")
    if cost is None and units:
        amount = read_number(_get_cell(row, places, "amount"), f"Row {at}, refund")
        cost = amount / units if amount is not None else None
    return ReturnedItem(
        asin=asin,
        sku=sku,
        name=_get(row, places, "name"),
        units=int(units),
        cost=abs(cost) if cost is not None else None,
        purchase_order=_get(row, places, "purchase_order"),
    )


def read_number(value: object, where: str) -> Decimal | None:
    """:param value: a cell
    :param where: names the cell in the error
    :return: None for an empty cell
    :raise ReturnsError: when it could be two numbers, or is none"""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        if not Decimal(value).is_finite():
            raise ReturnsError(f"{where}: {value} is no number.")
        return Decimal(str(value))
    text = re.sub(r"[A-Z]{3}|[$€£¥]|\s", "", to_text(value))
    if not text:
        return None
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    marks = [mark for mark in ",." if mark in text]
    if len(marks) == 2:
        decimal = max(marks, key=text.rfind)
        text = text.replace(min(marks, key=text.rfind), "").replace(decimal, ".")
    elif marks and GROUPED.fullmatch(text):
        if text.count(marks[0]) == 1 and marks[0] == ",":
            raise ReturnsError(f"{where}: {text} could be two numbers. Write it without a comma.")
        text = text.replace(marks[0], "") if text.count(marks[0]) > 1 else text
    elif marks:
        text = text.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise ReturnsError(f"{where}: {to_text(value)} is no number.")
    return Decimal(sign + text)


def _read_day(value: object) -> date | None:
    """:return: the day; None where a text could be two days: nothing depends on it"""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)", to_text(value))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
