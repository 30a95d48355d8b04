# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""JSON, numbers and moments as Amazon reads and writes them."""

import json
import math
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, TypeAlias

from .errors import PayloadError

# Digits on either side of the decimal point.
LONGEST = 60

# How many times its length a text may take when it is laid out: what is nested a thousand deep has
# four thousand blanks before each of its lines.
MOST_TIMES = 20

# A decoded JSON object. What its values are is known only after they are read: Amazon's answers
# break Amazon's own models in places.
JsonObject: TypeAlias = dict[str, Any]


def loads(text: str | bytes) -> Any:
    """:param text: a JSON document
    :return: the decoded text, with decimals in place of floats
    :raise ValueError: for what is no JSON, such as NaN and Infinity
    :raise PayloadError: for what is nested deeper than can be read"""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError:
        raise PayloadError(
            "The JSON is nested too deep to be read: Amazon's documents have ten levels. Fetch it "
            "again."
        ) from None


def dumps(value: object, indent: int | None = None) -> str:
    """:param value: what JSON knows, and decimals
    :param indent: blanks before each level; all on one line when not given
    :return: the value as JSON text, decimals as numbers. The names keep their order. Half of a
        surrogate pair, which no database takes, stands there as its escape; so does a number that
        is beyond any float, as the text that it was.
    :raise TypeError: for what JSON does not know"""
    # A decimal of up to 15 digits goes through a float unchanged: more has no amount of money.
    text = json.dumps(value, indent=indent, default=_encode, ensure_ascii=False)
    return _escape(text)


def _escape(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def indent(text: str) -> str:
    """:param text: a JSON document, or anything else
    :return: the text laid out for reading; what is no JSON, or would fill the screen with blanks,
        as it is"""
    parts: list[str] = []
    size = 0
    try:
        encoder = json.JSONEncoder(indent=4, default=_encode, ensure_ascii=False)
        for part in encoder.iterencode(loads(text)):
            parts.append(part)
            size += len(part)
            if size > MOST_TIMES * len(text):
                return text
    except (TypeError, ValueError, RecursionError):
        return text
    return _escape("".join(parts))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _encode(value: object) -> float | str:
    if isinstance(value, Decimal):
        number = float(value)
        is_kept = math.isfinite(number) and bool(number) == bool(value)
        return number if is_kept else str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def utc_text(moment: datetime) -> str:
    """:param moment: a datetime; without a zone it is UTC
    :return: as Amazon wants it: UTC with Z, whole seconds"""
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def is_writable(number: Decimal) -> bool:
    """:param number: in whatever unit
    :return: whether its plain digits are few: an exponent of seven letters may stand for megabytes
    """
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -LONGEST < exponent < LONGEST > number.adjusted()


def decimal_text(amount: Decimal, places: int | None = None) -> str:
    """:param amount: in whatever unit
    :param places: how many decimals to write; as many as it has when not given
    :return: plain digits, no exponent, no leading zeros: the pattern of Amazon's decimal strings
    :raise ValueError: for what has no end of digits, or too many
    """
    if not is_writable(amount):
        raise ValueError(f"{amount!s:.40} is no number to be written in plain digits.")
    return format(amount if places is None else round(amount, places), "f")
