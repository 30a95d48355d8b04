# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import datetime, timedelta, timezone

from odoo import Command
from odoo.tests.common import tagged

from .common import AmazonCase, make_item, make_purchase_order

COVER = ["quantity", "from_stock", "from_receipts", "from_production", "missing"]


@tagged("post_install", "-at_install")
class TestDemand(AmazonCase):
    """Two orders of kettles: ten next week, twenty in the week after."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company.partner_id
        (cls.company | cls.warehouse.partner_id).tz = "America/Los_Angeles"
        today = datetime.now(timezone.utc).replace(hour=12, minute=0, second=0, microsecond=0)
        cls.monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
        cls.first = cls.confirm("4A7Q2KXV", 10, cls.monday + timedelta(days=2))
        cls.second = cls.confirm("6JD9W1MB", 20, cls.monday + timedelta(days=9))

    @classmethod
    def confirm(cls, number, amount, until):
        window = f"{(until - timedelta(days=2)):%Y-%m-%dT%H:%M:%SZ}--{until:%Y-%m-%dT%H:%M:%SZ}"
        items = [make_item("8806098286500", amount, "10.00")]
        cls.receive(make_purchase_order(number, items, shipWindow=window))
        order = cls.get_order(number)
        order.action_confirm()
        return order

    def get_demand(self, product=None):
        """:return: the figures by week: needed, from stock, incoming, manufacturing, missing"""
        self.env.flush_all()
        lines = self.env["amazon.vendor.demand"].search(
            [("product_id", "=", (product or self.kettle).id)]
        )
        lines.invalidate_recordset()
        return [tuple(line[name] for name in COVER) for line in lines]

    def put_on_stock(self, units):
        self.env["stock.quant"]._update_available_quantity(
            self.kettle, self.warehouse.lot_stock_id, units
        )

    def move(self, source, target, units, days=0):
        """:param days: after Monday of next week"""
        move = self.env["stock.move"].create(
            {
                "product_id": self.kettle.id,
                "product_uom_qty": units,
                "location_id": self.get_location(source).id,
                "location_dest_id": self.get_location(target).id,
                "warehouse_id": self.warehouse.id,
                "date": (self.monday + timedelta(days=days)).replace(tzinfo=None),
            }
        )
        move._action_confirm()
        return move

    def get_location(self, usage):
        if usage == "stock":
            return self.warehouse.lot_stock_id
        return self.env["stock.location"].search(
            [("usage", "=", usage), ("company_id", "in", [False, self.env.company.id])], limit=1
        )

    def test_without_stock_everything_is_missing(self):
        self.assertEqual(self.get_demand(), [(10, 0, 0, 0, 10), (20, 0, 0, 0, 20)])

    def test_stock_goes_to_the_earlier_week_first(self):
        self.put_on_stock(14)
        self.assertEqual(self.get_demand(), [(10, 10, 0, 0, 0), (20, 4, 0, 0, 16)])

    def test_goods_on_their_way_in_cover_the_weeks_from_their_arrival(self):
        self.put_on_stock(4)
        self.move("supplier", "stock", 12, days=8)
        self.assertEqual(self.get_demand(), [(10, 4, 0, 0, 6), (20, 0, 6, 0, 14)])

    def test_what_is_being_made_covers_after_stock_and_incoming(self):
        self.put_on_stock(4)
        self.move("supplier", "stock", 3)
        self.move("production", "stock", 9)
        self.assertEqual(self.get_demand(), [(10, 4, 3, 3, 0), (20, 0, 0, 6, 14)])

    def test_other_customers_of_the_week_go_first(self):
        self.put_on_stock(12)
        self.move("stock", "customer", 5)
        self.assertEqual(self.get_demand(), [(10, 7, 0, 0, 3), (20, 0, 0, 0, 20)])

    def test_order_that_is_not_confirmed_needs_nothing(self):
        items = [make_item("8806098286123", 4, "10.00")]
        self.receive(make_purchase_order("8PL3N6YQ", items))
        self.assertFalse(self.get_demand(self.filter))

    def test_what_was_shipped_is_needed_no_more(self):
        self.put_on_stock(30)
        self.ship(self.first)
        self.assertEqual(self.get_demand(), [(20, 20, 0, 0, 0)])

    def test_rest_of_a_half_shipped_order_is_needed(self):
        self.first.picking_ids.move_ids.write({"quantity": 4, "picked": True})
        self.first.picking_ids.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.get_demand()[0][0], 6)

    def test_delivery_in_two_steps_is_needed_once(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.confirm("2RT5H8ZC", 8, self.monday + timedelta(days=16))
        self.assertEqual(self.get_demand()[2][0], 8)
        pick = order.picking_ids.filtered(lambda p: p.picking_type_code == "internal")
        pick.move_ids.write({"quantity": 5, "picked": True})
        pick.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.get_demand()[2][0], 8)

    def test_window_that_ends_at_midnight_ends_with_the_week_before(self):
        # Monday, 00:00 in Los Angeles
        midnight = (self.monday + timedelta(days=21)).replace(hour=7)
        self.confirm("1XC7V4GD", 5, midnight)
        weeks = self.env["amazon.vendor.demand"].search([]).mapped("week")
        self.assertEqual(weeks[-1], (self.monday + timedelta(days=14)).date())

    def test_overdue_order_is_needed_this_week(self):
        self.confirm("9BN2S5KF", 3, self.monday - timedelta(days=30))
        week = self.env["amazon.vendor.demand"].search([], limit=1).week
        self.assertGreaterEqual(week, (self.monday - timedelta(days=8)).date())
        self.assertEqual(self.get_demand()[0][0], 3)

    def test_figures_add_up_over_weeks_and_can_be_exported(self):
        self.put_on_stock(14)
        self.env.flush_all()
        demand = self.env["amazon.vendor.demand"]
        domain = [("product_id", "=", self.kettle.id)]
        ((quantity, stock, missing),) = demand._read_group(
            domain, [], ["quantity:sum", "from_stock:sum", "missing:sum"]
        )
        self.assertEqual((quantity, stock, missing), (30, 14, 16))
        rows = demand.search(domain).export_data(["week", "product_id", "quantity", "missing"])
        self.assertEqual([row[2:] for row in rows["datas"]], [[10, 0], [20, 16]])

    def test_line_opens_the_orders_that_need_its_product(self):
        line = self.env["amazon.vendor.demand"].search([], limit=1)
        found = self.env["sale.order"].search(line.action_open_orders()["domain"])
        self.assertEqual(found, self.first | self.second)

    def test_order_of_another_customer_is_no_demand_of_amazon(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Corner shop"}).id,
                "order_line": [Command.create({"product_id": self.filter.id})],
            }
        )
        order.action_confirm()
        self.assertFalse(self.get_demand(self.filter))
