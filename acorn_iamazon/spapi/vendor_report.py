# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The vendor retail analytics reports, as requests and as rows.

Types, options and columns are those of Amazon's published report schemas
(``vendorSalesReport.json`` and its like) and of the page "Vendor retail analytics reports"; periods
lie on Amazon's borders (a week is Sunday to Saturday) and are complete some three days after
their end. A report of a large vendor holds a million rows: it is read as a stream.
"""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import TracebackType
from typing import BinaryIO, TypeAlias

import ijson

from .errors import PayloadError
from .jsontext import JsonObject
from .values import Record, read_decimal

# Days after the end of a period until its report is complete (third parties' experience).
DAYS_UNTIL_COMPLETE = 3


@dataclass(frozen=True)
class Layout:
    """
    :ivar rows: the list with the figures of each ASIN
    :ivar aggregate: the list with the figures of all ASINs together; None when there is none
    :ivar columns: our column by Amazon's name
    :ivar options: the options that a request needs
    """

    rows: str
    aggregate: str | None
    columns: Mapping[str, str]
    options: tuple[str, ...]


# Our columns with their values; None where Amazon tells nothing.
Row: TypeAlias = dict[str, str | date | Decimal | None]


LAYOUTS = {
    "GET_VENDOR_SALES_REPORT": Layout(
        "salesByAsin",
        "salesAggregate",
        {
            "orderedUnits": "ordered_units",
            "orderedRevenue": "ordered_revenue",
            "shippedUnits": "shipped_units",
            "shippedRevenue": "shipped_revenue",
            "shippedCogs": "shipped_cogs",
            "customerReturns": "customer_returns",
        },
        ("reportPeriod", "distributorView", "sellingProgram"),
    ),
    "GET_VENDOR_INVENTORY_REPORT": Layout(
        "inventoryByAsin",
        "inventoryAggregate",
        {
            "sellableOnHandInventoryUnits": "sellable_units",
            "sellableOnHandInventoryCost": "sellable_cost",
            "unsellableOnHandInventoryUnits": "unsellable_units",
            "aged90PlusDaysSellableInventoryUnits": "aged_units",
            "unhealthyInventoryUnits": "unhealthy_units",
            "openPurchaseOrderUnits": "open_order_units",
            "netReceivedInventoryUnits": "net_received_units",
            "unfilledCustomerOrderedUnits": "unfilled_units",
            "vendorConfirmationRate": "confirmation_rate",
            "sellThroughRate": "sell_through_rate",
            "averageVendorLeadTimeDays": "lead_time_days",
        },
        ("reportPeriod", "distributorView", "sellingProgram"),
    ),
    "GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT": Layout(
        "netPureProductMarginByAsin",
        "netPureProductMarginAggregate",
        {"netPureProductMargin": "net_pure_product_margin"},
        ("reportPeriod",),
    ),
    "GET_VENDOR_FORECASTING_REPORT": Layout(
        "forecastByAsin",
        None,
        {
            "meanForecastUnits": "mean_units",
            "p70ForecastUnits": "p70_units",
            "p80ForecastUnits": "p80_units",
            "p90ForecastUnits": "p90_units",
        },
        ("sellingProgram",),
    ),
}

# Periods that one request may span at most, and how many periods Amazon looks back.
# DAY, WEEK … of the page "Vendor retail analytics reports"; only DAY is confirmed by vendors.
LONGEST_SPAN = {"DAY": 15, "WEEK": 7, "MONTH": 15, "QUARTER": 4, "YEAR": 2}
LOOK_BACK = {"DAY": 1460, "WEEK": 8, "MONTH": 36, "QUARTER": 8, "YEAR": 3}


class UnknownLayout(PayloadError):
    """The report does not have the list that its type should have."""


def get_period_start(period: str, day: date) -> date:
    """:param period: ``DAY``, ``WEEK``, ``MONTH``, ``QUARTER`` or ``YEAR``
    :param day: any day of it
    :return: the first day of the period that the day lies in"""
    if period == "WEEK":
        return day - timedelta(days=(day.weekday() + 1) % 7)
    if period == "MONTH":
        return day.replace(day=1)
    if period == "QUARTER":
        return day.replace(month=day.month - (day.month - 1) % 3, day=1)
    if period == "YEAR":
        return day.replace(month=1, day=1)
    return day


def get_next_period(period: str, start: date) -> date:
    """:param period: as for :func:`get_period_start`
    :param start: the first day of a period
    :return: the first day of the period after the one that starts on that day"""
    # No period is longer than 366 days, none starts within 28 days of another but days and weeks.
    days = {"DAY": 1, "WEEK": 7, "MONTH": 31, "QUARTER": 92, "YEAR": 366}[period]
    return get_period_start(period, start + timedelta(days=days))


def get_complete_periods(period: str, first: date, today: date) -> list[tuple[date, date]]:
    """:param period: as for :func:`get_period_start`
    :param first: a day of the first period
    :param today: the day on which Amazon is asked
    :return: (first day, last day) of each period from ``first`` on that Amazon can tell of,
    oldest first; none is older than Amazon looks back"""
    periods = []
    start = get_period_start(period, first)
    while (following := get_next_period(period, start)) + timedelta(
        days=DAYS_UNTIL_COMPLETE - 1
    ) <= today:
        periods.append((start, following - timedelta(days=1)))
        start = following
    return periods[-LOOK_BACK[period] :]


def make_request(
    report_type: str,
    marketplace: str,
    options: Mapping[str, str],
    start: date | None = None,
    end: date | None = None,
) -> JsonObject:
    """
    :param report_type: one of :data:`LAYOUTS`
    :param marketplace: Amazon's id of the marketplace
    :param options: by Amazon's names; those that the type does not have are left out
    :param start: first day; None for the types without dates
    :param end: last day, as ``start``
    :return: the body of createReport
    :raise KeyError: for an option that the type needs and that is not given
    """
    wanted = LAYOUTS[report_type].options
    body: JsonObject = {
        "reportType": report_type,
        "marketplaceIds": [marketplace],
        "reportOptions": {name: options[name] for name in wanted},
    }
    if "reportPeriod" in wanted:
        body["dataStartTime"] = f"{start:%Y-%m-%d}T00:00:00Z"
        body["dataEndTime"] = f"{end:%Y-%m-%d}T23:59:59Z"
    return body


def read_rows(report_type: str, packed: BinaryIO) -> Iterator[Row]:
    """Read the figures, one ASIN and period after the other.

    :param report_type: one of :data:`LAYOUTS`
    :param packed: a binary file with the report, compressed by gzip
    :return: an iterator of dicts: ``asin``, ``start_date``, ``end_date``, ``currency`` (code or
        None), ``generated_on`` for forecasts, and the layout's columns (None where Amazon tells
        nothing)
    :raise UnknownLayout: naming the lists that are there instead
    :raise PayloadError: when the report is cut short, is no JSON, or a row lacks its ASIN or dates
    """
    layout = LAYOUTS[report_type]
    is_there = False
    with _reading(packed) as stream:
        for row in ijson.items(stream, f"{layout.rows}.item"):
            is_there = True
            yield _read_row(layout, row)
    if not is_there:
        _check_list(layout.rows, packed)


def read_aggregates(report_type: str, packed: BinaryIO) -> list[JsonObject]:
    """:param report_type: one of :data:`LAYOUTS`
    :param packed: a binary file with the report, compressed by gzip
    :return: the figures of all ASINs together, one dict a period, as Amazon names them
    :raise PayloadError: when the report is cut short, or is no JSON"""
    name = LAYOUTS[report_type].aggregate
    if not name:
        return []
    with _reading(packed) as stream:
        return list(ijson.items(stream, f"{name}.item", use_float=True))


def read_failure(packed: BinaryIO) -> str:
    """:param packed: a binary file, compressed by gzip
    :return: what Amazon's document of a failed report tells, as text
    :raise PayloadError: when the document is cut short, or is no JSON"""
    with _reading(packed) as stream:
        told = next(ijson.items(stream, "errorDetails"), None)
    return str(told or "")


class _reading:
    """The report's text; what is wrong with the file becomes a :class:`PayloadError`."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed

    def __enter__(self) -> gzip.GzipFile:
        self._packed.seek(0)
        return gzip.GzipFile(fileobj=self._packed, mode="rb")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, (EOFError, ijson.JSONError)):
            raise PayloadError("The report is cut short, or no JSON.") from None
        if isinstance(error, (OSError, zlib.error, UnicodeDecodeError)):
            raise PayloadError("The report is not compressed as Amazon says.") from None


def _check_list(name: str, packed: BinaryIO) -> None:
    with _reading(packed) as stream:
        names = [
            value
            for prefix, event, value in ijson.parse(stream)
            if not prefix and event == "map_key"
        ]
    if name not in names:
        raise UnknownLayout(
            f"The report has no list {name}. It has: {', '.join(names) or 'nothing'}."
        )


def _read_row(layout: Layout, row: Record) -> Row:
    values: Row = {
        "asin": _need(row, "asin"),
        "start_date": _read_date(row, "startDate"),
        "end_date": _read_date(row, "endDate"),
        "currency": None,
    }
    if "forecastGenerationDate" in row:
        values["generated_on"] = _read_date(row, "forecastGenerationDate")
    for name, column in layout.columns.items():
        figure = row.get(name)
        if isinstance(figure, dict):
            currency = figure.get("currencyCode")
            values["currency"] = str(currency) if currency else values["currency"]
            figure = figure.get("amount")
        values[column] = _read_number(name, figure)
    return values


def _need(row: Record, name: str) -> str:
    value = row.get(name)
    if not value or not isinstance(value, str):
        raise PayloadError(f"A row of the report has no {name}: {row}")
    return value


def _read_date(row: Record, name: str) -> date:
    try:
        return date.fromisoformat(_need(row, name)[:10])
    except ValueError:
        raise PayloadError(f"A row of the report has no date in {name}: {row[name]}") from None


def _read_number(name: str, figure: object) -> Decimal | None:
    return None if figure is None else read_decimal(figure, f"A row of the report, {name}")
