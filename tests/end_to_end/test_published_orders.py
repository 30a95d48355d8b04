# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon's own example orders, served by the sandbox, become right sale orders."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import SandboxCase

from tests.contract.models import FOLDER, get_published_orders, needs_models


@needs_models
@tagged("post_install", "-at_install")
class TestPublishedOrders(SandboxCase):
    def setUp(self):
        super().setUp()
        self.published = self.sandbox.tell("models", folder=str(FOLDER))
        skus = {
            (item["vendorProductIdentifier"], item["amazonProductIdentifier"])
            for order in get_published_orders()
            for item in order["orderDetails"].get("items", [])
        }
        known = {"8806098286500", "8806098286123"}
        for sku, asin in sorted(skus):
            if sku not in known:
                self.make_product(f"Product {asin}", sku)
                known.add(sku)

    def fetch(self, moment):
        with freeze_time(moment):
            self.env["amazon.vendor.token"].search([]).unlink()
            self.account.fetched_until = fields.Datetime.now() - timedelta(days=1)
            self.account.action_fetch_purchase_orders()

    def test_order_2JK3S9VC_has_3_lines_16_units_and_its_total(self):
        self.fetch("2019-08-20 16:30:00")
        order = self.get_order("2JK3S9VC")
        self.assertEqual(len(order.order_line), 3)
        self.assertEqual(sum(order.order_line.mapped("product_uom_qty")), 16)
        self.assertEqual(order.amount_untaxed, 346.27 + 2 * 229.47 + 13 * 412.71)
        self.assertEqual(order.currency_id.name, "USD")
        self.assertEqual(order.amazon_purchase_order_number, "2JK3S9VC")
        self.assertEqual(order.client_order_ref, "2JK3S9VC")

    def test_order_3TRD2IAB_in_cases_priced_by_the_pound(self):
        product = self.env["product.product"].search([("default_code", "=", "B01LNRIIAB")])
        product.weight = 2.0
        self.fetch("2019-08-20 16:30:00")
        line = self.get_order("3TRD2IAB").order_line
        self.assertEqual(line.product_uom_qty, 50)
        self.assertEqual((line.amazon_ordered_quantity, line.amazon_unit_size), (5, 10))
        self.assertAlmostEqual(line.price_unit, 94.97 * 2.0 / 0.45359237, places=4)

    def test_all_published_orders_come_in(self):
        for order in get_published_orders():
            details = order["orderDetails"]
            if order["purchaseOrderNumber"] in self.published:
                moment = details["purchaseOrderDate"][:19].replace("T", " ")
                self.fetch(moment[:10] + " 23:59:59")
        failed = self.account.document_ids.filtered(lambda d: d.state == "failed")
        # One product comes in cases of 10 on one order and of 5 on the next: a person decides.
        self.assertEqual(failed.mapped("number"), ["mock-purchaseOrderNumber2"])
        self.assertIn("in cases of 5, our case holds 10", failed.error_message)
        self.env["amazon.vendor.product"].search([("asin", "=", "B01LNRIIAB")]).case_size = 5
        failed.action_apply()
        numbers = self.account.order_ids.mapped("amazon_purchase_order_number")
        self.assertEqual(sorted(numbers), sorted(self.published))
        zero = self.get_order("TestPO1").order_line[0]
        self.assertEqual(zero.product_uom_qty, 0)
