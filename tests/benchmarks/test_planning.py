# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Two years of a large vendor's sales: imported from reports, forecast and planned.

ACORN_BENCHMARK_PRODUCTS tells how many ASINs: some by default, which show the same figures an ASIN;
10,000 are a large vendor.
"""

import gzip
import json
import os
import resource
import time
from datetime import timedelta

import pytest

from odoo import fields
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.spapi.vendor_report import get_period_start
from odoo.addons.acorn_iamazon.tests.common import AmazonCase

PRODUCTS = int(os.environ.get("ACORN_BENCHMARK_PRODUCTS", "80"))
WEEKS = 104
WEEKS_A_REPORT = 7


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestPlanningOfALargeVendor(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.week = get_period_start("WEEK", fields.Date.today())
        cls.account.write({"warehouse_id": cls.warehouse.id, "plan_demand": "sales"})
        products = cls.env["product.product"].create(
            [{"name": f"Kettle {number}", "is_storable": True} for number in range(PRODUCTS)]
        )
        cls.env["amazon.vendor.product"].create(
            [
                {
                    "account_id": cls.account.id,
                    "asin": f"B{number:09}",
                    "product_id": product.id,
                }
                for number, product in enumerate(products)
            ]
        )
        cls.env.flush_all()

    def make_report(self, first_week):
        """A sales report of seven weeks, the longest that Amazon makes."""
        start = self.week - timedelta(weeks=first_week)
        rows = [
            {
                "asin": f"B{number:09}",
                "startDate": str(start + timedelta(weeks=week)),
                "endDate": str(start + timedelta(weeks=week, days=6)),
                "orderedUnits": 5 + (number * 7 + week * 13 + first_week) % 20,
                "shippedUnits": 5,
            }
            for number in range(PRODUCTS)
            for week in range(min(WEEKS_A_REPORT, first_week))
        ]
        report = self.env["amazon.vendor.report"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.account.marketplace_ids[:1].id,
                "report_type": "GET_VENDOR_SALES_REPORT",
                "start_date": start,
                "end_date": start + timedelta(weeks=WEEKS_A_REPORT, days=-1),
            }
        )
        report._store_content(gzip.compress(json.dumps({"salesByAsin": rows}).encode()))
        return report

    def test_two_years_are_imported_and_planned(self):
        rows, importing = 0, 0.0
        for first_week in range(WEEKS, 0, -WEEKS_A_REPORT):
            report = self.make_report(first_week)
            start = time.perf_counter()
            report._read()
            importing += time.perf_counter() - start
            self.assertEqual(report.state, "done", report.message)
            rows += report.row_count
        self.assertEqual(rows, PRODUCTS * WEEKS)
        start = time.perf_counter()
        self.account.action_plan_demand()
        self.env.flush_all()
        planning = time.perf_counter() - start
        plans = self.account.plan_ids
        self.assertEqual(len(plans), PRODUCTS)
        self.assertEqual(set(plans.mapped("state")), {"planned"})
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"\n{PRODUCTS} ASINs x {WEEKS} weeks: {rows / importing:,.0f} rows a second imported, "
            f"{planning / PRODUCTS * 1000:.1f} ms to plan an ASIN, planning / import "
            f"{planning / importing:.1f}, peak memory {peak:,.0f} MB"
        )
