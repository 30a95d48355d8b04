# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""JSON, numbers and moments as Amazon reads and writes them."""

import json
from datetime import UTC
from decimal import Decimal


def loads(text):
    """:return: the decoded text, with decimals in place of floats"""
    return json.loads(text, parse_float=Decimal)


def dumps(value, **layout):
    """:return: the value as JSON text, decimals as numbers. The names keep their order."""
    # A decimal of up to 15 digits goes through a float unchanged: more has no amount of money.
    return json.dumps(value, **layout, default=_encode, ensure_ascii=False)


def indent(text):
    """:return: the text laid out for reading; what is no JSON as it is"""
    try:
        return dumps(loads(text), indent=4)
    except (TypeError, ValueError):
        return text


def _encode(value):
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


def utc_text(moment):
    """:param moment: a datetime; without a zone it is UTC
    :return: as Amazon wants it: UTC with Z, whole seconds"""
    if moment.tzinfo:
        moment = moment.astimezone(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def decimal_text(amount, places=None):
    """:param Decimal amount: the amount
    :param places: how many decimals to write; as many as it has when not given
    :return: plain digits, no exponent, no leading zeros: the pattern of Amazon's decimal strings
    """
    return format(amount if places is None else round(amount, places), "f")
