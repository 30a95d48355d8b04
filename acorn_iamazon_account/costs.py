# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Costs of the lines that make the invoice's total, whatever way Odoo rounds.

Odoo rounds the amount of each line or the sum of all, and spreads what is left over the lines;
who adds the invoice up again may round each line or the sum. A cost is the agreed one wherever
that makes the same total in both ways; else the cost that makes exactly the line's amount.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FINEST = 12


@dataclass(frozen=True)
class PricedLine:
    """:ivar factor: what the cost is multiplied by: cases, eaches or a weight
    :ivar cost: as agreed
    :ivar amount: of the line, as Odoo rounded it
    """

    factor: Decimal
    cost: Decimal
    amount: Decimal


def round_to(amount, rounding):
    """:param rounding: the smallest coin, such as ``Decimal("0.01")``"""
    return (amount / rounding).quantize(Decimal(1), ROUND_HALF_UP) * rounding


def settle_costs(lines, rounding):
    """
    :param lines: of :class:`PricedLine`
    :param rounding: the smallest coin of the currency
    :return: the cost of each line
    """
    total = sum((line.amount for line in lines), Decimal(0))
    costs = [line.cost for line in lines]
    products = [line.factor * line.cost for line in lines]
    exact = sum(products, Decimal(0))
    rounded = sum((round_to(product, rounding) for product in products), Decimal(0))
    by_distance = sorted(
        range(len(lines)), key=lambda i: abs(products[i] - lines[i].amount), reverse=True
    )
    for place in by_distance:
        if round_to(exact, rounding) == total == rounded:
            break
        line, product = lines[place], products[place]
        costs[place] = _divide(line.amount, line.factor, rounding)
        exact += costs[place] * line.factor - product
        rounded += line.amount - round_to(product, rounding)
    return costs


def _divide(amount, factor, rounding):
    """:return: the shortest cost that makes the amount to a thousandth of the smallest coin"""
    if not factor:
        return amount
    for places in range(max(0, -rounding.normalize().as_tuple().exponent), FINEST + 1):
        cost = (amount / factor).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if abs(cost * factor - amount) <= rounding / 1000:
            break
    return cost
