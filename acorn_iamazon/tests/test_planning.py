# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import gzip
import json
import unittest
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests.common import tagged

from ..planning import forecasting
from ..spapi.vendor_report import get_period_start
from .common import AmazonCase, make_item, make_purchase_order

ASIN = "B07K1M9RXT"
FORECAST = "GET_VENDOR_FORECASTING_REPORT"


@tagged("post_install", "-at_install")
@unittest.skipUnless(forecasting.is_available(), "the package statsforecast is not installed")
class TestPlanning(AmazonCase):
    """What Amazon will order, what to have in stock for it, and Odoo's own replenishment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.week = get_period_start("WEEK", fields.Date.today())
        cls.account.write(
            {"warehouse_id": cls.warehouse.id, "plan_lead_days": 14, "plan_service_level": 0.95}
        )
        cls.mapping = cls.env["amazon.vendor.product"].create(
            {
                "account_id": cls.account.id,
                "asin": ASIN,
                "vendor_sku": "8806098286500",
                "product_id": cls.kettle.id,
            }
        )

    def order_each_week(self, *units):
        """Let Amazon order a kettle each week, the last units in the week before this one."""
        orders = []
        for place, amount in enumerate(reversed(units), start=1):
            day = self.week - timedelta(weeks=place) + timedelta(days=2)
            items = [make_item("8806098286500", amount, "5.00", amazonProductIdentifier=ASIN)]
            if amount:
                order = make_purchase_order(f"WEEK{place:03}", items)
                order["orderDetails"]["purchaseOrderDate"] = f"{day}T10:00:00Z"
                orders.append(order)
        self.receive(*orders)
        self.assertFalse(self.account.document_ids.filtered(lambda d: d.state != "done"))

    def plan(self):
        self.account.action_plan_demand()
        return self.env["amazon.vendor.plan"].search([("product_id", "=", self.kettle.id)])

    def tell_forecast(self, generated_on, units, weeks=10, first=None):
        """Let a forecast report of Amazon's be read."""
        first = first or self.week
        schedule = self.env["amazon.vendor.report.schedule"].search(
            [("account_id", "=", self.account.id)]
        ) or self.env["amazon.vendor.report.schedule"].create(
            {"account_id": self.account.id, "report_type": FORECAST}
        )
        report = schedule._make_reports()
        report = report or self.env["amazon.vendor.report"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": schedule.marketplace_id.id,
                "report_type": FORECAST,
                "start_date": generated_on,
                "end_date": generated_on,
            }
        )
        rows = [
            {
                "forecastGenerationDate": str(generated_on),
                "asin": ASIN,
                "startDate": str(first + timedelta(weeks=week)),
                "endDate": str(first + timedelta(weeks=week, days=6)),
                "meanForecastUnits": units,
                "p70ForecastUnits": units + 2,
                "p80ForecastUnits": units + 4,
                "p90ForecastUnits": units + 10,
            }
            for week in range(weeks)
        ]
        content = json.dumps({"forecastByAsin": rows}).encode()
        report._store_content(gzip.compress(content))
        report._read()
        self.assertEqual(report.state, "done", report.message)

    def put_in_stock(self, units):
        self.env["stock.quant"]._update_available_quantity(
            self.kettle, self.warehouse.lot_stock_id, units
        )

    def test_steady_orders_give_a_forecast_and_levels(self):
        self.order_each_week(*[20, 22, 18, 20, 19, 21, 20, 20, 22, 18, 20, 20])
        plan = self.plan()
        self.assertEqual((plan.state, plan.source, plan.weeks_of_history), ("planned", "own", 12))
        self.assertAlmostEqual(plan.weekly_demand, 20, delta=1)
        # Two weeks of lead time, and one until the next look.
        self.assertAlmostEqual(plan.lead_demand, 60, delta=3)
        self.assertGreater(plan.safety_stock, 0)
        self.assertLess(plan.own_error, 0.2)

    def test_open_orders_are_owed_on_top_of_the_demand(self):
        self.order_each_week(*[20] * 10)
        self.get_order("WEEK001").action_confirm()
        self.put_in_stock(30)
        plan = self.plan()
        self.assertEqual((plan.on_hand, plan.open_orders, plan.position), (30, 20, 10))
        self.assertEqual(plan.suggested_quantity, plan.order_up_to - 10)

    def test_orders_in_cases_count_as_units(self):
        self.kettle.taxes_id = False
        items = [
            make_item(
                "8806098286500",
                3,
                "60.00",
                amazonProductIdentifier=ASIN,
                orderedQuantity={"amount": 3, "unitOfMeasure": "Cases", "unitSize": 12},
            )
        ]
        order = make_purchase_order("CASES001", items)
        day = self.week - timedelta(days=3)
        order["orderDetails"]["purchaseOrderDate"] = f"{day}T10:00:00Z"
        self.receive(order)
        self.assertEqual(self.plan().history, [36.0])

    def test_few_weeks_are_said_to_be_too_few(self):
        self.order_each_week(20, 20, 20)
        plan = self.plan()
        self.assertEqual((plan.state, plan.weeks_of_history), ("too_little", 3))
        self.assertFalse(plan.suggested_quantity)

    def test_amazons_forecast_serves_where_our_own_history_is_too_short(self):
        self.order_each_week(20, 20, 20)
        self.tell_forecast(self.week, 33)
        plan = self.plan()
        self.assertEqual((plan.state, plan.source), ("planned", "amazon"))
        self.assertEqual(plan.weekly_demand, 33)
        # Amazon's P90 is 10 above its mean: a standard deviation of 10 / 1.2816.
        self.assertAlmostEqual(plan.safety_stock, 1.645 * 10 / 1.2816 * 3**0.5, delta=0.1)

    def test_product_that_only_amazon_speaks_of_is_planned(self):
        self.tell_forecast(self.week, 8)
        plan = self.plan()
        self.assertEqual((plan.warehouse_id, plan.source), (self.warehouse, "amazon"))

    def test_better_forecast_of_the_past_is_proposed(self):
        self.order_each_week(*[10, 40] * 8)
        for weeks_ago in range(1, 13):
            generated_on = self.week - timedelta(weeks=weeks_ago)
            # What Amazon said a week before was just what it then ordered.
            for ahead in range(4):
                week = generated_on + timedelta(weeks=ahead)
                place = (self.week - week).days // 7
                units = 40 if place % 2 else 10
                self.env["amazon.vendor.forecast"]._upsert(
                    [self.prepare_forecast(generated_on, week, units)]
                )
        self.env["amazon.vendor.forecast"]._upsert(
            [
                self.prepare_forecast(self.week, self.week + timedelta(weeks=ahead), 25)
                for ahead in range(8)
            ]
        )
        plan = self.plan()
        self.assertTrue(plan.is_amazon_tested)
        self.assertEqual((plan.amazon_error, plan.source), (0, "amazon"))
        plan.chosen_source = "own"
        self.assertEqual(plan.source, "own")
        self.assertEqual(self.plan().source, "own", "the choice stays")

    def prepare_forecast(self, generated_on, week, units):
        model = self.env["amazon.vendor.forecast"]
        report = self.env["amazon.vendor.report"].search([], limit=1) or self.env[
            "amazon.vendor.report"
        ].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.account.marketplace_ids[:1].id,
                "report_type": FORECAST,
                "start_date": self.week,
                "end_date": self.week,
            }
        )
        return {
            **model._get_common_values(report),
            "asin": ASIN,
            "product_id": self.kettle.id,
            "generated_on": generated_on,
            "start_date": week,
            "end_date": week + timedelta(days=6),
            "mean_units": units,
            "p70_units": units,
            "p80_units": units,
            "p90_units": units,
        }

    def test_whole_cases_and_the_suppliers_minimum_are_ordered(self):
        self.order_each_week(*[20] * 10)
        self.mapping.case_size = 12
        vendor = self.env["res.partner"].create({"name": "Kettle works"})
        self.kettle.seller_ids = [
            fields.Command.create({"partner_id": vendor.id, "min_qty": 100, "delay": 7})
        ]
        plan = self.plan()
        self.assertEqual((plan.lead_days, plan.case_size), (7, 12))
        self.assertEqual(plan.suggested_quantity, 108)

    def test_replenishing_gives_odoos_rule_the_levels(self):
        self.order_each_week(*[20] * 10)
        plan = self.plan()
        plan.action_apply_to_replenishment()
        rule = plan.orderpoint_id
        self.assertRecordValues(
            rule,
            [
                {
                    "product_min_qty": plan.reorder_point,
                    "product_max_qty": plan.order_up_to,
                    "trigger": "manual",
                    "warehouse_id": self.warehouse.id,
                    "amazon_plan_id": plan.id,
                }
            ],
        )
        self.assertEqual(rule.qty_to_order, plan.suggested_quantity)

    def test_replenishment_shows_the_plans_quantity_in_whole_cases_too(self):
        self.order_each_week(*[20, 23, 17] * 4)
        self.mapping.case_size = 12
        plan = self.plan()
        plan.action_apply_to_replenishment()
        self.assertEqual(plan.suggested_quantity % 12, 0)
        self.assertEqual(plan.orderpoint_id.qty_to_order, plan.suggested_quantity)

    def test_nobody_is_told_to_order_a_part_of_a_piece(self):
        self.order_each_week(*[20, 23, 17] * 4)
        plan = self.plan()
        for quantity in (plan.reorder_point, plan.order_up_to, plan.suggested_quantity):
            self.assertTrue(quantity)
            self.assertEqual(quantity, round(quantity))

    def test_forecast_that_nothing_was_tested_on_claims_no_error_of_zero(self):
        self.order_each_week(20, 20, 20)
        self.tell_forecast(self.week, 33)
        self.assertFalse(self.plan().is_own_tested)
        self.order_each_week(*[20] * 12)
        self.assertTrue(self.plan().is_own_tested)

    def test_replenishing_twice_makes_one_rule(self):
        self.order_each_week(*[20] * 10)
        plan = self.plan()
        plan.action_apply_to_replenishment()
        plan.action_apply_to_replenishment()
        rules = self.env["stock.warehouse.orderpoint"].search([("product_id", "=", self.kettle.id)])
        self.assertEqual(len(rules), 1)

    def test_rules_follow_each_planning_if_the_account_wants_it(self):
        self.account.plan_replenishes = True
        self.order_each_week(*[20] * 10)
        plan = self.plan()
        self.assertEqual(plan.orderpoint_id.product_min_qty, plan.reorder_point)

    def test_stock_that_ends_before_the_next_receipt_is_at_risk(self):
        self.order_each_week(*[20] * 10)
        self.put_in_stock(30)
        plan = self.plan()
        self.assertTrue(plan.is_at_risk)
        self.assertEqual(plan.stock_out_week, self.week + timedelta(weeks=1))

    def test_stock_that_lasts_is_not_at_risk(self):
        self.order_each_week(*[20] * 10)
        self.put_in_stock(1000)
        plan = self.plan()
        self.assertFalse(plan.is_at_risk)
        self.assertFalse(plan.suggested_quantity)

    def test_planning_again_makes_no_second_plan(self):
        self.order_each_week(*[20] * 10)
        self.assertEqual(self.plan(), self.plan())

    def test_graph_shows_the_weeks_behind_and_before_us(self):
        self.order_each_week(*[20] * 10)
        (bars,) = json.loads(self.plan().graph)
        self.assertEqual([bar["value"] for bar in bars["values"][:10]], [20.0] * 10)
        self.assertEqual({bar["type"] for bar in bars["values"][10:]}, {"future"})

    def test_customers_orders_can_be_planned_for_instead(self):
        self.account.plan_demand = "sales"
        report = self.env["amazon.vendor.report"].create(
            {
                "account_id": self.account.id,
                "marketplace_id": self.account.marketplace_ids[:1].id,
                "report_type": "GET_VENDOR_SALES_REPORT",
                "start_date": self.week,
                "end_date": self.week,
            }
        )
        rows = [
            {
                "asin": ASIN,
                "startDate": str(self.week - timedelta(weeks=week)),
                "endDate": str(self.week - timedelta(weeks=week, days=-6)),
                "orderedUnits": 7,
            }
            for week in range(1, 11)
        ]
        report._store_content(gzip.compress(json.dumps({"salesByAsin": rows}).encode()))
        report._read()
        self.assertAlmostEqual(self.plan().weekly_demand, 7, delta=0.1)

    def test_settings_that_make_no_sense_are_refused(self):
        for values in (
            {"plan_service_level": 1.0},
            {"plan_lead_days": -1},
            {"plan_cycle_weeks": 0},
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.account.write(values)

    def test_queries_do_not_grow_with_the_products(self):
        self.order_each_week(*[20] * 10)
        self.plan()
        few = self.count_queries()
        products = [self.make_product(f"Kettle {number}", f"SKU-{number}") for number in range(30)]
        self.receive(
            make_purchase_order(
                "MANY", [make_item(product.default_code, 9, "5.00") for product in products]
            )
        )
        self.get_order("MANY").amazon_purchase_order_date = self.week - timedelta(days=2)
        self.plan()
        self.assertEqual(len(self.account.plan_ids), 31)
        self.assertLess(self.count_queries(), few + 60)

    def count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.account.action_plan_demand()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
