# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Purchase orders fetched, applied and answered, beside what Odoo's own records of them cost.

ACORN_BENCHMARK_ORDERS tells how many: some by default, which show the same ratios; 1,000 with ten
lines each are a large vendor's busy week.
"""

import os
import resource

import pytest

from odoo import Command
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import SandboxCase, make_item, recent_order

from .figures import measure, tell

ORDERS = int(os.environ.get("ACORN_BENCHMARK_ORDERS", "40"))
LINES = 10
ANSWERED = 12  # orders that are confirmed and acknowledged, three of them to warm up
TOGETHER = 200  # orders that the floor makes in one call


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestManyOrders(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = [cls.make_product(f"Kettle {n}", f"88060982{n:05}") for n in range(LINES)]

    def bring(self, prefix, count):
        """:return: the cost of fetching and applying an order"""
        items = [make_item(product.default_code, 5, "5.00") for product in self.products]
        self.place(*(recent_order(f"{prefix}{number:05}", *items) for number in range(count)))
        _none, cost = measure(self.env, self.account.action_fetch_purchase_orders)
        found = self.env["sale.order"].search_count(
            [("amazon_purchase_order_number", "=like", f"{prefix}%")]
        )
        self.assertEqual(found, count)
        return cost / count

    def make_bare(self, count):
        """:return: sale orders of the same products, as Odoo makes them without us"""
        partner = self.account.partner_id
        values = [
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.product_variant_id.id,
                            "product_uom_qty": 5,
                            "price_unit": 5,
                        }
                    )
                    for product in self.products
                ],
            }
            for _order in range(count)
        ]
        orders = self.env["sale.order"]
        for start in range(0, count, TOGETHER):
            orders |= orders.create(values[start : start + TOGETHER])
        return orders

    def test_an_order_costs_the_same_among_many(self):
        self.bring("W", 3)
        self.make_bare(3)
        few = self.bring("F", max(ORDERS // 10, 5))
        many = self.bring("M", ORDERS)
        _orders, floor = measure(self.env, lambda: self.make_bare(ORDERS))
        tell("PO to sale order", many, floor / ORDERS, "1.15")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{ORDERS} orders of {LINES} lines; a few: {few}; peak memory {peak:,.0f} MB")
        self.assertLessEqual(many.queries, few.queries * 1.05)

    def test_acknowledging_beside_odoos_own_confirming(self):
        self.bring("W", 3)
        self.make_bare(3).action_confirm()
        self.bring("A", ANSWERED)
        ours = self.env["sale.order"].search([("amazon_purchase_order_number", "=like", "A0%")])
        bare = self.make_bare(len(ours))
        ours[:3].action_amazon_acknowledge()
        measured = ANSWERED - 3
        _none, answering = measure(self.env, ours[3:].action_amazon_acknowledge)
        _none, floor = measure(self.env, bare[3:].action_confirm)
        self.assertEqual(set(ours.mapped("amazon_acknowledgement_state")), {"queued"})
        tell("confirm and acknowledge", answering / measured, floor / measured, "1.05")
