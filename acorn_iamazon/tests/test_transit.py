# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests.common import tagged

from .common import AmazonCase, get_moment, make_item, make_purchase_order

KETTLE = "8806098286500"


@tagged("post_install", "-at_install")
class TestTransit(AmazonCase):
    """When goods must leave: by the window, the days on the way, carrier and working days."""

    def order(self, number="4BZ7PQ2X", ends=None, kind="deliveryWindow", **details):
        """:param ends: the end of the window, a moment of UTC"""
        ends = ends or get_moment(10)
        window = f"{ends - timedelta(days=4):%Y-%m-%dT%H:%M:%SZ}--{ends:%Y-%m-%dT%H:%M:%SZ}"
        details = {"shipWindow": None, **details, kind: window}
        self.receive(make_purchase_order(number, [make_item(KETTLE, 6, "5.00")], **details))
        return self.get_order(number)

    def set_days(self, order, days):
        self.env["amazon.vendor.transit"].create(
            {
                "account_id": self.account.id,
                "warehouse_id": self.warehouse.id,
                "partner_id": order.partner_shipping_id.id,
                "is_set": True,
                "days_set": days,
            }
        )
        self.env.invalidate_all()

    def expect_stock(self, moment, quantity=6):
        move = self.env["stock.move"].create(
            {
                "product_id": self.kettle.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "date": moment,
            }
        )
        move._action_confirm()
        move.date = moment

    def test_order_with_a_delivery_window_leaves_by_the_days_on_the_way(self):
        end = get_moment(10)
        self.set_days(self.order(ends=end), 2)
        order = self.order("4SECOND0", ends=end)
        self.assertEqual(order.amazon_leave_by, end - timedelta(days=2))
        self.assertEqual(order.amazon_transit_days, 2)
        self.assertEqual(order.commitment_date, end - timedelta(days=2))

    def test_order_with_both_windows_leaves_within_its_ship_window(self):
        end = get_moment(10)
        self.set_days(self.order(ends=end), 2)
        ship_end = get_moment(6)
        ship = f"{ship_end - timedelta(days=2):%Y-%m-%dT%H:%M:%SZ}--{ship_end:%Y-%m-%dT%H:%M:%SZ}"
        order = self.order("4SECOND0", ends=end, shipWindow=ship)
        self.assertEqual(order.amazon_leave_by, ship_end)

    def test_stock_that_comes_too_late_for_the_way_is_not_promised(self):
        end = get_moment(10)
        order = self.order(ends=end)
        self.expect_stock(end - timedelta(hours=2))
        order.action_amazon_propose()
        self.assertEqual(order.order_line.product_uom_qty, 6)
        self.set_days(order, 2)
        order.action_amazon_propose()
        self.assertEqual(order.order_line.product_uom_qty, 0)

    def test_stock_that_comes_in_time_for_the_way_is_promised(self):
        end = get_moment(10)
        order = self.order(ends=end)
        self.set_days(order, 2)
        self.expect_stock(end - timedelta(days=3))
        order.action_amazon_propose()
        self.assertEqual(order.order_line.product_uom_qty, 6)

    def test_goods_leave_with_the_carrier_of_the_warehouse(self):
        self.warehouse.partner_id.tz = "America/Los_Angeles"
        self.warehouse.amazon_cut_off = 16.5
        # 10:00 in UTC is night in Los Angeles: the carrier came on the evening before.
        order = self.order(ends=get_moment(10, hour=10).replace(month=1, day=15, year=2031))
        self.assertEqual(str(order.amazon_leave_by), "2031-01-15 00:30:00")

    def test_goods_leave_on_a_working_day(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Monday",
                "tz": "UTC",
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {"name": "Monday", "dayofweek": "0", "hour_from": 8, "hour_to": 17}
                    ),
                ],
            }
        )
        self.warehouse.write({"amazon_calendar_id": calendar.id, "amazon_cut_off": 16})
        self.warehouse.partner_id.tz = "UTC"
        order = self.order(ends=get_moment(10).replace(month=1, day=15, year=2031))  # a Wednesday
        self.assertEqual(str(order.amazon_leave_by), "2031-01-13 16:00:00")

    def test_days_are_learned_from_what_amazon_received(self):
        order = self.order()
        order.action_confirm()
        self.ship(order)
        order.picking_ids.date_done = "2026-03-05 08:00:00"
        self.env["amazon.vendor.status.entry"].create(
            {
                "sale_line_id": order.order_line.id,
                "kind": "received",
                "date": "2026-03-07 20:00:00",
                "quantity": 6,
            }
        )
        order._amazon_note_last_receipt()
        transit = self.env["amazon.vendor.transit"].search([("account_id", "=", self.account.id)])
        self.assertRecordValues(transit, [{"days_learned": 3, "samples": 1, "days": 3}])
        self.assertEqual(transit.partner_id, order.partner_shipping_id)

    def test_days_that_are_set_by_hand_count(self):
        order = self.order()
        self.set_days(order, 5)
        transit = self.env["amazon.vendor.transit"].search([("account_id", "=", self.account.id)])
        transit.days_learned = 3
        self.assertEqual(transit.days, 5)
        transit.is_set = False
        self.assertEqual(transit.days, 3)

    def test_hour_that_no_day_has_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "between 0:00 and 23:59"):
            self.warehouse.amazon_cut_off = 24.0
