# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Periods lie on Amazon's borders; reports are read as a stream and refused with a sentence."""

import gzip
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from tests.support import load_spapi

load_spapi()
from acorn_iamazon_spapi import PayloadError, vendor_report  # noqa: E402

SALES = "GET_VENDOR_SALES_REPORT"


@pytest.mark.parametrize(
    ("period", "start", "following"),
    [
        ("DAY", date(2024, 2, 29), date(2024, 3, 1)),
        ("WEEK", date(2024, 2, 25), date(2024, 3, 3)),
        ("MONTH", date(2024, 2, 1), date(2024, 3, 1)),
        ("QUARTER", date(2024, 1, 1), date(2024, 4, 1)),
        ("YEAR", date(2024, 1, 1), date(2025, 1, 1)),
    ],
)
def test_borders_of_the_periods_around_a_leap_day(period, start, following):
    assert vendor_report.get_period_start(period, date(2024, 2, 29)) == start
    assert vendor_report.get_next_period(period, start) == following


def test_week_is_told_three_days_after_its_saturday():
    def get_last(today):
        return vendor_report.get_complete_periods("WEEK", date(2026, 10, 1), today)[-1]

    assert get_last(date(2026, 11, 16)) == (date(2026, 11, 1), date(2026, 11, 7))
    assert get_last(date(2026, 11, 17)) == (date(2026, 11, 8), date(2026, 11, 14))


def test_amazon_looks_back_eight_weeks():
    periods = vendor_report.get_complete_periods("WEEK", date(2025, 1, 1), date(2026, 11, 17))
    assert len(periods) == 8


def pack(content):
    return io.BytesIO(gzip.compress(content if isinstance(content, bytes) else content.encode()))


def read(content):
    return list(vendor_report.read_rows(SALES, pack(content)))


def make_report(**row):
    row = {"asin": "B07K1M9RXT", "startDate": "2026-11-08", "endDate": "2026-11-14", **row}
    return json.dumps({"salesAggregate": [], "salesByAsin": [row]})


def test_amounts_are_decimals_and_what_amazon_leaves_out_is_nothing():
    (row,) = read(make_report(shippedRevenue={"amount": 19.99, "currencyCode": "EUR"}))
    assert (row["shipped_revenue"], row["currency"]) == (Decimal("19.99"), "EUR")
    assert row["ordered_units"] is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (make_report(asin=""), "no asin"),
        (make_report(startDate="soon"), "no date in startDate: soon"),
        (make_report(shippedUnits="many"), "shippedUnits: 'many' is not a number"),
        ('{"salesByAsin": [{"asin": "B07K', "cut short"),
        ("<html>Busy</html>", "cut short, or no JSON"),
        ('{"rows": []}', "no list salesByAsin. It has: rows"),
    ],
)
def test_unusable_report_is_refused_with_a_sentence(content, told):
    with pytest.raises(PayloadError, match=told):
        read(content)


CUT_OFF = gzip.compress(b"{}" * 9000, mtime=0)[:30]


@pytest.mark.parametrize("broken", [b"", b"not gzip at all", CUT_OFF])
def test_broken_file_is_refused_with_a_sentence(broken):
    with pytest.raises(PayloadError):
        list(vendor_report.read_rows(SALES, io.BytesIO(broken)))


def test_request_has_the_options_and_days_that_its_type_needs():
    options = {
        "reportPeriod": "WEEK",
        "distributorView": "MANUFACTURING",
        "sellingProgram": "RETAIL",
    }
    days = (date(2026, 11, 1), date(2026, 11, 7))
    body = vendor_report.make_request(SALES, "ATVPDKIKX0DER", options, *days)
    assert body == {
        "reportType": SALES,
        "marketplaceIds": ["ATVPDKIKX0DER"],
        "reportOptions": options,
        "dataStartTime": "2026-11-01T00:00:00Z",
        "dataEndTime": "2026-11-07T23:59:59Z",
    }
    with pytest.raises(KeyError):
        vendor_report.make_request(SALES, "ATVPDKIKX0DER", {"reportPeriod": "WEEK"}, *days)


def test_forecasts_have_no_days_and_no_sums():
    forecast = "GET_VENDOR_FORECASTING_REPORT"
    options = {"sellingProgram": "RETAIL", "reportPeriod": "WEEK"}
    assert "dataStartTime" not in vendor_report.make_request(forecast, "ATVPDKIKX0DER", options)
    assert vendor_report.read_aggregates(forecast, pack("{}")) == []


def test_sums_of_all_asins_are_read_as_amazon_names_them():
    report = json.dumps({"salesAggregate": [{"shippedUnits": 7}], "salesByAsin": []})
    assert vendor_report.read_aggregates(SALES, pack(report)) == [{"shippedUnits": 7}]


def test_document_of_a_failed_report_says_why():
    assert vendor_report.read_failure(pack('{"errorDetails": "No access."}')) == "No access."
    assert vendor_report.read_failure(pack("{}")) == ""
