# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Time that runs on business days only, as Amazon counts some of its deadlines."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

# Further apart nobody counts business days.
MOST_DAYS = 400


def add_hours(start: datetime, hours: float, is_business: Callable[[date], bool]) -> datetime:
    """:param start: in the time of the place whose days count
    :param is_business: whether time runs on that day
    :return: when so many hours have run; on a day that does not count they stand still"""
    moment, left = start, timedelta(hours=hours)
    for _day in range(MOST_DAYS):
        if is_business(moment.date()) and moment + left < _get_midnight(moment):
            return moment + left
        if is_business(moment.date()):
            left -= _get_midnight(moment) - moment
        moment = _get_midnight(moment)
    return moment + left


def count_days(start: date, end: date, is_business: Callable[[date], bool]) -> int:
    """:return: the business days after the one day until the other; negative before it"""
    if end < start:
        return -count_days(end, start, is_business)
    days = min((end - start).days, MOST_DAYS)
    return sum(is_business(start + timedelta(days=place)) for place in range(1, days + 1))


def _get_midnight(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)
