# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Random histories of purchase orders: whatever Amazon does, nothing is lost or doubled.

``ACORN_HISTORIES=5000 setup/test tests/end_to_end/test_order_histories.py`` plays so many; the seed
is printed as that of all tests is.
"""

import json
import os
import random
from collections import defaultdict
from datetime import datetime, timedelta, timezone

import pytest

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.models.order.amazon_vendor_order_change import CODES
from odoo.addons.acorn_iamazon.quantities import find_breaks
from odoo.addons.acorn_iamazon.tests.common import SEED, SandboxCase

from .order_history import OrderHistory, draw_settings, draw_steps, write_day

HISTORIES = int(os.environ.get("ACORN_HISTORIES") or 60)


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestOrderHistories(OrderHistory, SandboxCase):
    """Amazon places, changes, moves, splits, cancels, closes, opens again and repeats, in other
    units, costs and currencies; we fetch, confirm, decide, lock, cancel, pick, ship, take goods
    back, change units and try to delete at any moment in between."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_settings()

    def test_every_order_is_amazons_last_version_or_asks_a_person(self):
        for number in range(HISTORIES):
            chance = random.Random(f"{SEED} {number}")
            set_up, steps = draw_settings(chance), draw_steps(chance)
            with self.subTest(history=number, seed=SEED, set_up=set_up, steps=steps):
                self.play_undone(steps, set_up)

    def play_undone(self, steps, set_up):
        """What happens in a history is undone before the next."""
        try:
            with self.env.cr.savepoint() as savepoint:
                self.play(steps, set_up)
                self.check()
                self.env.flush_all()
                savepoint.rollback()
        finally:
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()  # such as the groups of the user

    def play(self, steps, set_up):
        self.sandbox.tell("scenario")
        self.orders, self.versions = {}, {}
        self.set_up(**set_up)
        # Amazon's clock, by which versions follow each other; what is fetched reaches back further.
        self.clock = datetime.now(timezone.utc) - timedelta(minutes=20)
        self.sandbox.tell("clock", seconds=-20 * 60)
        days = [write_day(self.clock + timedelta(days=day)) for day in (1, 5)]
        self.window = "--".join(days)
        for action, number, place, amount in steps:
            self.clock += timedelta(seconds=30)
            self.sandbox.tell("clock", seconds=30)
            getattr(self, action)(number, place, amount)
        self.fetch()
        self.fetch()  # a page that repeats

    # === WHAT MUST HOLD === #

    def check(self):
        found = self.env["sale.order"].search([("amazon_account_id", "=", self.account.id)])
        numbers = found.mapped("amazon_purchase_order_number")
        waiting = self.get_waiting()
        self.assertEqual(len(numbers), len(set(numbers)), "each order once")
        self.assertLessEqual(set(self.orders) - set(numbers), waiting, "no order is lost")
        self.assertLessEqual(set(numbers), set(self.orders))
        for order in found:
            published = self.orders[order.amazon_purchase_order_number]
            if order.amazon_purchase_order_number in waiting:
                continue
            self.check_questions(order)
            self.check_header(order, published)
            self.check_lines(order, published)
            self.check_ledger(order, published)
            self.check_cancelled(order, published)
        self.check_sent()

    def get_waiting(self):
        """:return: numbers of orders whose last version waits for a person, who is told why: a case
        of another size than the product's"""
        failed = self.account.document_ids.filtered(
            lambda d: d.direction == "in" and d.state not in ("done", "superseded")
        )
        for document in failed:
            self.assertIn("our case holds", document.error_message or document.state)
        return set(failed.mapped("number"))

    def get_undecided(self, order):
        """:return: what may stand otherwise than in Amazon's last version, by field and line: a
        person is asked, has kept it, or it no longer concerns the order"""
        return order._amazon_get_kept().keys()

    def check_questions(self, order):
        """A person is asked of just what differs, once."""
        pending = order.amazon_pending_change_ids
        keys = [(CODES.get(change.kind, change.kind), change.sequence or "") for change in pending]
        self.assertEqual(len(keys), len(set(keys)), "asked once")
        self.assertLessEqual(set(keys), set(self.get_undecided(order)), "asked of what differs")
        self.assertEqual(len(order._amazon_get_asked("change")), bool(pending), "an activity")

    def check_header(self, order, published):
        details = published["orderDetails"]
        states = {published["purchaseOrderState"]}
        if "New" in states and self.count_answers(order.amazon_purchase_order_number):
            states.add("Acknowledged")  # Amazon has our answer since
        self.assertIn(order.amazon_purchase_order_state, states)
        there = {
            "destination": order.partner_shipping_id.ref,
            "bill_to": order.partner_invoice_id.ref,
            "window": "--".join(
                map(write_day, (order.amazon_ship_window_start, order.amazon_ship_window_end))
            ),
        }
        wanted = {
            "destination": details["shipToParty"]["partyId"],
            "bill_to": details["billToParty"]["partyId"],
            "window": details["shipWindow"],
        }
        for code, value in wanted.items():
            if (code, "") not in self.get_undecided(order):
                self.assertEqual(there[code], value, code)

    def check_lines(self, order, published):
        lines = {
            line.amazon_item_sequence: line
            for line in order.order_line.filtered("amazon_item_sequence")
        }
        numbers = order.order_line.filtered("amazon_item_sequence").mapped("amazon_item_sequence")
        self.assertEqual(sorted(lines), sorted(numbers), "each line once")
        given_up = order.order_line.filtered(lambda line: not line.amazon_item_sequence)
        self.assertFalse(sum(given_up.mapped("product_uom_qty")), "nothing of a line taken back")
        items = {item["itemSequenceNumber"]: item for item in published["orderDetails"]["items"]}
        undecided = self.get_undecided(order)
        for sequence in lines.keys() | items.keys():
            line, item = lines.get(sequence), items.get(sequence)
            if ("quantity", sequence) in undecided:
                continue
            wanted = self.count_units(item) if item else 0
            ours = line.amazon_ordered_quantity * line._amazon_get_unit_size() if line else 0
            self.assertEqual(ours, wanted, f"line {sequence}")
            if wanted and not {("cost", sequence), ("currency", "")} & undecided:
                self.check_price(line, item)

    def count_units(self, item):
        quantity = item["orderedQuantity"]
        return quantity["amount"] * self.get_size(item)

    def get_size(self, item):
        quantity = item["orderedQuantity"]
        return quantity["unitSize"] if quantity["unitOfMeasure"] == "Cases" else 1

    def check_price(self, line, item):
        """The cost of an each is Amazon's, in Amazon's currency."""
        cost, size = item["netCost"], self.get_size(item)
        self.assertEqual(line.order_id.currency_id.name, cost["currencyCode"])
        self.assertEqual(line._amazon_get_unit_size(), size)
        self.assertAlmostEqual(line._amazon_get_each_price(), float(cost["amount"]) / size, 2)

    def check_ledger(self, order, published):
        """The numbers of a line agree, and nothing waits to leave that Amazon does not want."""
        items = {item["itemSequenceNumber"]: item for item in published["orderDetails"]["items"]}
        lines = order.order_line.filtered("amazon_item_sequence")
        undecided = self.get_undecided(order)
        is_over = published["purchaseOrderState"] == "Closed"
        is_picked = bool(order._amazon_get_asked("picked"))
        for line, quantities in self.env["amazon.vendor.quantity"]._read(lines).items():
            sequence = line.amazon_item_sequence
            breaks = {(one.more, one.less) for one in find_breaks(quantities)}
            asked = ("quantity", sequence) in undecided
            if asked or quantities.promised <= quantities.shipped or order.state == "cancel":
                breaks -= {("promised", "ordered")}  # what has left stays
            self.assertFalse(breaks, f"line {sequence}: {quantities}")
            wanted = self.count_units(items[sequence]) if sequence in items and not is_over else 0
            if quantities.to_ship and not asked and not is_picked:
                self.assertLessEqual(quantities.leaving, wanted, f"line {sequence}: {quantities}")

    def check_cancelled(self, order, published):
        """What is cancelled here is over at Amazon, or Amazon was told, or a person is to."""
        if order.state != "cancel" or order._amazon_is_over():
            return
        told = order.amazon_told_elsewhere or order._amazon_get_told_documents()
        self.assertTrue(told or order._amazon_get_asked("cancelled", "reopened", "change"))
        to_ship = order.order_line.mapped(lambda line: line._amazon_count_to_ship())
        self.assertFalse(sum(to_ship), "nothing leaves of what is cancelled")

    # === AT AMAZON === #

    def check_sent(self):
        """Nothing is at Amazon twice: an answer is repeated only to another version, and a notice
        never."""
        answers = defaultdict(list)
        for call in self.sandbox.ask("received", operation="submitAcknowledgement"):
            for told in call["body"]["acknowledgements"]:
                answers[told["purchaseOrderNumber"]].append(json.dumps(told["items"]))
        for number, told in answers.items():
            for place in range(1, len(told)):
                if place not in self.versions[number]:
                    self.assertNotEqual(told[place - 1], told[place], f"{number} told twice")
        notices = [
            told["shipmentIdentifier"]
            for call in self.sandbox.ask("received", operation="SubmitShipmentConfirmations")
            for told in call["body"]["shipmentConfirmations"]
            if told["shipmentConfirmationType"] == "Original"
        ]
        self.assertEqual(len(notices), len(set(notices)), "each notice once")
