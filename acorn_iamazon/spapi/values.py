# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Lenient readers of single values: Amazon's answers break Amazon's own models in places."""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from dateutil import parser

from .errors import PayloadError


def read_text(value):
    """:return: the text without blanks round it; None for an empty one"""
    text = str(value).strip() if value is not None else ""
    return text or None


def read_integer(value, where):
    """:param value: an integer, also as text
    :param str where: names the record and the field in the error"""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or number != number.to_integral_value():
        raise PayloadError(f"{where}: {value!r} is not a whole number.")
    return int(number)


def read_decimal(value, where):
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        raise PayloadError(f"{where}: {value!r} is not a number.")
    return number


def read_moment(value, where):
    """:return: an aware UTC datetime; a moment without a zone is UTC; None for an empty value"""
    text = read_text(value)
    if not text:
        return None
    try:
        moment = parser.isoparse(text)
    except ValueError:
        try:
            moment = datetime.strptime(text, "%m/%d/%Y")  # seen in Amazon's published examples
        except ValueError:
            raise PayloadError(f"{where}: {value!r} is not a date.") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
