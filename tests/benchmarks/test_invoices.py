# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Many invoices posted, checked and queued for Amazon, beside Odoo's own creating and posting.

ACORN_BENCHMARK_INVOICES tells how many: a few by default, which show the same ratios; 500 are a
large vendor's day.
"""

import os

import pytest

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order
from odoo.addons.acorn_iamazon_account.tests.common import InvoiceCase

from .figures import keep, measure, tell

INVOICES = int(os.environ.get("ACORN_BENCHMARK_INVOICES", "6"))
LINES = 10


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestManyInvoices(InvoiceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for place in range(LINES):
            cls.make_product(f"Kettle {place}", f"88060982{place:05}", list_price=5)

    def make_orders(self, prefix, count=INVOICES):
        items = [make_item(f"88060982{place:05}", 5, "5.00") for place in range(LINES)]
        numbers = [f"{prefix}{place:05}" for place in range(count)]
        self.receive(*(make_purchase_order(number, items) for number in numbers))
        orders = self.env["sale.order"].search([("amazon_purchase_order_number", "in", numbers)])
        orders.action_confirm()
        for order in orders:
            self.ship(order)
        return orders

    def invoice(self, orders):
        invoices = orders._create_invoices()
        invoices.action_post()
        return invoices

    def test_invoicing_and_submitting_beside_odoos_own_posting(self):
        self.invoice(self.make_orders("4WARM", 2)).action_amazon_submit()
        orders = self.make_orders("4OURS")
        invoices, floor = measure(self.env, lambda: self.invoice(orders))
        _none, submitting = measure(self.env, invoices.action_amazon_submit)
        self.assertEqual(set(invoices.mapped("amazon_submission_state")), {"queued"})
        tell(
            "invoice, checked and queued", (floor + submitting) / INVOICES, floor / INVOICES, "1.10"
        )

    def test_payloads_a_second(self):
        invoices = self.invoice(self.make_orders("4PAYL"))
        invoices[0]._amazon_build_invoice()
        _payloads, cost = measure(
            self.env, lambda: [invoice._amazon_build_invoice() for invoice in invoices]
        )
        cost /= INVOICES
        print(f"\npayload, built: {1 / cost.seconds:,.0f} a second (must: 1,000); {cost}")
        keep("payloads a second", ours=round(1 / cost.seconds), must="1000")
