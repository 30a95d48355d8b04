# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""When goods must leave, and how long they take to a fulfilment centre."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from math import ceil

# Further back no warehouse is closed.
MOST_DAYS = 60
# Of ten transports so many were as fast: one that was slow is no rule, a quarter is.
FAST = 0.8


def find_last_leaving(
    until: datetime, cut_off: time | None, is_working: Callable[[date], bool]
) -> datetime:
    """:param until: when goods must have left at the latest, in the time of the warehouse
    :param cut_off: when the carrier comes; None: goods leave at any hour
    :param is_working: whether the warehouse works on that day
    :return: the last moment not after it at which goods leave the warehouse; the same moment where
        it does not work for months"""
    for back in range(MOST_DAYS):
        day = until.date() - timedelta(days=back)
        last = datetime.combine(day, cut_off or time(23, 59), until.tzinfo)
        if not back and not cut_off:
            last = until
        if last <= until and is_working(day):
            return last
    return until


def learn_days(hours: Sequence[float]) -> int:
    """:param hours: from leaving the warehouse to the first receipt at Amazon
    :return: the days that most transports took at most; 0 where there are none"""
    known = sorted(hour for hour in hours if hour >= 0)
    if not known:
        return 0
    return ceil(known[ceil(len(known) * FAST) - 1] / 24)
