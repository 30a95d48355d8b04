# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date, timedelta

from freezegun import freeze_time

from odoo.tests.common import tagged

from .common import SandboxCase

SALES = "GET_VENDOR_SALES_REPORT"
FORECAST = "GET_VENDOR_FORECASTING_REPORT"
# A Wednesday: the week from the 8th to the 14th of November is complete, the next one is not.
TODAY = "2026-11-18 09:00:00"
WEEK = ("2026-11-08", "2026-11-14")


def make_sale(asin="B07K1M9RXT", week=WEEK, units=12, amount=299.88):
    price = {"amount": amount, "currencyCode": "USD"}
    return {
        "startDate": week[0],
        "endDate": week[1],
        "asin": asin,
        "orderedUnits": units,
        "orderedRevenue": price,
        "shippedUnits": units - 1,
        "shippedRevenue": price,
        "shippedCogs": price,
        "customerReturns": 1,
    }


def make_forecasts(asin="B07K1M9RXT", weeks=4, mean=10.5):
    start = date(2026, 11, 15)
    return [
        {
            "forecastGenerationDate": "2026-11-15",
            "asin": asin,
            "startDate": str(start + timedelta(weeks=week)),
            "endDate": str(start + timedelta(weeks=week, days=6)),
            "meanForecastUnits": mean,
            "p70ForecastUnits": mean + 2,
            "p80ForecastUnits": mean + 4,
            "p90ForecastUnits": mean + 8,
        }
        for week in range(weeks)
    ]


@tagged("post_install", "-at_install")
class TestReports(SandboxCase):
    """Amazon's vendor reports come by themselves, are kept, and end in a clear state."""

    @classmethod
    def get_scenario(cls, fixture):
        scenario = fixture.make_scenario()
        scenario["reports"] = {SALES: [make_sale()], FORECAST: make_forecasts()}
        return scenario

    def setUp(self):
        super().setUp()
        clock = freeze_time(TODAY, tick=True)
        clock.start()
        self.addCleanup(clock.stop)
        # Only the last complete week is wanted, unless a test says otherwise.
        self.schedule = self.make_schedule(SALES)

    def make_schedule(self, report_type, **values):
        return self.env["amazon.vendor.report.schedule"].create(
            {
                "account_id": self.account.id,
                "report_type": report_type,
                "first_date": "2026-11-08",
                **values,
            }
        )

    def fetch(self):
        self.account.action_fetch_reports()
        return self.env["amazon.vendor.report"].search([("account_id", "=", self.account.id)])

    def set_up_amazon(self, **settings):
        self.sandbox.tell("settings", **settings)

    def wait(self, **duration):
        """Let time pass for what waits for Amazon."""
        for report in self.env["amazon.vendor.report"].search([]):
            if report.next_attempt_at:
                report.next_attempt_at -= timedelta(**duration)
            if report.requested_at:
                report.requested_at -= timedelta(**duration)

    def test_the_last_complete_week_is_asked_for_and_read(self):
        report = self.fetch()
        self.assertEqual((str(report.start_date), str(report.end_date)), WEEK)
        self.assertEqual(report.state, "done", report.message)
        figure = self.env["amazon.vendor.sales.figure"].search([("report_id", "=", report.id)])
        self.assertRecordValues(
            figure,
            [
                {
                    "asin": "B07K1M9RXT",
                    "ordered_units": 12,
                    "ordered_revenue": 299.88,
                    "customer_returns": 1,
                    "currency_id": self.env.ref("base.USD").id,
                }
            ],
        )

    def test_request_has_the_options_and_the_borders_that_amazon_wants(self):
        self.fetch()
        (call,) = self.sandbox.ask("received", operation="createReport")
        self.assertEqual(
            call["body"],
            {
                "reportType": SALES,
                "marketplaceIds": ["ATVPDKIKX0DER"],
                "reportOptions": {
                    "reportPeriod": "WEEK",
                    "distributorView": "MANUFACTURING",
                    "sellingProgram": "RETAIL",
                },
                "dataStartTime": "2026-11-08T00:00:00Z",
                "dataEndTime": "2026-11-14T23:59:59Z",
            },
        )

    def test_what_was_read_is_not_asked_for_again(self):
        self.fetch()
        self.fetch()
        self.assertEqual(len(self.sandbox.ask("received", operation="createReport")), 1)

    def test_first_date_brings_the_weeks_before(self):
        self.schedule.first_date = "2026-10-20"
        reports = self.fetch()
        self.assertEqual(
            sorted(str(report.start_date) for report in reports),
            ["2026-10-18", "2026-10-25", "2026-11-01", "2026-11-08"],
        )

    def test_figures_belong_to_the_mapped_product(self):
        self.env["amazon.vendor.product"].create(
            {
                "account_id": self.account.id,
                "asin": "B07K1M9RXT",
                "product_id": self.kettle.id,
            }
        )
        self.fetch()
        figure = self.env["amazon.vendor.sales.figure"].search([("asin", "=", "B07K1M9RXT")])
        self.assertEqual(figure.product_id, self.kettle)

    def test_mapping_an_asin_later_names_the_product_of_its_figures(self):
        self.fetch()
        mapping = self.env["amazon.vendor.product"].create(
            {"account_id": self.account.id, "asin": "B07K1M9RXT"}
        )
        mapping.product_id = self.kettle
        figure = self.env["amazon.vendor.sales.figure"].search([("asin", "=", "B07K1M9RXT")])
        self.assertEqual(figure.product_id, self.kettle)

    def test_reading_again_doubles_nothing(self):
        report = self.fetch()
        report.action_read_again()
        self.fetch()
        self.assertEqual(report.state, "done")
        figures = self.env["amazon.vendor.sales.figure"].search([("report_id", "=", report.id)])
        self.assertEqual(len(figures), 1)
        self.assertEqual(len(self.sandbox.ask("received", operation="createReport")), 1)

    def test_asking_again_brings_amazons_correction(self):
        report = self.fetch()
        self.set_up_amazon(
            report_content='{"salesByAsin": [{"startDate": "2026-11-08", "endDate": "2026-11-14", '
            '"asin": "B07K1M9RXT", "shippedUnits": 40}], "salesAggregate": []}'
        )
        report.action_ask_again()
        self.fetch()
        figure = self.env["amazon.vendor.sales.figure"].search([("report_id", "=", report.id)])
        self.assertEqual(figure.mapped("shipped_units"), [40])

    def test_forecast_is_kept_by_the_day_amazon_made_it(self):
        self.schedule.unlink()
        self.make_schedule(FORECAST)
        report = self.fetch()
        self.assertEqual((report.state, report.row_count), ("done", 4))
        forecasts = self.env["amazon.vendor.forecast"].search([], order="start_date")
        self.assertEqual(
            [str(day) for day in forecasts.mapped("start_date")],
            ["2026-11-15", "2026-11-22", "2026-11-29", "2026-12-06"],
        )
        self.assertEqual(set(forecasts.mapped("p90_units")), {18.5})

    def test_report_that_is_not_compressed_is_read_as_well(self):
        self.set_up_amazon(report_packed=False)
        self.assertEqual(self.fetch().state, "done")

    def test_waiting_report_is_asked_for_at_growing_gaps(self):
        self.set_up_amazon(report_polls=3)
        report = self.fetch()
        self.assertEqual((report.state, report.polls), ("requested", 1))
        self.fetch()
        self.assertEqual(report.polls, 1, "its time has not come")
        self.wait(minutes=1)
        self.fetch()
        self.assertEqual((report.state, report.polls), ("requested", 2))
        self.wait(minutes=2)
        self.fetch()
        self.assertEqual(report.state, "done")

    def test_report_that_never_finishes_is_given_up_and_can_be_asked_for_again(self):
        self.set_up_amazon(report_polls=10_000)
        report = self.fetch()
        self.wait(hours=9)
        self.fetch()
        self.assertEqual(report.state, "unfinished")
        self.assertIn("8 hours", report.message)
        self.wait(days=3)
        self.fetch()
        self.assertEqual(report.polls, 2, "nobody asks any longer")
        self.set_up_amazon(report_polls=1)
        report.action_ask_again()
        self.fetch()
        self.assertEqual(report.state, "done")

    def test_week_without_data_is_no_trouble(self):
        self.schedule.first_date = "2026-11-01"
        reports = self.fetch()
        self.assertEqual(sorted(reports.mapped("state")), ["cancelled", "done"])

    def test_fatal_report_is_asked_for_again_a_day_later_and_not_for_ever(self):
        self.set_up_amazon(report_status="FATAL")
        report = self.fetch()
        self.assertEqual((report.state, report.requests), ("to_request", 1))
        self.assertIn("told to fail", report.message)
        for _day in range(4):
            self.wait(days=1)
            self.fetch()
        self.assertEqual((report.state, report.requests), ("fatal", 3))

    def test_report_of_unknown_layout_is_kept_and_says_what_is_there(self):
        self.set_up_amazon(report_content='{"salesByProduct": [], "note": ""}')
        report = self.fetch()
        self.assertEqual(report.state, "failed")
        self.assertIn("salesByAsin", report.message)
        self.assertIn("salesByProduct, note", report.message)
        self.assertTrue(report.content)

    def test_report_without_rows_is_empty(self):
        self.set_up_amazon(report_content='{"salesByAsin": [], "salesAggregate": []}')
        self.assertEqual(self.fetch().state, "empty")

    def test_report_cut_short_keeps_no_half(self):
        self.set_up_amazon(report_cut=60)
        report = self.fetch()
        self.assertEqual(report.state, "failed")
        self.assertIn("cut short", report.message)
        self.assertFalse(self.env["amazon.vendor.sales.figure"].search([]))

    def test_missing_role_stops_the_reports_and_nothing_else(self):
        self.set_up_amazon(missing_roles=["createReport"])
        report = self.fetch()
        self.assertEqual(report.state, "failed")
        self.assertIn("Brand Analytics", report.message)
        self.assertFalse(self.account.paused)

    def test_amazon_out_of_reach_leaves_the_report_to_the_next_run(self):
        self.sandbox.tell("fault", operation="createReport", status=503, times=9)
        report = self.fetch()
        self.assertEqual(report.state, "to_request")
        self.sandbox.tell("scenario")
        self.assertEqual(self.fetch().state, "done")

    def test_button_begins_with_the_four_usual_reports(self):
        self.schedule.unlink()
        self.account.action_request_reports()
        self.assertEqual(len(self.account.report_schedule_ids), 4)
        self.account.action_request_reports()
        self.assertEqual(len(self.account.report_schedule_ids), 4)
