# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Random histories of purchase orders: whatever Amazon does, nothing is lost or doubled."""

from datetime import datetime, timedelta, timezone

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import SandboxCase, make_item, recent_order

CENTRES = ("PHX6", "ONT8", "TEB6")
# What stays in the next version, once it was changed.
MOVED = ("shipToParty", "billToParty", "shipWindow")
SKUS = ("8806098286500", "8806098286123")
NUMBERS = ("HIST0001", "HIST0002", "HIST0003")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "place",
                "change",
                "cancel_line",
                "drop_line",
                "close",
                "reopen",
                "move",
                "postpone",
                "fetch",
                "confirm",
                "ship",
                "lock",
                "cancel",
                "delete",
            ]
        ),
        st.sampled_from(NUMBERS),
        st.integers(0, 1),
        st.integers(1, 12),
    ),
    min_size=4,
    max_size=14,
)


@tagged("post_install", "-at_install")
class TestOrderHistories(SandboxCase):
    """Amazon places, changes, moves, splits, cancels, closes, opens again and repeats; we fetch,
    confirm, lock, cancel, try to delete and ship at any moment in between."""

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(STEPS)
    def test_every_order_is_amazons_last_version_or_asks_a_person(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self.sandbox.tell("scenario")
            self.orders = {}
            self.clock = datetime.now(timezone.utc) - timedelta(minutes=40)
            for action, number, place, amount in steps:
                self.clock += timedelta(seconds=30)
                getattr(self, action)(number, place, amount)
            self.fetch()
            self.fetch()  # a page that repeats
            self.check()
            self.env.flush_all()
            savepoint.rollback()
        self.env.invalidate_all()

    # === WHAT AMAZON DOES === #

    def place(self, number, place, amount):
        if number in self.orders:
            return self.split(number, amount)
        items = [make_item(sku, amount + n, "5.00") for n, sku in enumerate(SKUS)]
        self.publish(number, items, "New")
        return None

    def split(self, number, amount):
        """The same product on a line of its own."""
        items = self.get_items(number)
        if len(items) < 4:
            self.publish(number, [*items, make_item(SKUS[0], amount, "5.00")])

    def change(self, number, place, amount):
        self.set_amount(number, place, amount)

    def cancel_line(self, number, place, amount):
        self.set_amount(number, place, 0)

    def set_amount(self, number, place, amount):
        items = self.get_items(number)
        if place < len(items):
            quantity = {**items[place]["orderedQuantity"], "amount": amount}
            items[place] = {**items[place], "orderedQuantity": quantity}
            self.publish(number, items)

    def drop_line(self, number, place, amount):
        items = self.get_items(number)
        if len(items) > 1:
            self.publish(number, items[:-1])

    def close(self, number, place, amount):
        if number in self.orders:
            self.publish(number, self.get_items(number), "Closed")

    def reopen(self, number, place, amount):
        if number in self.orders:
            self.publish(number, self.get_items(number), "Acknowledged")

    def move(self, number, place, amount):
        """Another destination and another party to invoice."""
        if number in self.orders:
            self.publish(
                number,
                self.get_items(number),
                shipToParty={"partyId": CENTRES[amount % len(CENTRES)]},
                billToParty={"partyId": f"AMZN{amount % 2}"},
            )

    def postpone(self, number, place, amount):
        if number in self.orders:
            self.publish(number, self.get_items(number), shipWindow=f"+{amount}d--+{amount + 4}d")

    def get_items(self, number):
        return list(self.orders.get(number, {}).get("orderDetails", {}).get("items", []))

    def publish(self, number, items, state="Acknowledged", **details):
        before = self.orders.get(number, {}).get("orderDetails", {})
        kept = {name: before[name] for name in MOVED if name in before}
        order = recent_order(number, *items, **{**kept, **details})
        order["purchaseOrderState"] = state
        order["orderDetails"]["purchaseOrderChangedDate"] = f"{self.clock:%Y-%m-%dT%H:%M:%SZ}"
        self.orders[number] = order
        self.place_orders(order)

    def place_orders(self, *orders):
        self.sandbox.tell("orders", orders=list(orders))

    # === WHAT WE DO === #

    def fetch(self, *_ignored):
        self.account.action_fetch_purchase_orders()

    def confirm(self, number, place, amount):
        order = self.get_order(number)
        if order.state == "draft":
            order.action_confirm()
            self.account.action_send_documents()

    def ship(self, number, place, amount):
        for picking in self.get_order(number).picking_ids:
            if picking.state in ("confirmed", "waiting", "assigned"):
                for move in picking.move_ids:
                    move.write({"quantity": move.product_uom_qty, "picked": True})
                picking.with_context(skip_backorder=True).button_validate()

    def lock(self, number, place, amount):
        order = self.get_order(number)
        if order.state == "sale":
            order.action_lock()

    def cancel(self, number, place, amount):
        """As a person does, with one of the answers that are offered."""
        order = self.get_order(number)
        if not order or order.locked:
            return
        action = order.action_cancel()
        if isinstance(action, dict):
            wizard = self.env[action["res_model"]].browse(action["res_id"])
            wizard.telling = ("told", "later")[place]
            wizard.action_confirm()

    def delete(self, number, place, amount):
        order = self.get_order(number)
        if order:
            with self.assertRaises(UserError):
                order.unlink()

    # === WHAT MUST HOLD === #

    def check(self):
        found = self.env["sale.order"].search([("amazon_account_id", "=", self.account.id)])
        numbers = found.mapped("amazon_purchase_order_number")
        self.assertEqual(sorted(numbers), sorted(self.orders), "each order once")
        for order in found:
            self.check_order(order, self.orders[order.amazon_purchase_order_number])

    def check_order(self, order, published):
        lines = order.order_line.filtered("amazon_item_sequence")
        sequences = lines.mapped("amazon_item_sequence")
        self.assertEqual(len(sequences), len(set(sequences)), "each line once")
        ours = {line.amazon_item_sequence: line.amazon_ordered_quantity for line in lines}
        theirs = {
            item["itemSequenceNumber"]: item["orderedQuantity"]["amount"]
            for item in published["orderDetails"]["items"]
        }
        same = {k: v for k, v in ours.items() if v} == {k: v for k, v in theirs.items() if v}
        self.assertTrue(same or order.activity_ids, f"{ours} is not {theirs}, and nobody is asked")
        self.check_parties(order, published["orderDetails"])
        for line in lines:
            demand = sum(
                line.move_ids.filtered(lambda move: move.state not in ("cancel", "done")).mapped(
                    "product_uom_qty"
                )
            )
            self.assertLessEqual(
                line.qty_delivered + demand, max(line.product_uom_qty, line.qty_delivered)
            )
            if same and not order.activity_ids:
                self.assertLessEqual(line.product_uom_qty, line.amazon_ordered_quantity)

    def check_parties(self, order, details):
        there = (order.partner_shipping_id.ref, order.partner_invoice_id.ref)
        wanted = (details["shipToParty"]["partyId"], details["billToParty"]["partyId"])
        self.assertTrue(
            there == wanted or order.state == "cancel" or order.activity_ids,
            f"{there} is not {wanted}, and nobody is asked",
        )
