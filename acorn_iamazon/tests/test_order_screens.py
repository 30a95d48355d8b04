# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import copy
from ast import literal_eval
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.tests.common import tagged
from odoo.tools.safe_eval import safe_eval

from .common import AmazonCase, make_item, make_purchase_order
from .test_receipts import make_status


@tagged("post_install", "-at_install")
class TestOrderScreens(AmazonCase):
    """Where an order is, who has to do what, and which filter and tile shows it."""

    def setUp(self):
        super().setUp()
        self.purchase_order = make_purchase_order(items=[make_item("8806098286500", 6, "10.00")])
        self.receive(self.purchase_order)
        self.order = self.get_order()

    def get_filtered(self, view, name):
        """:return: what the filter of the search view finds"""
        view = self.env.ref(f"acorn_iamazon.{view}")
        (node,) = etree.fromstring(view.arch).xpath(f"//filter[@name='{name}']")
        self.env.flush_all()
        return self.env[view.model].search(
            [*safe_eval(node.get("domain"), {"uid": self.env.uid})]
        ) & (self.order if view.model == "sale.order" else self.order.picking_ids)

    def find_order(self, name):
        return self.get_filtered("sale_order_view_search_amazon", name)

    def find_transfer(self, name):
        return self.get_filtered("stock_picking_view_search_amazon", name)

    def change(self, amount, sku="8806098286500"):
        changed = copy.deepcopy(self.purchase_order)
        changed["orderDetails"]["purchaseOrderChangedDate"] = "2026-03-03T08:15:00Z"
        changed["orderDetails"]["items"] = [make_item(sku, amount, "10.00")]
        return self.receive(changed)

    def tell_received(self, units):
        self.env["amazon.vendor.document"]._store_incoming(
            self.account,
            "order_status",
            [make_status({"1": units}, at=fields.Datetime.now().isoformat() + "Z")],
            "test-request",
        )
        self.account._apply_documents()

    def test_new_order_is_to_acknowledge(self):
        self.assertEqual(self.order.amazon_stage, "to_acknowledge")
        self.assertTrue(self.find_order("to_acknowledge"))
        self.assertEqual(self.account.count_to_acknowledge, 1)

    def test_acknowledged_order_is_to_ship(self):
        self.order.action_amazon_acknowledge()
        self.assertEqual(self.order.amazon_stage, "to_ship")
        self.assertTrue(self.find_order("to_ship"))
        self.assertTrue(self.find_transfer("to_ship"))
        self.assertEqual(self.account.count_to_acknowledge, 0)
        self.assertEqual(self.account.count_to_ship, 1)

    def test_delivered_order_without_notice_shows_it_missing(self):
        self.account.confirm_shipment_on_done = False
        self.order.action_amazon_acknowledge()
        self.ship(self.order)
        self.assertEqual(self.order.amazon_stage, "notice_missing")
        self.assertTrue(self.find_order("notice_missing"))
        self.assertTrue(self.find_transfer("notice_missing"))
        self.assertEqual(self.account.count_notice_missing, 1)

    def test_order_with_its_notice_is_shipped_until_amazon_receives_it(self):
        self.order.action_amazon_acknowledge()
        self.ship(self.order)
        self.assertEqual(self.order.amazon_stage, "shipped")
        self.tell_received(6)
        self.assertEqual(self.order.amazon_stage, "received")

    def test_short_received_order_is_found(self):
        self.order.action_amazon_acknowledge()
        self.ship(self.order)
        self.tell_received(4)
        self.assertEqual(self.order.amazon_stage, "short")
        self.assertTrue(self.find_order("short"))
        self.assertEqual(self.account.count_short_received, 1)

    def test_half_shipped_order_has_something_to_ship(self):
        self.order.action_amazon_acknowledge()
        self.order.picking_ids.move_ids.write({"quantity": 3, "picked": True})
        self.order.picking_ids.with_context(skip_backorder=True).button_validate()
        self.assertEqual(self.order.amazon_stage, "to_ship")

    def test_order_of_which_nothing_was_accepted_is_over(self):
        self.order.order_line.product_uom_qty = 0
        self.order.action_amazon_acknowledge()
        self.assertEqual(self.order.amazon_stage, "cancelled")

    def test_order_past_its_time_to_acknowledge_is_late(self):
        self.order.amazon_ship_window_end = fields.Datetime.now() + timedelta(days=3)
        self.order.amazon_acknowledge_by = fields.Datetime.now() + timedelta(hours=1)
        self.assertFalse(self.find_order("late"))
        self.order.amazon_acknowledge_by = fields.Datetime.now() - timedelta(hours=1)
        self.assertTrue(self.find_order("late"))
        self.assertEqual(self.account.count_acknowledge_late, 1)

    def test_transfer_is_due_two_days_before_its_window_ends(self):
        self.order.action_amazon_acknowledge()
        self.order.amazon_ship_window_end = fields.Datetime.now() + timedelta(days=4)
        self.assertFalse(self.find_transfer("due"))
        self.assertEqual(self.account.count_due_to_ship, 0)
        self.account.invalidate_recordset()
        self.order.amazon_ship_window_end = fields.Datetime.now() + timedelta(days=1)
        self.assertTrue(self.find_transfer("due"))
        self.assertFalse(self.find_transfer("late"))
        self.assertEqual(self.account.count_due_to_ship, 1)

    def test_window_that_is_over_is_late_on_order_and_transfer(self):
        self.order.action_amazon_acknowledge()
        self.order.amazon_ship_window_end = fields.Datetime.now() - timedelta(hours=1)
        self.assertTrue(self.find_order("late"))
        self.assertTrue(self.find_transfer("late"))
        self.assertEqual(self.account.count_ship_late, 1)

    def test_order_with_a_delivery_window_only_is_planned_by_that(self):
        self.receive(
            make_purchase_order(
                "5GM8T3WP",
                [make_item("8806098286500", 6, "10.00")],
                shipWindow=None,
                deliveryWindow="2026-03-10T07:00:00Z--2026-03-12T07:00:00Z",
            )
        )
        order = self.get_order("5GM8T3WP")
        self.assertEqual(str(order.amazon_window_start), "2026-03-10 07:00:00")
        self.assertEqual(str(order.amazon_window_end), "2026-03-12 07:00:00")

    def test_order_that_amazon_changed_is_found(self):
        self.assertFalse(self.find_order("changed"))
        self.change(4)
        self.assertTrue(self.find_order("changed"))

    def test_order_whose_new_version_has_an_unknown_product_is_found(self):
        self.assertFalse(self.find_order("unmapped"))
        document = self.change(4, sku="0000000000017")
        self.assertTrue(self.find_order("unmapped"))
        self.assertTrue(self.order.amazon_is_unmapped)
        self.assertEqual(self.account.count_unmapped_orders, 1)
        mapping = self.env["amazon.vendor.product"].search([("product_id", "=", False)])
        mapping.product_id = self.kettle
        self.account._apply_documents()
        self.assertEqual(document.state, "done")
        self.assertFalse(self.find_order("unmapped"))

    def test_refused_document_is_counted(self):
        self.order.action_amazon_acknowledge()
        document = self.order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement")
        document._set_evidence("rejected", False, "INVALID_QUANTITY")
        self.assertEqual(self.account.count_rejected_documents, 1)

    def test_tiles_open_lists_of_their_account_with_an_existing_filter(self):
        for name in (
            "action_open_orders",
            "action_open_late",
            "action_open_to_ship",
            "action_open_due_to_ship",
            "action_open_ship_late",
            "action_open_notice_missing",
            "action_open_rejected",
            "action_open_short_received",
            "action_open_unmapped_orders",
        ):
            action = getattr(self.account, name)()
            (default,) = action["context"]
            arch = self.env[action["res_model"]].get_view(
                self.env["ir.actions.act_window"].browse(action["id"]).search_view_id.id, "search"
            )["arch"]
            names = etree.fromstring(arch).xpath("//filter/@name")
            self.assertIn(default.removeprefix("search_default_"), names, name)
            self.assertIn(self.account.id, [leaf[2] for leaf in action["domain"]], name)

    def test_purchase_order_is_printed_as_amazon_wrote_it(self):
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "acorn_iamazon.report_purchase_order", self.order.ids
        )
        text = " ".join(etree.fromstring(html, etree.HTMLParser()).itertext())
        for words in ("4BZ7PQ2X", "PHX6", "AMAZN", "ACRN1", "8806098286500", "B098286500"):
            self.assertIn(words, text)

    def test_print_menu_offers_it_for_amazon_orders_alone(self):
        report = self.env.ref("acorn_iamazon.action_report_purchase_order")
        domain = literal_eval(report.domain)
        shop = self.env["sale.order"].create(
            {"partner_id": self.env["res.partner"].create({"name": "Corner shop"}).id}
        )
        self.assertEqual((self.order | shop).filtered_domain(domain), self.order)

    def test_list_opens_with_what_is_to_do_and_the_most_urgent_first(self):
        action = self.env.ref("acorn_iamazon.sale_order_action_amazon")
        self.assertEqual(literal_eval(action.context), {"search_default_open": 1})
        self.receive(make_purchase_order("URGENT01", [make_item("8806098286500", 6, "10.00")]))
        urgent = self.get_order("URGENT01")
        now = fields.Datetime.now()
        self.order.amazon_acknowledge_by = now + timedelta(hours=20)
        urgent.amazon_acknowledge_by = now - timedelta(hours=1)
        (view,) = etree.fromstring(
            self.env.ref("acorn_iamazon.sale_order_view_list_amazon").arch
        ).xpath("//list")
        orders = self.env["sale.order"].search(
            [("id", "in", (self.order + urgent).ids)], order=view.get("default_order")
        )
        self.assertEqual(orders, urgent + self.order)

    def test_answered_order_is_due_when_its_window_ends(self):
        self.order.amazon_acknowledge_by = fields.Datetime.now()
        self.assertEqual(self.order.amazon_due, self.order.amazon_acknowledge_by)
        self.order.action_confirm()
        self.assertEqual(self.order.amazon_due, self.order.amazon_window_end)

    def test_type_of_the_order_is_told_in_words(self):
        self.assertEqual(self.order.amazon_kind, "Regular order")
        self.order.amazon_purchase_order_type = "HolidayOrder"
        self.assertEqual(self.order.amazon_kind, "HolidayOrder")

    def test_centre_is_told_by_amazons_code(self):
        centre = self.order.partner_shipping_id
        centre.city = "Phoenix"
        self.assertEqual(self.order.amazon_centre, f"{centre.ref}, Phoenix")

    def test_menu_has_six_entries_at_most(self):
        menus = self.env.ref("acorn_iamazon.menu_root").child_id
        self.assertLessEqual(len(menus), 6, menus.mapped("name"))

    def test_apps_page_shows_one_application_that_brings_the_others(self):
        modules = self.env["ir.module.module"].search([("name", "=like", "acorn_iamazon%")])
        modules = modules.filtered(lambda module: module.name != "acorn_scratch")
        self.assertEqual(modules.filtered("application").mapped("name"), ["acorn_iamazon"])
        others = modules.filtered(lambda module: not module.application)
        self.assertTrue(all(others.mapped("auto_install")))
