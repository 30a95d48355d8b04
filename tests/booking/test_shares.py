# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""An amount shared out in proportion is the same amount afterwards."""

import random
from decimal import Decimal

from tests.support import load_booking

load_booking()
from acorn_iamazon_booking import Currency  # noqa: E402
from acorn_iamazon_booking.shares import share_out  # noqa: E402

EUR = Currency(1, Decimal("0.01"))


def test_shares_follow_the_weights():
    assert share_out(Decimal(100), [Decimal(3), Decimal(1)], EUR) == [Decimal(75), Decimal(25)]


def test_rounding_loses_nothing_whatever_the_weights():
    dice = random.Random(3)
    for _round in range(500):
        amount = Decimal(dice.randint(-99999, 99999)) / 100
        weights = [Decimal(dice.randint(1, 9999)) for _weight in range(dice.randint(1, 9))]
        shares = share_out(amount, weights, EUR)
        assert sum(shares) == amount
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - amount * weight / sum(weights)) < EUR.step


def test_yen_is_shared_in_whole_yen():
    yen = Currency(2, Decimal(1))
    assert share_out(Decimal(10), [Decimal(1)] * 3, yen) == [Decimal(3), Decimal(4), Decimal(3)]
