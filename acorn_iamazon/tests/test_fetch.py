# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests.common import tagged

from .common import SandboxCase, make_item, recent_order


def make_order(number, **details):
    return recent_order(number, make_item("8806098286500", 3, "5.00"), **details)


@tagged("post_install", "-at_install")
class TestFetch(SandboxCase):
    """No purchase order is missed: failing pages, forgotten orders, single wishes."""

    def get_numbers(self):
        orders = self.env["sale.order"].search([("amazon_account_id", "=", self.account.id)])
        return sorted(orders.mapped("amazon_purchase_order_number"))

    def poison(self, *numbers):
        """Let every page with one of these orders fail, as vendors report of single orders."""
        self.sandbox.tell("settings", poisoned_orders=list(numbers))
        # Such a page stays broken: repeating it only takes time.
        self.patch(type(self.account), "_retry_budget", 0.0)

    # === FAILING PAGES === #

    def test_order_that_breaks_its_page_comes_all_the_same(self):
        self.place(*(make_order(f"PAGE{number:04}") for number in range(4)))
        self.poison("PAGE0002")
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.get_numbers(), ["PAGE0000", "PAGE0001", "PAGE0002", "PAGE0003"])
        self.assertEqual(self.account.connection_state, "connected")

    def test_failing_page_doubles_nothing(self):
        self.place(*(make_order(f"PAGE{number:04}") for number in range(4)))
        self.poison("PAGE0002")
        self.account.action_fetch_purchase_orders()
        self.account.action_fetch_purchase_orders()
        documents = self.account.document_ids.filtered(lambda d: d.kind == "purchase_order")
        self.assertEqual(len(documents), 4)

    def test_amazon_out_of_order_is_not_asked_for_every_hour_of_the_week(self):
        self.patch(type(self.account), "_retry_budget", 0.0)
        self.sandbox.tell("fault", operation="getPurchaseOrders", status=500, times=1000)
        before = self.account.fetched_until
        self.account.action_fetch_purchase_orders()
        calls = self.env["amazon.vendor.call"].search_count(
            [("account_id", "=", self.account.id), ("operation", "=", "getPurchaseOrders")]
        )
        self.assertLessEqual(calls, 3)
        self.assertEqual(self.account.fetched_until, before, "the mark stays")

    # === VENDOR CODES === #

    def test_only_the_listed_vendor_codes_are_fetched(self):
        self.place(
            make_order("OURS0001"), make_order("ELSE0001", sellingParty={"partyId": "ELSE1"})
        )
        code = make_order("OURS0001")["orderDetails"]["sellingParty"]["partyId"]
        self.env["amazon.vendor.code"].create({"account_id": self.account.id, "name": code})
        self.account.fetch_by_code = True
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.get_numbers(), ["OURS0001"])

    # === SINGLE WISHES === #

    def ask(self, **values):
        return self.env["amazon.vendor.fetch.request"].create(
            {"account_id": self.account.id, **values}
        )

    def test_one_order_is_fetched_by_its_number(self):
        old = "-40d"
        self.place(make_order("WISH0001", purchaseOrderDate=old, purchaseOrderChangedDate=old))
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.get_numbers(), [])
        request = self.ask(kind="number", number="WISH0001 ")
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.get_numbers(), ["WISH0001"])
        self.assertEqual(request.state, "done")

    def test_number_that_amazon_does_not_know_says_so_and_holds_nothing_back(self):
        self.place(make_order("KNOWN001"))
        request = self.ask(kind="number", number="NOBODY")
        self.account.action_fetch_purchase_orders()
        self.assertEqual(request.state, "failed")
        self.assertIn("NOBODY", request.message)
        self.assertEqual(self.get_numbers(), ["KNOWN001"])
        request.action_try_again()
        self.assertEqual(request.state, "waiting")

    def test_period_before_the_first_fetch_is_brought_in(self):
        self.place(
            make_order("OLD00001", purchaseOrderDate="-40d", purchaseOrderChangedDate="-40d"),
            make_order("OLDER001", purchaseOrderDate="-80d", purchaseOrderChangedDate="-80d"),
        )
        today = fields.Date.today()
        self.ask(
            kind="period", date_from=today - timedelta(days=50), date_to=today - timedelta(days=30)
        )
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.get_numbers(), ["OLD00001"])

    def test_wish_without_a_number_or_period_is_refused(self):
        with self.assertRaises(ValidationError):
            self.ask(kind="number", number=" ")
        with self.assertRaises(ValidationError):
            self.ask(kind="period", date_from="2026-03-02", date_to="2026-03-01")

    # === COMPLETENESS === #

    def test_order_that_was_missed_is_found_and_fetched(self):
        self.place(make_order("SEEN0001"))
        self.account.action_fetch_purchase_orders()
        self.place(
            make_order("MISS0001", purchaseOrderDate="-10d", purchaseOrderChangedDate="-10d")
        )
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.get_numbers(), ["SEEN0001"])
        self.account.action_sweep_purchase_orders()
        self.assertEqual(self.get_numbers(), ["MISS0001", "SEEN0001"])
        self.assertIn("MISS0001", self.account.message_ids[:1].body)

    def test_nothing_missing_fetches_nothing(self):
        self.place(make_order("SEEN0001"))
        self.account.action_fetch_purchase_orders()
        self.account.action_sweep_purchase_orders()
        self.assertEqual(self.sandbox.ask("received", operation="getPurchaseOrder"), [])
