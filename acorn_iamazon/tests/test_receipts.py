# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import copy
from datetime import timedelta

from odoo import fields
from odoo.tests.common import tagged

from .common import AmazonCase, SandboxCase, make_item, make_purchase_order, recent_order

SHORTAGE = "acorn_iamazon.mail_activity_type_shortage"


def make_status(received, at="2026-03-10T09:00:00Z", number="4BZ7PQ2X", **extra):
    """:param dict received: units by line; None for a line of which Amazon tells nothing
    :return: a purchase order status, as Amazon writes it"""
    items = []
    for sequence, units in received.items():
        item = {
            "itemSequenceNumber": sequence,
            "orderedQuantity": {"orderedQuantity": _eaches(21)},
            "acknowledgementStatus": {
                "confirmationStatus": "ACCEPTED",
                "acceptedQuantity": _eaches(21),
                "rejectedQuantity": _eaches(0),
            },
        }
        if units is not None:
            item["receivingStatus"] = {
                "receiveStatus": "PARTIALLY_RECEIVED",
                "receivedQuantity": _eaches(units),
                "lastReceiveDate": at,
            }
        items.append(item)
    return {
        "purchaseOrderNumber": number,
        "purchaseOrderStatus": "OPEN",
        "purchaseOrderDate": "2026-03-02T08:15:00Z",
        "lastUpdatedDate": at,
        "sellingParty": {"partyId": "ACRN1"},
        "shipToParty": {"partyId": "PHX6"},
        "itemStatus": items,
        **extra,
    }


def _eaches(amount):
    return {"amount": amount, "unitOfMeasure": "Eaches", "unitSize": 1}


@tagged("post_install", "-at_install")
class TestReceipts(AmazonCase):
    """What Amazon received, beside what was shipped: seven cases of three kettles, five filters."""

    def setUp(self):
        super().setUp()
        self.purchase_order = make_purchase_order(
            items=[
                make_item("8806098286500", 7, "30.00", "Cases", 3),
                make_item("8806098286123", 5, "229.47"),
            ]
        )

    def ship_order(self, *shipped, day="2026-03-08 08:00:00"):
        """:param shipped: units by line; the rest stays in a backorder"""
        self.receive(self.purchase_order)
        self.order = self.get_order()
        self.order.action_confirm()
        picking = self.order.picking_ids
        for move, units in zip(picking.move_ids, shipped, strict=True):
            move.write({"quantity": units, "picked": bool(units)})
        picking.with_context(skip_backorder=True).button_validate()
        self.order.picking_ids.move_ids.filtered(lambda m: m.state == "done").date = day
        return self.order

    def tell(self, *statuses):
        documents = self.env["amazon.vendor.document"]._store_incoming(
            self.account, "order_status", list(statuses), "test-request"
        )
        self.account._apply_documents()
        self.env["sale.order"]._amazon_alert_shortages(self.account)
        return documents

    def get_lines(self, name):
        return self.order.order_line.mapped(name)

    def get_activities(self):
        return self.order.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(SHORTAGE)
        )

    def test_delivery_that_nobody_received_yet_is_awaited(self):
        self.ship_order(21, 5)
        self.assertEqual(self.order.amazon_receipt_state, "awaited")
        self.assertEqual(self.get_lines("amazon_short_quantity"), [0, 0])

    def test_everything_received_is_no_shortage(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 21, "2": 5}))
        self.assertEqual(self.order.amazon_receipt_state, "received")
        self.assertEqual(self.get_lines("amazon_received_quantity"), [21, 5])
        self.assertFalse(self.get_activities())

    def test_shortage_is_flagged_when_amazon_books_it(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 21, "2": 3}))
        self.assertEqual(self.order.amazon_receipt_state, "short")
        self.assertEqual(self.get_lines("amazon_short_quantity"), [0, 2])
        self.assertAlmostEqual(self.order.amazon_short_amount, 2 * 229.47)
        self.assertIn("5 shipped, 3 received, 2 short", self.get_activities().note)

    def test_line_that_was_not_received_at_all_is_short_when_others_were(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 21, "2": 0}))
        self.assertEqual(self.get_lines("amazon_short_quantity"), [0, 5])

    def test_what_left_after_the_last_receipt_is_not_short(self):
        self.ship_order(21, 2)
        self.ship(self.order)
        last = self.order.picking_ids.filtered(lambda p: p.backorder_id)
        last.move_ids.date = "2026-03-12 08:00:00"
        self.tell(make_status({"1": 21, "2": 2}))
        self.assertEqual(self.order.amazon_receipt_state, "on_the_way")
        self.assertEqual(self.get_lines("amazon_short_quantity"), [0, 0])

    def test_order_that_amazon_closed_is_short_of_all_it_did_not_receive(self):
        self.ship_order(21, 5)
        closed = copy.deepcopy(self.purchase_order) | {"purchaseOrderState": "Closed"}
        closed["orderDetails"]["purchaseOrderStateChangedDate"] = "2026-03-20T08:15:00Z"
        self.receive(closed)
        self.assertEqual(self.get_lines("amazon_short_quantity"), [21, 5])
        self.assertEqual(self.order.amazon_receipt_state, "short")

    def test_same_shortage_told_again_asks_nobody_twice(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 21, "2": 3}))
        self.tell(make_status({"1": 21, "2": 3}, at="2026-03-11T09:00:00Z"))
        self.assertEqual(len(self.get_activities()), 1)

    def test_activity_ends_when_the_rest_is_received(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 21, "2": 3}))
        self.tell(make_status({"1": 21, "2": 5}, at="2026-03-11T09:00:00Z"))
        self.assertEqual(self.order.amazon_receipt_state, "received")
        self.assertFalse(self.get_activities())

    def test_activity_waits_as_many_days_as_the_account_says(self):
        self.ship_order(21, 5, day=fields.Datetime.now() - timedelta(days=5))
        self.account.shortage_days = 3
        now = fields.Datetime.now().isoformat() + "Z"
        self.tell(make_status({"1": 21, "2": 3}, at=now))
        self.assertEqual(self.order.amazon_receipt_state, "short")
        self.assertFalse(self.get_activities())
        self.order.amazon_last_received_at -= timedelta(days=3)
        self.env["sale.order"]._amazon_alert_shortages(self.account)
        self.assertTrue(self.get_activities())

    def test_each_receipt_is_kept_with_its_day(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 9, "2": 5}))
        self.tell(make_status({"1": 12, "2": 4}, at="2026-03-11T09:00:00Z"))
        entries = self.order.amazon_status_entry_ids.sorted("id")
        self.assertEqual(
            [(str(e.date.date()), e.kind, e.quantity) for e in entries],
            [
                ("2026-03-10", "received", 9),
                ("2026-03-10", "received", 5),
                ("2026-03-11", "received", 3),
                ("2026-03-11", "received", -1),
            ],
        )

    def test_older_status_that_comes_late_changes_nothing(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 21, "2": 5}, at="2026-03-11T09:00:00Z"))
        late = self.tell(make_status({"1": 9, "2": 5}))
        self.assertEqual(late.state, "superseded")
        self.assertEqual(self.get_lines("amazon_received_quantity"), [21, 5])

    def test_status_without_receiving_does_not_undo_what_was_told_before(self):
        self.ship_order(21, 5)
        self.tell(make_status({"1": 21, "2": 5}))
        self.tell(make_status({"1": None, "2": None}, at="2026-03-11T09:00:00Z"))
        self.assertEqual(self.get_lines("amazon_received_quantity"), [21, 5])
        self.assertEqual(self.order.amazon_receipt_state, "received")

    def test_receipt_without_a_date_is_of_the_day_it_was_told(self):
        self.ship_order(21, 5)
        status = make_status({"1": 21, "2": 3})
        for item in status["itemStatus"]:
            del item["receivingStatus"]["lastReceiveDate"]
        self.tell(status)
        self.assertEqual(str(self.order.amazon_last_received_at), "2026-03-10 09:00:00")
        self.assertEqual(self.order.amazon_receipt_state, "short")

    def test_receipt_in_cases_counts_their_units(self):
        self.ship_order(21, 5)
        status = make_status({"1": 7, "2": 5})
        status["itemStatus"][0]["receivingStatus"]["receivedQuantity"] = {
            "amount": 7,
            "unitOfMeasure": "Cases",
            "unitSize": 3,
        }
        self.tell(status)
        self.assertEqual(self.get_lines("amazon_received_quantity"), [21, 5])

    def test_steps_of_the_ordered_quantity_are_shown_with_their_days(self):
        self.ship_order(21, 5)
        status = make_status({"1": None, "2": None})
        status["itemStatus"][1]["orderedQuantity"]["orderedQuantityDetails"] = [
            {"updatedDate": "2026-03-02T08:15:00Z", "orderedQuantity": _eaches(8)},
            {"updatedDate": "2026-03-03T08:15:00Z", "cancelledQuantity": _eaches(3)},
        ]
        self.tell(status)
        self.assertEqual(
            [(e.kind, e.quantity) for e in self.order.amazon_status_entry_ids.sorted("date")],
            [("ordered", 8), ("cancelled", 3)],
        )

    def test_status_of_an_order_that_is_not_here_yet_is_noted_when_it_comes(self):
        documents = self.tell(make_status({"1": 0, "2": 0}))
        self.assertEqual(documents.state, "done")
        self.receive(self.purchase_order)
        self.assertEqual(documents.sale_order_id, self.get_order())
        self.assertEqual(self.get_order().order_line.mapped("amazon_status_accepted"), [21, 21])

    def test_status_that_cannot_be_read_says_so_and_holds_no_other_back(self):
        self.ship_order(21, 5)
        broken = make_status({"1": "many"}, number="5XBROKEN")
        documents = self.tell(broken, make_status({"1": 21, "2": 5}))
        self.assertEqual(set(documents.mapped("state")), {"failed", "done"})
        failed = documents.filtered(lambda d: d.state == "failed")
        self.assertIn("Status of purchase order 5XBROKEN, line 1", failed.error_message)


@tagged("post_install", "-at_install")
class TestFetchReceipts(SandboxCase):
    def setUp(self):
        super().setUp()
        self.place(
            recent_order(
                "6JD9W1MB",
                make_item("8806098286500", 7, "30.00", "Cases", 3),
                make_item("8806098286123", 5, "229.47"),
            )
        )
        self.account.action_fetch_purchase_orders()
        self.order = self.get_order("6JD9W1MB")
        self.order.action_amazon_acknowledge()
        self.account.action_send_documents()
        self.ship(self.order)

    def test_shortage_booked_by_the_fulfilment_centre_is_on_the_order_the_same_day(self):
        self.sandbox.tell("receive", purchaseOrderNumber="6JD9W1MB", units={"1": 21, "2": 4})
        self.account.action_fetch_purchase_order_status()
        self.assertEqual(self.order.amazon_receipt_state, "short")
        self.assertEqual(self.order.order_line.mapped("amazon_short_quantity"), [0, 1])
        self.assertEqual(self.order.order_line.mapped("amazon_status_accepted"), [21, 5])
        kinds = set(self.order.amazon_status_entry_ids.mapped("kind"))
        self.assertEqual(kinds, {"ordered", "accepted", "received"})

    def test_receipt_that_no_list_of_updates_tells_is_found_by_the_daily_check(self):
        """The updates are fetched until now, and the receipt was not among them."""
        self.sandbox.tell("receive", purchaseOrderNumber="6JD9W1MB", units={"1": 21, "2": 4})
        self.assertFalse(self.order.amazon_status_entry_ids)
        self.account.action_sweep_purchase_orders()
        self.account._apply_documents()
        self.assertEqual(self.order.amazon_receipt_state, "short")
        self.assertEqual(self.order.order_line.mapped("amazon_short_quantity"), [0, 1])

    def test_fetching_again_repeats_nothing(self):
        self.sandbox.tell("receive", purchaseOrderNumber="6JD9W1MB")
        for _repeat in range(2):
            self.account.action_fetch_purchase_order_status()
        documents = self.order.amazon_document_ids.filtered(lambda d: d.kind == "order_status")
        self.assertEqual(len(documents), 1)
        received = self.order.amazon_status_entry_ids.filtered(lambda e: e.kind == "received")
        self.assertEqual(sum(received.mapped("quantity")), 26)

    def test_mark_stays_when_a_page_fails(self):
        before = self.account.status_fetched_until
        self.sandbox.tell("fault", operation="getPurchaseOrdersStatus", times=9, status=400)
        self.account.action_fetch_purchase_order_status()
        self.assertEqual(self.account.status_fetched_until, before)
        self.sandbox.tell("clear_faults")
        self.account.action_fetch_purchase_order_status()
        self.assertGreater(self.account.status_fetched_until, before)
        self.assertTrue(self.order.amazon_status_entry_ids)
