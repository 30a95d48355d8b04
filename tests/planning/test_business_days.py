# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Hours and days that run on business days only."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.support import load_planning

load_planning()
from acorn_iamazon_planning.business_days import add_hours, count_days  # noqa: E402

ZONE = ZoneInfo("America/New_York")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def is_weekday(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-12-01T10:00", 24, "2026-12-02T10:00"),  # a Tuesday
        ("2026-12-04T17:00", 24, "2026-12-07T17:00"),  # a Friday
        ("2026-12-05T09:00", 24, "2026-12-08T00:00"),  # a Saturday: begins with Monday
        ("2026-12-06T23:59", 2, "2026-12-07T02:00"),
        ("2026-12-03T12:00", 48, "2026-12-07T12:00"),
        ("2026-12-04T17:00", 0, "2026-12-04T17:00"),
        ("2026-12-05T09:00", 0, "2026-12-07T00:00"),
    ],
)
def test_hours_stand_still_on_the_weekend(start, hours, end):
    assert add_hours(at(start), hours, is_weekday) == at(end)


def test_hours_end_even_where_no_day_counts():
    assert add_hours(at("2026-12-01T00:00"), 24, lambda day: False) > at("2027-12-01T00:00")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-12-01", "2026-12-01", 0),
        ("2026-12-01", "2026-12-04", 3),
        ("2026-12-01", "2026-12-06", 3),
        ("2026-12-01", "2026-12-08", 5),
        ("2026-12-08", "2026-12-01", -5),
    ],
)
def test_days_of_the_weekend_are_not_counted(start, end, days):
    counted = count_days(date.fromisoformat(start), date.fromisoformat(end), is_weekday)
    assert counted == days
