# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Lenient readers of single values: Amazon's answers break Amazon's own models in places."""

import re
from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import TypeAlias

from dateutil import parser

from .errors import PayloadError
from .jsontext import is_writable

PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)")
# No amount and no quantity has more digits before the decimal point.
MOST_DIGITS = 16
MOST_CHARACTERS = 64

# A JSON object whose values are still to be read.
Record: TypeAlias = Mapping[str, object]


def read_record(value: object, where: str) -> Record:
    """:param value: what stands in the field; None when it is not there
    :param where: names the record and the field in the error
    :return: the object; an empty one for an empty value
    :raise PayloadError: when it is no JSON object"""
    if not value:
        return {}
    if not isinstance(value, Mapping):
        raise PayloadError(f"{where}: {value!r} is no JSON object.")
    return value


def read_records(value: object, where: str) -> list[Record]:
    """:param value: what stands in the field; None when it is not there
    :param where: names the record and the field in the error
    :return: the objects of a list; none for an empty value
    :raise PayloadError: when it is no list of JSON objects"""
    if not value:
        return []
    if not isinstance(value, list):
        raise PayloadError(f"{where}: {value!r} is no list.")
    return [read_record(item, where) for item in value]


def read_text(value: object) -> str | None:
    """:param value: a text, or what is to be one; None when it is not there
    :return: the text without blanks round it; None for an empty one
    :raise PayloadError: when it has characters that nothing can keep: another text would be one
        that Amazon did not write"""
    text = str(value).strip() if value is not None else ""
    if text != clean_text(text):
        raise PayloadError(f"{text!r} has characters that are no text.")
    return text or None


def clean_text(text: str) -> str:
    """:param text: words for people to read, as Amazon wrote them
    :return: the text with a question mark for what no database takes: NUL, half of a surrogate
        pair"""
    return text.replace("\0", "?").encode("utf-8", "replace").decode()


def get_records(data: Record, name: str) -> list[object]:
    """:param data: a page of a list
    :param name: of the field with its records
    :return: what stands there, whatever it is: each is to be kept, also when it cannot be read"""
    value = data.get(name)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def read_integer(value: object, where: str) -> int:
    """:param value: an integer, also as text
    :param where: names the record and the field in the error
    :raise PayloadError: when it is no whole number"""
    number = _read_number(value)
    if number is None or number != number.to_integral_value():
        raise PayloadError(f"{where}: {value!r:.80} is not a whole number.")
    return int(number)


def read_decimal(value: object, where: str) -> Decimal:
    """:param value: a number, also as text
    :param where: names the record and the field in the error
    :raise PayloadError: when it is no finite number"""
    number = _read_number(value)
    if number is None:
        raise PayloadError(f"{where}: {value!r:.80} is not a number.")
    return number


def _read_number(value: object) -> Decimal | None:
    """:return: plain digits as text, or a number of JSON, which may have an exponent; None for all
    else that Python takes for a number, and for one that no document has"""
    if isinstance(value, str):
        text = value.strip()
        if len(text) > MOST_CHARACTERS or not PLAIN_NUMBER.fullmatch(text):
            return None
        number = Decimal(text)
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
            return None  # not as text: Python refuses to write thousands of digits
        number = Decimal(str(value))
    else:
        return None
    # Before anything makes digits of the exponent: there may be millions.
    if not number.is_finite() or not is_writable(number) or number.adjusted() >= MOST_DIGITS:
        return None
    return number


def read_moment(value: object, where: str) -> datetime | None:
    """:param value: a moment of ISO 8601 as text
    :param where: names the record and the field in the error
    :return: an aware UTC datetime; a moment without a zone is UTC; None for an empty value
    :raise PayloadError: when it is no date"""
    text = read_text(value)
    if not text:
        return None
    try:
        moment = parser.isoparse(text)
    except ValueError:
        try:
            moment = datetime.strptime(text, "%m/%d/%Y")  # seen in Amazon's published examples
        except ValueError:
            raise PayloadError(f"{where}: {value!r:.80} is not a date.") from None
    utc = timezone.utc
    try:
        return moment.astimezone(utc) if moment.tzinfo else moment.replace(tzinfo=utc)
    except OverflowError:  # the first or the last day that there is, in another zone
        raise PayloadError(f"{where}: {value!r:.80} is not a date.") from None
