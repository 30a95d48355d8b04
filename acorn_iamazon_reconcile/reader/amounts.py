# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amounts of money, in the ways of many countries. What could be two amounts is none: nothing is
left out of a text to make a number of it."""

import math
import re
import unicodedata
from collections.abc import Collection, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel.numbers import get_currency_precision, is_currency

from .cells import quote, refuse_formula, to_text
from .records import RemittanceError

MARKS = {".": ",", ",": "."}  # the decimal mark, and what then divides thousands
# Dashes and apostrophes, in whatever form.
USUAL = dict.fromkeys(map(ord, "‐‑‒–—−"), "-") | dict.fromkeys(map(ord, "’ʼ`´"), "'")
# Symbols that say which currency it is not; any other sign of a currency says nothing.
SYMBOLS = {
    "€": {"EUR"},
    "£": {"GBP", "EGP", "LBP"},
    "¥": {"JPY", "CNY"},
    "円": {"JPY"},
    "元": {"CNY"},
    "₹": {"INR"},
    "rs": {"INR"},
    "zł": {"PLN"},
    "tl": {"TRY"},
    "₺": {"TRY"},
    "kr": {"SEK", "DKK", "NOK"},
    "$": {"USD", "CAD", "AUD", "MXN", "SGD", "HKD", "TWD", "NZD", "BRL", "CLP", "COP", "ARS"},
}
# Letters before the sign of a dollar say whose it is.
DOLLARS = {
    "US$": {"USD"},
    "C$": {"CAD"},
    "CA$": {"CAD"},
    "CAD$": {"CAD"},
    "A$": {"AUD"},
    "AU$": {"AUD"},
    "MX$": {"MXN"},
    "S$": {"SGD"},
    "R$": {"BRL"},
    "HK$": {"HKD"},
    "NT$": {"TWD"},
    "NZ$": {"NZD"},
    "CN¥": {"CNY"},
    "JP¥": {"JPY"},
}
# Most amounts: nothing in them asks for a closer look, and nothing else can be meant.
SIMPLE = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?", re.ASCII)
PLAIN = re.compile(r"(-?)(?:([$€£¥₹]|[A-Z]{3}) ?)?(\d[\d.,]*)", re.ASCII)
# More characters has no amount, with its currency in words. The patterns below try a long text in
# many ways: their time grows with the square of its length.
LONGEST_AMOUNT = 60
NUMBER = r"\d[\d.,' ]*|[.,]\d+"
AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<before>[-+]?)(?P<number>{NUMBER})(?P<after>-?)(?P<close>\))?"
)
# A sign, a currency, the number, a currency.
MARKED = re.compile(r"([-+(]?) ?([^\d.,'()+-]*?) ?([-+(]?[\d.,' ]+-?\)?) ?([^\d.,'()-]*)")
GROUPED = re.compile(r"\d{1,3}([.,' ])\d{3}(?:\1\d{3})*|\d{1,2}([,])(?:\d{2},)*\d{3}")
WHOLE = re.compile(r"[1-9]\d{0,2}")  # before what may be three digits more, or three decimals
# A line break or a tab between figures divides two amounts, as a blank may divide thousands.
BROKEN = re.compile(r"[\d.,'][^\S\r\n]*[\x00-\x1f\x7f-\x9f\u2028\u2029]\s*[\d.,']")
MOST = Decimal(10) ** 13  # more is no remittance, and inexact in a database
NOISE = 6  # digits behind the point of a workbook's number that are more than an inexact float


class Written(NamedTuple):
    """An amount as it is written.

    :ivar number: digits, with points, commas and other marks between
    :ivar currency: a code, a symbol or empty"""

    number: str
    is_negative: bool
    currency: str


def read_amount(cell: object, decimal_mark: str, where: str, currency: str = "") -> Decimal:
    """:param cell: a number, or a text such as ``1,234.50``, ``(12.00)``, ``12,00-``, ``$ 12``
    :param decimal_mark: ``.`` or ``,``
    :param where: names row and column in the error
    :param currency: what the amount is in, as a code; empty when that is not known
    :return: the amount; 0 for an empty cell
    :raise RemittanceError: when it is no amount, or a formula, or of another currency, or has more
        decimals than the currency"""
    if isinstance(cell, str) and decimal_mark == "." and SIMPLE.fullmatch(cell):
        amount = Decimal(cell) or Decimal(0)
    elif isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        amount = _read_number(cell, where)
    elif not to_text(cell):
        return Decimal(0)
    else:
        amount = _read_text(cell, decimal_mark, where, currency)
    if abs(amount) >= MOST:
        raise RemittanceError(f"{where}: {quote(cell)} is no amount.")
    places = get_places(currency)
    if places is not None and amount != round(amount, places):
        raise RemittanceError(
            f"{where}: {quote(cell)} has more decimals than {currency} has: it may be "
            "thousands. Write the amount with the usual decimals."
        )
    return amount


def read_rate(cell: object, decimal_mark: str, where: str) -> Decimal:
    """:param cell: as for :func:`read_amount`; ``1 USD = 0.91 EUR`` and the like are no rates
    :param decimal_mark: that of the file's amounts, which a rate need not have
    :param where: names row and column in the error
    :return: an exchange rate; 0 for an empty cell
    :raise RemittanceError: when it is no number"""
    digits = re.sub(r"\d", "", to_text(cell))
    return read_amount(cell, digits if digits in MARKS else decimal_mark, where)


@lru_cache
def get_places(currency: str) -> int | None:
    """:param currency: a code
    :return: the decimals that its amounts have; None for what is no code"""
    return get_currency_precision(currency) if is_currency(currency) else None


def find_decimal_mark(cells: Iterable[tuple[object, str]]) -> str:
    """Amazon's files use the point as far as is known; other tools rewrite them with a comma.

    :param cells: all amounts of a file, each with the code of its currency, or an empty text
    :return: ``.`` or ``,``
    :raise RemittanceError: when ``1,234`` could be a thousand or a fraction and nothing tells, or
        when two amounts tell otherwise
    """
    told: dict[str, object] = {}
    doubtful = None
    for cell, currency in cells:
        written = _split(cell) if isinstance(cell, str) else None
        if written:
            mark = _tell_mark(written.number, get_places(currency))
            if mark in MARKS:
                told.setdefault(mark, cell)
            elif mark:
                doubtful = doubtful or cell
    if len(told) > 1:
        raise RemittanceError(
            f"The amounts {quote(told['.'])} and {quote(told[','])} are written in two ways. Write "
            "them in one way and import again."
        )
    if doubtful and not told:
        raise RemittanceError(
            f"The amount {quote(doubtful)} could be a thousand or a fraction, and no other amount "
            "tells. Write the amounts with two decimals and import again."
        )
    return next(iter(told), ".")


def _tell_mark(number: str, places: int | None) -> str:
    """:return: the decimal mark, an empty text when the number does not tell; ``?`` when it is
    a thousand or a fraction"""
    place = max(map(number.rfind, MARKS))
    if place < 0 or _is_nothing(number):  # "0.00" is filled in by programs of all countries
        return ""
    last = number[place]
    if MARKS[last] in number:
        return last
    if number.count(last) > 1:
        return MARKS[last]
    if len(number) - place != 4 or not WHOLE.fullmatch(number[:place]):
        return last
    return MARKS[last] if places == 0 else "?"


def _is_nothing(number: str) -> bool:
    """:return: whether the number is nought, however it is written"""
    return not number.strip("0.,' ")


def _read_number(cell: int | float | Decimal, where: str) -> Decimal:
    if not math.isfinite(cell):
        raise RemittanceError(f"{where}: {cell!r} is no amount.")
    return Decimal(repr(round(cell, NOISE))) if isinstance(cell, float) else Decimal(cell)


def _read_text(cell: object, decimal_mark: str, where: str, currency: str) -> Decimal:
    written = _split(cell if isinstance(cell, str) else to_text(cell))
    digits = written and _join(written.number, decimal_mark)
    if not written or digits is None:
        refuse_formula(cell, where)
        raise RemittanceError(f"{where}: {quote(cell)} is no amount.")
    allowed = _get_allowed(written.currency)
    if currency and allowed is not None and currency.upper() not in allowed:
        raise RemittanceError(f"{where}: {quote(cell)} is not in {currency}.")
    return -Decimal(digits) if written.is_negative else Decimal(digits)


@lru_cache(1000)
def _get_allowed(mark: str) -> Collection[str] | None:
    """:return: what the mark says that the amount is in; None where it says nothing"""
    known = {mark} if is_currency(mark) else None
    return DOLLARS.get(mark) or SYMBOLS.get(_get_symbol(mark).lower(), known)


def _split(cell: str) -> Written | None:
    """:return: the parts of an amount; None for what is none"""
    raw = cell.strip()
    return _split_short(raw) if len(raw) <= LONGEST_AMOUNT else None


@lru_cache(4096)
def _split_short(raw: str) -> Written | None:
    if (plain := PLAIN.fullmatch(raw)) and (not plain[2] or _is_currency_mark(plain[2])):
        return Written(plain[3], bool(plain[1]), plain[2] or "")
    if BROKEN.search(raw):
        return None
    text = to_text(raw)
    if not text.isascii():
        if any(unicodedata.category(char) == "No" for char in text):
            return None  # a raised 2 is no digit of the number before it
        text = unicodedata.normalize("NFKC", text)
    text = text.translate(USUAL)
    text, currency = _take_currency(" ".join(text.split()))
    match = AMOUNT.fullmatch(text)
    if not match or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [match["open"], match["before"].strip("+"), match["after"]]
    if sum(map(bool, signs)) > 1:
        return None
    return Written(match["number"].strip(), any(signs), currency)


def _take_currency(text: str) -> tuple[str, str]:
    """:return: the text without the sign of its currency, and the sign: a code, a symbol with or
    without letters before it, or a word; before the amount, after its sign, or behind it"""
    outer = MARKED.fullmatch(text)
    if not outer:
        return text, ""
    sign, before, number, after = outer.groups()
    mark = before or after
    if (before and after) or not (mark == "" or _is_currency_mark(mark)):
        return text, ""
    return f"{sign}{number.strip()}", mark


@lru_cache(1000)
def _is_currency_mark(mark: str) -> bool:
    if is_currency(mark) or mark.lower() in SYMBOLS:
        return True
    return unicodedata.category(mark[-1]) == "Sc" and bool(re.fullmatch(r"[A-Z]{0,3}.", mark))


def _get_symbol(mark: str) -> str:
    """:return: what :data:`SYMBOLS` or the codes know: of ``KR$`` the dollar"""
    return mark[-1:] if unicodedata.category(mark[-1:] or " ") == "Sc" else mark


def _join(number: str, decimal_mark: str) -> str | None:
    """:return: the digits with a point as decimal mark; None where the groups are none"""
    if _is_nothing(number):
        return "0"
    whole, mark, decimals = number.partition(decimal_mark)
    if mark and not decimals.isdigit():
        return None
    if whole and not whole.isdigit():
        group = GROUPED.fullmatch(whole)
        if not group or (group[1] or group[2]) == decimal_mark:
            return None
        whole = re.sub(r"\D", "", whole)
    return f"{whole or 0}.{decimals}" if mark else whole
