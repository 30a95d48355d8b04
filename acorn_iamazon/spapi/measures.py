# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Weights, lengths and volumes in the units that Amazon's shipments know (Vendor Shipments v1)."""

from collections.abc import Mapping
from decimal import Decimal

from .jsontext import decimal_text

GRAMS = {
    "G": Decimal(1),
    "Kg": Decimal(1000),
    "Oz": Decimal("28.349523125"),
    "Lb": Decimal("453.59237"),
}
METRES = {
    "Meter": Decimal(1),
    "In": Decimal("0.0254"),
    "Ft": Decimal("0.3048"),
    "Yard": Decimal("0.9144"),
}
CUBIC_METRES = {
    "CuM": Decimal(1),
    **{
        name: METRES[length] ** 3
        for name, length in (("CuIn", "In"), ("CuFt", "Ft"), ("CuY", "Yard"))
    },
}
# Digits that keep a gram, a millimetre, a cubic centimetre in each unit.
PLACES = {"G": 0, "Oz": 2, "Meter": 3, "Yard": 3, "CuM": 6, "CuIn": 1}


def measure(base: Decimal, unit: str, factors: Mapping[str, Decimal]) -> str:
    """:param base: in grams, metres or cubic metres
    :param unit: one of Amazon's units of the table
    :param factors: :data:`GRAMS`, :data:`METRES` or :data:`CUBIC_METRES`
    :return: the amount in the unit, as Amazon's decimal text
    :raise KeyError: for a unit that the table does not have"""
    places = PLACES.get(unit, 3)
    return decimal_text(round(base / factors[unit], places), places)
