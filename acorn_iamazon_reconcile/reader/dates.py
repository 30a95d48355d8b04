# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Days, in the ways of many countries."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from babel.dates import get_month_names

from .cells import quote, to_text
from .records import RemittanceError

FIRST_SERIAL_DAY = date(1899, 12, 30)
# Of the marketplaces; a name that two of them give to two months is no name.
LOCALES = ("en", "de", "fr", "it", "es", "pt", "nl", "pl", "sv", "tr")
# A time behind the day, as exports have it.
TIME = (
    r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|[A-Z]{2,4}|[+-]\d{2}:?\d{2}))?)?"
)
# Amazon announces a payment some weeks before; what lies further ahead was read the wrong way.
AHEAD = timedelta(days=31)
# Remittances of other years are none: a figure too many or too few makes such a year.
YEARS = range(1990, 2101)
# Written with two figures: what is less is a day or a month of this century's twenties.
SHORT_YEARS = range(20, 100)
LONGEST_DATE = 60  # characters, with the time and its zone
NO_DATE = "…"
NUMERIC = re.compile(rf"(\d{{1,2}})([/.\- ])(\d{{1,2}})\2(\d{{4}}|\d{{2}})\.?{TIME}")
YEAR_FIRST = re.compile(rf"(\d{{4}})([/.\-]?)(\d{{2}})\2(\d{{2}}){TIME}")
YEAR_FIRST_SHORT = re.compile(rf"(\d{{4}})([/.\-])(\d{{1,2}})\2(\d{{1,2}}){TIME}")
IDEOGRAPHS = re.compile(rf"(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日{TIME}")
DAY_NAMED = re.compile(rf"(\d{{1,2}})\.?[\s\-/]+([^\W\d_]+)\.?[\s\-/,]+(\d{{4}}|\d{{2}}){TIME}")
NAMED_DAY = re.compile(rf"([^\W\d_]+)\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){TIME}")


def is_day_first(cells: Iterable[object]) -> bool | None:
    """:param cells: all dates of a file
    :return: True or False when a day above 12 settles it, or when some would lie in the future the
        other way; None when nothing does
    :raise RemittanceError: when ``26/11/20`` could begin with its year, and no other date tells"""
    matches = [match for cell in cells if (match := NUMERIC.fullmatch(_normalise(cell)))]
    if (doubtful := next(filter(_may_begin_with_year, matches), None)) and not any(
        map(_ends_with_year, matches)
    ):
        raise RemittanceError(
            f"{doubtful[0]!r} could begin or end with its year, and no other date tells. Write the "
            "dates as 2026-11-04 and import again."
        )
    for match in matches:
        first, second = int(match[1]), int(match[3])
        if first > 12 >= second:
            return True
        if second > 12 >= first:
            return False
    return _tell_by_future(matches)


def _tell_by_future(matches: Iterable[re.Match[str]]) -> bool | None:
    latest = get_today() + AHEAD
    is_ahead = {True: False, False: False}
    for match in filter(lambda one: one[2] != ".", matches):
        for day_first in is_ahead:
            day, month = (match[1], match[3]) if day_first else (match[3], match[1])
            if max(int(day), int(month)) <= 12 and min(int(day), int(month)) > 0:
                found = date(_read_year(match[4]), int(month), int(day))
                is_ahead[day_first] |= found > latest
    return None if is_ahead[True] == is_ahead[False] else is_ahead[False]


def get_today() -> date:
    """:return: the day, in no particular zone: :data:`AHEAD` is more than a day"""
    return datetime.now(timezone.utc).date()


def _may_begin_with_year(match: re.Match[str]) -> bool:
    """:return: whether both 26/11/20 and 20/11/26 are days of these years. Points divide a date
    that ends with its year, unless that would be long ago"""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    is_possible = first in SHORT_YEARS and second <= 12 and 0 < third <= 31
    return is_possible and (third < first or (third > first and match[2] != "."))


def _ends_with_year(match: re.Match[str]) -> bool:
    return len(match[4]) == 4 or (int(match[1]) not in SHORT_YEARS and int(match[4]) in SHORT_YEARS)


def read_date(cell: object, day_first: bool | None, where: str) -> date | None:
    """:param cell: a date, or a text in one of the usual forms, with a time behind or without
    :param day_first: whether ``03/04/2026`` is in April; None when nobody knows
    :param where: names row and column in the error
    :return: None for an empty cell
    :raise RemittanceError: when it is no date, or could be two"""
    text = _normalise(cell)
    if not text:
        return None
    if day_first is None and _is_doubtful(text):
        raise RemittanceError(
            f"{where}: {text!r} could be two days, and no other date tells. Write the dates as "
            "2026-11-04 and import again."
        )
    try:
        day = cell if isinstance(cell, date) else _read_text(text, day_first)
    except (ValueError, OverflowError, KeyError):
        day = None
    if not day or day.year not in YEARS:
        raise RemittanceError(f"{where}: {quote(cell)} is no date.")
    return day.date() if isinstance(day, datetime) else day


def _is_doubtful(text: str) -> bool:
    match = NUMERIC.fullmatch(text)
    if not match or match[2] == ".":
        return False
    first, second = int(match[1]), int(match[3])
    return first != second and max(first, second) <= 12


def _normalise(cell: object) -> str:
    """:return: the text in common characters; none of what is too long for a date"""
    text = to_text(cell)
    if len(text) > LONGEST_DATE:
        return NO_DATE
    return " ".join((text if text.isascii() else unicodedata.normalize("NFKC", text)).split())


@lru_cache(4096)
def _read_text(text: str, day_first: bool | None) -> date:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return FIRST_SERIAL_DAY + timedelta(days=int(text[:5]))
    if match := YEAR_FIRST.fullmatch(text) or YEAR_FIRST_SHORT.fullmatch(text):
        return date(int(match[1]), int(match[3]), int(match[4]))
    if match := IDEOGRAPHS.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := NUMERIC.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _read_year(match[4])
        # Where points divide a date, the day comes first.
        is_day = day_first or match[2] == "." or (day_first is None and first > 12)
        return date(year, second, first) if is_day else date(year, first, second)
    if match := DAY_NAMED.fullmatch(text):
        return date(_read_year(match[3]), _get_months()[_fold(match[2])], int(match[1]))
    if match := NAMED_DAY.fullmatch(text):
        return date(int(match[3]), _get_months()[_fold(match[1])], int(match[2]))
    raise ValueError(text)


def _read_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


@lru_cache
def _get_months() -> dict[str, int]:
    """:return: the months by their names, long and short, of all locales"""
    months = {"sept": 9}
    for locale in LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale).items():
                    names = {_fold(name), _fold(name)[:3]} if locale == "en" else {_fold(name)}
                    for one in names:
                        if months.setdefault(one, month) != month:
                            months[one] = 0  # no month: the name is two
    return months


def _fold(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.casefold().rstrip(".").replace("ı", "i"))
    return "".join(char for char in parts if not unicodedata.combining(char))
