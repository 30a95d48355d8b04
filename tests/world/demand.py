# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What consumers want: products, and how many of each in a week."""

import math
from dataclasses import dataclass
from decimal import Decimal

PATTERNS = ("steady", "seasonal", "intermittent", "launch", "ending")
WEEKS_OF_A_YEAR = 52


@dataclass(frozen=True)
class Product:
    """What Amazon lists of the vendor's."""

    asin: str
    number: str  # the vendor's own
    pattern: str  # one of PATTERNS
    weekly: float  # eaches a week, on the average of its best time
    turn: int  # the week of its launch, its end or its peak
    unit: str  # Cases or Eaches: how Amazon orders it
    size: int  # eaches in a case
    cost: Decimal  # what Amazon pays for one unit of the line, a case or an each


def make_products(chance, count):
    """:param count: how many; with five or more each pattern is among them
    :return: list of :class:`Product`"""
    return [_make_product(chance.of("product", n), n) for n in range(count)]


def _make_product(draw, n):
    letters = "".join(draw.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=6))
    size = draw.choice((1, 6, 10, 12, 24))
    in_cases = size > 1 and draw.random() < 0.5
    each = Decimal(draw.randrange(199, 4999)) / 100
    return Product(
        asin=f"B0{n:02d}{letters}"[:10],
        number=f"ART-{1000 + n}",
        pattern=PATTERNS[n % len(PATTERNS)],
        weekly=draw.uniform(20, 120),
        turn=draw.randrange(2, 40),
        unit="Cases" if in_cases else "Eaches",
        size=size if in_cases else 1,
        cost=each * size if in_cases else each,
    )


def get_mean(product, week):
    """:param week: weeks since the first day of the world
    :return: eaches that are wanted on the average"""
    if product.pattern == "seasonal":
        turn = 2 * math.pi * (week - product.turn) / WEEKS_OF_A_YEAR
        return product.weekly * (0.5 + 0.5 * math.cos(turn))
    if product.pattern == "launch":
        return product.weekly * min(1.0, max(0, week - product.turn % 8) / 6)
    if product.pattern == "ending":
        return product.weekly * max(0.0, 1 - week / (product.turn + 4))
    return product.weekly


def draw_demand(chance, product, week):
    """:return: eaches that consumers want in the week"""
    draw = chance.of("demand", product.asin, week)
    mean = get_mean(product, week)
    if product.pattern == "intermittent":  # all of a month at once
        mean = mean * 4 if draw.random() < 0.25 else 0
    return max(0, round(draw.gauss(mean, math.sqrt(mean)))) if mean else 0
