# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The last moment at which goods leave in time, and what past transports teach."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.support import load_planning

load_planning()
from acorn_iamazon_planning.leaving import find_last_leaving, learn_days  # noqa: E402

ZONE = ZoneInfo("America/Los_Angeles")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def is_weekday(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("until", "cut_off", "leaves"),
    [
        ("2026-12-04T18:00", time(16), "2026-12-04T16:00"),  # a Friday, after the carrier came
        ("2026-12-04T09:00", time(16), "2026-12-03T16:00"),  # before it comes
        ("2026-12-06T12:00", time(16), "2026-12-04T16:00"),  # a Sunday
        ("2026-12-04T18:00", None, "2026-12-04T18:00"),
        ("2026-12-06T12:00", None, "2026-12-04T23:59"),
        ("2026-12-07T00:30", time(16), "2026-12-04T16:00"),
    ],
)
def test_goods_leave_with_the_last_carrier_of_a_working_day(until, cut_off, leaves):
    assert find_last_leaving(at(until), cut_off, is_weekday) == at(leaves)


def test_warehouse_that_never_works_changes_nothing():
    moment = at("2026-12-04T18:00")
    assert find_last_leaving(moment, time(16), lambda _day: False) == moment


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ([], 0),
        ([20], 1),
        ([47], 2),
        ([24, 26, 30, 40, 200], 2),  # one that was slow is no rule
        ([24, 26, 90, 95], 4),
        ([-3, 20], 1),  # received before it left: a clock is wrong
    ],
)
def test_days_of_transit_are_those_of_most_transports(hours, days):
    assert learn_days(hours) == days
