# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Many invoices posted and submitted: what the suite adds to Odoo's own posting.

ACORN_BENCHMARK_INVOICES tells how many; 500 are a large vendor's day.
"""

import os
import time

import pytest

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import make_purchase_order
from odoo.addons.acorn_iamazon_account.tests.common import FILTER, KETTLE, InvoiceCase

INVOICES = int(os.environ.get("ACORN_BENCHMARK_INVOICES", "50"))


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestManyInvoices(InvoiceCase):
    def make_drafts(self):
        self.receive(
            *(
                make_purchase_order(f"4BULK{place:04}", [KETTLE, FILTER])
                for place in range(INVOICES)
            )
        )
        orders = self.account.order_ids
        orders.action_confirm()
        for order in orders:
            self.ship(order)
        invoices = orders._create_invoices()
        self.env.flush_all()
        self.env.invalidate_all()
        return invoices

    def measure(self, work):
        """:return: (seconds, queries)"""
        queries, start = self.cr.sql_log_count, time.perf_counter()
        work()
        self.env.flush_all()
        return time.perf_counter() - start, self.cr.sql_log_count - queries

    def test_building_payloads_is_a_small_part_of_posting(self):
        invoices = self.make_drafts()
        posting, posting_queries = self.measure(invoices.action_post)
        building, building_queries = self.measure(
            lambda: [invoice._amazon_build_invoice() for invoice in invoices]
        )
        queuing, queuing_queries = self.measure(invoices.action_amazon_submit)
        print(
            f"\n{INVOICES} invoices: posting {posting:.2f} s, {posting_queries / INVOICES:.1f} "
            f"queries each; building payloads {building / posting:.0%} of that, "
            f"{building_queries / INVOICES:.1f} queries each; checking and queuing "
            f"{queuing / posting:.0%}, {queuing_queries / INVOICES:.1f} queries each"
        )
        self.assertEqual(set(invoices.mapped("amazon_submission_state")), {"queued"})
