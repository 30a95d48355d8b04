# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""An amount shared out in proportion, to the last cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .records import Currency


def share_out(amount: Decimal, weights: Sequence[Decimal], currency: Currency) -> list[Decimal]:
    """
    :param weights: how the amount is to be shared; their sum is not nothing
    :return: a share for each weight; together they are the amount, and each is less than a smallest
        unit off its proportion
    """
    total = sum(weights, Decimal(0))
    shares, done, weight_done = [], Decimal(0), Decimal(0)
    for weight in weights:
        weight_done += weight
        until_here = currency.round(amount * weight_done / total)
        shares.append(until_here - done)
        done = until_here
    return shares
