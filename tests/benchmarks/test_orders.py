# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Many purchase orders fetched and applied: what one costs does not grow with their number.

ACORN_BENCHMARK_ORDERS tells how many; 1,000 with ten lines each are a large vendor's busy week.
"""

import os
import resource
import time

import pytest

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import SandboxCase, make_item, recent_order

ORDERS = int(os.environ.get("ACORN_BENCHMARK_ORDERS", "120"))
LINES = 10


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestManyOrders(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = [cls.make_product(f"Kettle {n}", f"88060982{n:05}") for n in range(LINES)]

    def bring(self, prefix, count):
        """:return: (queries an order, milliseconds an order)"""
        items = [make_item(product.default_code, 5, "5.00") for product in self.products]
        self.place(*(recent_order(f"{prefix}{number:05}", *items) for number in range(count)))
        self.env.flush_all()
        self.env.invalidate_all()
        queries, start = self.env.cr.sql_log_count, time.perf_counter()
        self.account.action_fetch_purchase_orders()
        self.env.flush_all()
        elapsed = time.perf_counter() - start
        found = self.env["sale.order"].search_count(
            [("amazon_purchase_order_number", "=like", f"{prefix}%")]
        )
        self.assertEqual(found, count)
        return (self.env.cr.sql_log_count - queries) / count, elapsed / count * 1000

    def test_an_order_costs_the_same_among_many(self):
        self.bring("W", 3)
        few, few_time = self.bring("F", max(ORDERS // 10, 5))
        many, many_time = self.bring("M", ORDERS)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"\n{ORDERS} orders of {LINES} lines: {many:.1f} queries an order (few: {few:.1f}), "
            f"{many_time:.0f} ms an order, {many_time / few_time:.2f} of what it costs among few, "
            f"peak memory {peak:,.0f} MB"
        )
        self.assertLessEqual(many, few * 1.05)
