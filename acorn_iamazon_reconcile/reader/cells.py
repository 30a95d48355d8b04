# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Single cells: amounts and dates come as text, in the ways of many countries."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from dateutil.parser import isoparse

from .records import RemittanceError

FIRST_SERIAL_DAY = date(1899, 12, 30)
AMOUNT = re.compile(r"^\(?[-−]?[\d.,' ]+\)?-?$")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def to_text(cell: object) -> str:
    """:param cell: what a CSV, a workbook or an HTML table has in one place; None for nothing
    :return: the cell as text, without blanks and invisible characters round it"""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "".join(c for c in str(cell) if unicodedata.category(c) not in ("Cf", "Cc"))
    return text.replace("\u00a0", " ").strip()


def refuse_formula(cell: object, where: str) -> None:
    """Amazon's files hold no formulas: one has come in on the way, and may run when the data is
    exported again.

    :param cell: as for :func:`to_text`
    :param where: names row and column in the error
    :raise RemittanceError: for what a spreadsheet would calculate"""
    text = to_text(cell)
    if re.match(r"^[=@]|^[+\-].*[(!|]", text):
        raise RemittanceError(
            f"{where}: {text[:40]!r} is a formula. Export the file again from Vendor Central; "
            "where you added columns of your own, take the formulas out."
        )


def find_decimal_mark(texts: Iterable[str]) -> str:
    """Amazon's files use the point as far as is known; other tools rewrite them with a comma.

    :param texts: all amounts of a file
    :return: ``.`` or ``,``
    :raise RemittanceError: when ``1,234`` could be either and nothing tells
    """
    doubtful = None
    for text in texts:
        digits = _strip_amount(text)
        if re.search(r"\.\d{1,2}$", digits) or re.search(r",\d{3}\.", digits):
            return "."
        if re.search(r",\d{1,2}$", digits) or re.search(r"\.\d{3},", digits):
            return ","
        if re.search(r"^[-(]?\d{1,3},\d{3}\)?$", digits):
            doubtful = text
    if doubtful:
        raise RemittanceError(
            f"The amount {doubtful!r} could be a thousand or a fraction, and no other amount "
            "tells. Write the amounts with two decimals and import again."
        )
    return "."


def _strip_amount(cell: object) -> str:
    text = re.sub(r"[^\d.,()\-−' ]", "", to_text(cell))
    return text.replace("'", "").replace(" ", "")


def read_amount(cell: object, decimal_mark: str, where: str) -> Decimal:
    """:param cell: a number, or a text such as ``1,234.50``, ``(12.00)``, ``12,00-``, ``$ 12``
    :param decimal_mark: ``.`` or ``,``
    :param where: names row and column in the error
    :return: the amount; 0 for an empty cell
    :raise RemittanceError: when it is no amount, or a formula"""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
    if not to_text(cell):
        return Decimal(0)
    refuse_formula(cell, where)
    text = _strip_amount(cell)
    if not AMOUNT.match(text) or not any(c.isdigit() for c in text):
        raise RemittanceError(f"{where}: {to_text(cell)!r} is no amount.")
    negative = text.startswith("(") or text.lstrip("(")[:1] in "-−" or text.endswith("-")
    digits = re.sub(r"[^\d.,]", "", text)
    thousands = "," if decimal_mark == "." else "."
    digits = digits.replace(thousands, "").replace(decimal_mark, ".")
    if digits.count(".") > 1:
        raise RemittanceError(f"{where}: {to_text(cell)!r} is no amount.")
    return -Decimal(digits) if negative else Decimal(digits)


def is_day_first(texts: Iterable[object]) -> bool | None:
    """:param texts: all dates of a file
    :return: True or False when a day above 12 settles it, None when nothing does"""
    for text in texts:
        match = re.match(r"^(\d{1,2})[/.](\d{1,2})[/.]\d{4}$", to_text(text))
        if match:
            first, second = map(int, match.groups())
            if first > 12 >= second:
                return True
            if second > 12 >= first:
                return False
    return None


def read_date(cell: object, day_first: bool | None, where: str) -> date | None:
    """:param cell: a date, or a text in one of the usual forms
    :param day_first: whether ``03/04/2026`` is in April
    :param where: names row and column in the error
    :return: None for an empty cell
    :raise RemittanceError: when it is no date"""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = to_text(cell)
    if not text:
        return None
    try:
        return _read_date_text(text, day_first)
    except (ValueError, OverflowError):
        raise RemittanceError(f"{where}: {text!r} is no date.") from None


def _read_date_text(text: str, day_first: bool | None) -> date:
    if re.match(r"^\d{5}$", text):
        return FIRST_SERIAL_DAY + timedelta(days=int(text))
    match = re.match(r"^(\d{1,2})-([A-Za-z]{3})-(\d{4})$", text)
    if match:
        day, month, year = match.groups()
        return date(int(year), MONTHS.index(month.lower()) + 1, int(day))
    match = re.match(r"^([A-Za-z]{3})[a-z]* (\d{1,2}), (\d{4})$", text)
    if match:
        month, day, year = match.groups()
        return date(int(year), MONTHS.index(month.lower()) + 1, int(day))
    match = re.match(r"^(\d{1,2})([/.])(\d{1,2})[/.](\d{4})$", text)
    if match:
        first, second, year = (int(match.group(place)) for place in (1, 3, 4))
        # Where points divide a date, the day comes first.
        is_day = day_first or match.group(2) == "."
        return date(year, second, first) if is_day else date(year, first, second)
    if not re.match(r"^\d{4}-?\d{2}-?\d{2}(?!\d)", text):
        raise ValueError(text)  # a year or a month alone is no day
    return isoparse(text).date()
