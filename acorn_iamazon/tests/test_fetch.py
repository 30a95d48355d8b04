# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from ..spapi import jsontext
from .common import SandboxCase, make_item, make_purchase_order, recent_order


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

    def get_stored(self):
        documents = self.account.document_ids.filtered(lambda d: d.kind == "purchase_order")
        return documents.mapped("number")

    def test_orders_behind_a_page_token_that_repeats_come_all_the_same(self):
        numbers = [f"TOKEN{number:03}" for number in range(206)]
        for place, number in enumerate(numbers):
            moment = f"-{place * 30 + 10}m"
            self.place(
                make_order(number, purchaseOrderDate=moment, purchaseOrderChangedDate=moment)
            )
        self.sandbox.tell("settings", stuck_page_token=True)
        before = self.account.fetched_until
        orders = self.env["amazon.vendor.kind.purchase.order"]
        with mute_logger("odoo.addons.acorn_iamazon.spapi.client"):
            missing = orders._find_missing_numbers(self.account, self.account._get_client())
            orders._fetch(self.account)
        self.assertEqual(missing, numbers, "the completeness check finds its way, too")
        self.assertEqual(sorted(self.get_stored()), numbers)
        self.assertGreater(self.account.fetched_until, before)

    def test_page_tokens_that_repeat_for_an_hour_leave_the_mark_where_it_was(self):
        self.place(*(make_order(f"HOUR{number:04}") for number in range(201)))
        self.sandbox.tell("settings", stuck_page_token=True)
        self.patch(type(self.account), "_apply_documents", lambda _account: None)
        placed_at = fields.Datetime.now() - timedelta(minutes=20)
        with mute_logger("odoo.addons.acorn_iamazon.spapi.client"):
            self.account.action_fetch_purchase_orders()
        self.assertLess(self.account.fetched_until, placed_at)
        job = self.account.job_ids.filtered(lambda job: job.code == "fetch_purchase_orders")
        self.assertIn("repeats a page token", job.message)

    # === ODD PAGES === #

    def answer_once(self, operation, orders, name="orders"):
        """Let Amazon give that page next, whatever it is."""
        self.sandbox.tell(
            "fault",
            operation=operation,
            status=200,
            body=json.dumps({"payload": {name: orders}}),
            content_type="application/json",
        )

    def test_record_that_is_no_order_is_kept_as_it_came_and_the_others_go_on(self):
        good = make_purchase_order("GOOD0001", [make_item("8806098286500", 1, "5.00")])
        odd = [None, "an order", ["4LIST"], {"purchaseOrderNumber": {"is": "odd"}}]
        odd += [{**good, "purchaseOrderNumber": f"NUL{chr(0)}X"}]
        odd += [{**good, "purchaseOrderNumber": "HALF\ud83dX"}]
        odd += [{**good, "purchaseOrderNumber": "NULL0001", "orderDetails": "none"}]
        self.answer_once("getPurchaseOrders", [*odd, good])
        with mute_logger("odoo.addons.acorn_iamazon"):
            self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.connection_state, "connected")
        self.assertEqual(self.get_numbers(), ["GOOD0001"])
        failed = self.account.document_ids.filtered(lambda d: d.state == "failed")
        kept = [jsontext.loads(document.payload) for document in failed.sorted("id")]
        self.assertEqual(kept, odd)
        self.assertTrue(all(failed.mapped("error_message")))
        self.assertEqual(set(failed.mapped("error_category")), {"data"})

    def test_order_whose_details_amazon_does_not_give_is_kept_and_the_others_go_on(self):
        self.patch(type(self.account), "_retry_budget", 0.0)
        for status in (404, 500):
            with self.subTest(status=status):
                good = make_purchase_order(f"GOOD{status}", [make_item("8806098286500", 1, "5.00")])
                bare = {**good, "purchaseOrderNumber": f"BARE{status}", "orderDetails": None}
                self.answer_once("getPurchaseOrders", [bare, good])
                self.sandbox.tell("fault", operation="getPurchaseOrder", status=status)
                self.account.action_fetch_purchase_orders()
                states = {d.number: d.state for d in self.account.document_ids}
                self.assertEqual(states[f"BARE{status}"], "failed")
                self.assertEqual(states[f"GOOD{status}"], "done")

    def test_status_without_details_is_kept_and_the_others_go_on(self):
        status = {"purchaseOrderNumber": "BARE0001", "purchaseOrderStatus": "OPEN"}
        whole = {**status, "purchaseOrderNumber": "GOOD0001", "itemStatus": []}
        self.answer_once("getPurchaseOrdersStatus", [status, None, whole], "ordersStatus")
        self.account.action_fetch_purchase_order_status()
        states = sorted((d.number.split(")")[0], d.state) for d in self.account.document_ids)
        expected = [("(no number", "failed"), ("BARE0001", "failed"), ("GOOD0001", "done")]
        self.assertEqual(states, expected)

    def test_answer_without_its_list_is_no_empty_list(self):
        for body in ('{"payload": null}', '{"payload": "none"}', "{}"):
            with self.subTest(body=body):
                self.patch(type(self.account), "_retry_budget", 0.0)
                before = self.account.fetched_until
                self.sandbox.tell(
                    "fault",
                    operation="getPurchaseOrders",
                    status=200,
                    body=body,
                    content_type="application/json",
                )
                self.account.action_fetch_purchase_orders()
                self.assertEqual(self.account.fetched_until, before)
                self.assertEqual(self.account.connection_category, "network")

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
