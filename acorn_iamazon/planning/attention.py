# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is unusual enough that somebody should hear of it."""

from collections.abc import Sequence
from statistics import mean, stdev

LEAST_WEEKS = 8
# A week so many standard deviations above the mean comes once in some years.
SPIKE = 3


def is_spike(history: Sequence[float]) -> bool:
    """:param history: units a week, the last complete one at the end
    :return: whether that week stands out of those before it"""
    *before, last = history[-27:] or [0]
    if len(before) < LEAST_WEEKS:
        return False
    # A product that is always ordered alike has no deviation: twice as much is a spike then.
    usual = mean(before)
    return last > max(usual + SPIKE * stdev(before), 2 * usual)


def has_fallen(recent: float | None, before: float | None, points: float = 5.0) -> bool:
    """:param recent: in percent; None when there is no result
    :param before: in percent; None when there is no result
    :param points: percentage points
    :return: whether a result in percent is that many points below what it was"""
    return recent is not None and before is not None and before - recent >= points
