# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The way of the units from the order to the invoice, and what falls out at each step."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from .fate import NOTHING, Quantities


@dataclass(frozen=True)
class Measure:
    """:ivar units: eaches
    :ivar amount: without taxes"""

    units: float
    amount: float

    @property
    def is_nothing(self) -> bool:
        """Whether there is neither a unit nor money."""
        return abs(self.units) < NOTHING and abs(self.amount) < NOTHING


# A step, and what falls out on the way to it from the step before.
STEPS = {
    "ordered": (),
    "accepted": ("open", "rejected", "cancelled"),
    "shipped": ("to_ship", "given_up", "elsewhere"),
    "received": ("on_the_way", "missing"),
    "invoiced": ("not_invoiced", "not_received"),
}


@dataclass(frozen=True)
class Way:
    """The units of one line.

    :ivar price: of an each
    :ivar elsewhere: of what was shipped, what belongs to other invoices of the line
    """

    quantities: Quantities
    price: float
    elsewhere: float = 0.0

    def count(self) -> dict[str, float]:
        """:return: units by step and by what falls out"""
        line = self.quantities
        kept_on = line.promised - line.cancelled
        return {
            "ordered": line.ordered,
            "open": line.open,
            "rejected": line.rejected,
            "cancelled": line.cancelled,
            "accepted": kept_on,
            "to_ship": line.to_ship,
            "given_up": max(0.0, kept_on - line.shipped - self.elsewhere - line.to_ship),
            "elsewhere": self.elsewhere,
            "shipped": line.shipped,
            "on_the_way": line.on_the_way,
            "missing": line.missing,
            "received": line.received,
            "not_invoiced": max(0.0, line.shipped - line.to_pay),
            "not_received": max(0.0, min(line.to_pay, line.shipped) - line.received),
            "invoiced": line.to_pay,
        }


def add_up(ways: Iterable[Way]) -> dict[str, Measure]:
    """:return: what all lines make together, by step and by what falls out"""
    units: dict[str, float] = defaultdict(float)
    amounts: dict[str, float] = defaultdict(float)
    for way in ways:
        for code, number in way.count().items():
            units[code] += number
            amounts[code] += number * way.price
    return {code: Measure(units[code], amounts[code]) for code in units}
