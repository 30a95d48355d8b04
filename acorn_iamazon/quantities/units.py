# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Eaches, cases and the units in which a vendor counts.

A factor is how many eaches are in one unit: 12 for a dozen, 1 for the piece itself.
"""

import math
from decimal import Decimal
from fractions import Fraction

# Numbers that come as floats carry no more digits than these.
DIGITS = 9


def to_eaches(quantity: float, factor: float, step: float = 0.0) -> float:
    """
    :param quantity: in a unit of the vendor's
    :param factor: eaches in one of it
    :param step: the smallest quantity that the vendor's system keeps, such as 0.01
    :return: eaches. Twenty-five eaches are kept as 2.08 or 2.09 dozens: a quantity that is as close
        to a whole number as that rounding explains is that number
    """
    eaches = _exact(quantity) * _exact(factor)
    whole = round(eaches)
    lost = _exact(step) * _exact(factor) if factor != 1 else 0
    return float(whole if abs(eaches - whole) <= min(lost, Fraction(1, 2)) else eaches)


def to_quantity(eaches: float, factor: float) -> float:
    """:return: the same in a unit of the vendor's of which one is that many eaches, unrounded"""
    return float(_exact(eaches) / _exact(factor))


def to_amount(eaches: float, size: int) -> int | None:
    """
    :param size: eaches in one of Amazon's unit: the case size, 1 for eaches
    :return: how many of Amazon's unit, or None when it is no whole number of them"""
    amount = _exact(eaches) / size
    return amount.numerator if amount.denominator == 1 else None


def count_whole(eaches: float, size: int) -> int:
    """:return: how many whole ones of Amazon's unit are in that many eaches"""
    return math.floor(_exact(eaches) / size)


def is_whole(quantity: float) -> bool:
    """Whether the quantity has no part of a unit."""
    return _exact(quantity).denominator == 1


def _exact(number: float) -> Fraction:
    return Fraction(round(Decimal(repr(number)), DIGITS))
