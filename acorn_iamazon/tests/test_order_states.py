# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import AmazonCase, make_item, make_purchase_order

KETTLE = "8806098286500"


@tagged("post_install", "-at_install")
class TestOrderStates(AmazonCase):
    """What Amazon says of a whole purchase order: new, acknowledged, closed, all taken back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.acknowledge_automatically = True
        cls.account.alert_hours = 48
        cls.env["stock.quant"]._update_available_quantity(
            cls.kettle, cls.warehouse.lot_stock_id, 1000
        )

    def setUp(self):
        super().setUp()
        self.version = 0

    def receive_state(self, state, amount=10, number="4BZ7PQ2X", **details):
        self.version += 1
        moment = f"2026-03-03T10:{self.version:02}:00Z"
        item = make_item(KETTLE, amount, "10.00")
        details.setdefault("purchaseOrderChangedDate", moment)
        self.receive(make_purchase_order(number, [item], state, **details))
        return self.get_order(number)

    def assert_left_alone(self, order):
        """No automation answers, delivers or alerts."""
        self.account.action_acknowledge_orders()
        self.assertNotEqual(order.amazon_stage, "to_acknowledge")
        self.assertFalse(order.amazon_deadline_state)
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.picking_ids)
        self.assertFalse(order.amazon_document_ids.filtered(lambda d: d.direction == "out"))

    # === THE FIRST FETCH === #

    def test_what_the_first_fetch_brings_answered_or_closed_is_history(self):
        for number, state, amount in (
            ("4OLD0001", "Acknowledged", 10),
            ("4OLD0002", "Closed", 10),
            ("4OLD0003", "Closed", 0),
            ("4OLD0004", "Acknowledged", 0),
        ):
            with self.subTest(number):
                order = self.receive_state(state, amount, number)
                self.assertEqual(order.amazon_stage, "history")
                self.assertEqual(order.amazon_acknowledgement_state, "nothing")
                self.assert_left_alone(order)

    def test_new_order_of_the_first_fetch_is_worked(self):
        order = self.receive_state("New")
        self.assertEqual(order.amazon_stage, "to_acknowledge")

    def test_order_from_before_the_date_that_was_asked_for_is_history(self):
        self.account.worked_from = "2026-03-02 12:00:00"
        order = self.receive_state("New", purchaseOrderDate="2026-03-02T08:15:00Z")
        self.assertEqual(order.amazon_stage, "history")
        self.assert_left_alone(order)

    def test_order_from_after_that_date_is_worked(self):
        self.account.worked_from = "2026-03-02 08:00:00"
        order = self.receive_state("New", purchaseOrderDate="2026-03-02T08:15:00Z")
        self.assertEqual(order.amazon_stage, "to_acknowledge")

    def test_wizard_proposes_a_date_and_makes_history_of_what_is_older(self):
        older = self.receive_state("New", number="4OLD0001")
        self.account.first_fetched_at = "2026-03-12 00:00:00"
        recent = self.receive_state(
            "New", number="4NEW0001", purchaseOrderDate="2026-03-10T08:15:00Z"
        )
        wizard = self.env["amazon.vendor.history"].create({"account_id": self.account.id})
        self.assertEqual(str(wizard.worked_from), "2026-03-05 00:00:00")
        self.assertEqual(wizard.count_orders, 1)
        wizard.action_confirm()
        self.assertEqual(self.account.worked_from, wizard.worked_from)
        stages = (older | recent).mapped("amazon_stage")
        self.assertEqual(stages, ["history", "to_acknowledge"])

    def test_order_that_was_answered_elsewhere_later_is_delivered_but_not_answered(self):
        self.account.first_fetched_at = "2026-03-01 00:00:00"
        order = self.receive_state("Acknowledged")
        self.assertEqual(order.amazon_acknowledgement_state, "nothing")
        self.assertEqual(order.amazon_stage, "to_ship")
        order.action_confirm()
        self.assertTrue(order.picking_ids)
        self.assertFalse(order.amazon_document_ids.filtered(lambda d: d.direction == "out"))

    def test_history_is_delivered_when_somebody_takes_it_up(self):
        order = self.receive_state("Acknowledged")
        order.action_amazon_work()
        self.assertEqual(order.amazon_stage, "to_ship")
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 10)
        self.assertFalse(order.amazon_document_ids.filtered(lambda d: d.direction == "out"))

    def test_history_follows_amazon_without_a_word(self):
        order = self.receive_state("Acknowledged")
        self.receive_state("Closed", 4)
        self.assertEqual(order.amazon_purchase_order_state, "Closed")
        self.assertEqual(order.order_line.amazon_ordered_quantity, 4)
        self.assert_left_alone(order)

    # === CLOSED UNANSWERED === #

    def test_order_that_amazon_closes_unanswered_is_closed_here(self):
        for number, state, amount in (("4END0001", "Closed", 10), ("4END0002", "New", 0)):
            with self.subTest(number):
                order = self.receive_state("New", number=number)
                self.receive_state(state, amount, number)
                self.assertEqual(order.state, "cancel")
                self.assertEqual(order.amazon_stage, "cancelled")
                self.assert_left_alone(order)

    def test_closed_order_cannot_be_acknowledged_or_confirmed(self):
        for number, state, amount in (("4END0001", "Closed", 10), ("4END0002", "New", 0)):
            order = self.receive_state("New", number=number)
            self.receive_state(state, amount, number)
            order.action_draft()
            for act in (order.action_amazon_acknowledge, order.action_confirm):
                with (
                    self.subTest(number, act=act.__name__),
                    self.assertRaisesRegex(UserError, f"Amazon closed purchase order {number}"),
                ):
                    act()

    def test_answer_that_waits_is_not_sent_for_an_order_that_was_closed(self):
        order = self.receive_state("New")
        order.action_confirm()
        self.assertEqual(order.amazon_acknowledgement_state, "queued")
        self.receive_state("Closed")
        answers = order.amazon_document_ids._of_kind("acknowledgement")
        self.assertEqual(answers.mapped("state"), ["cancelled"])
        self.assertEqual(order.picking_ids.mapped("state"), ["cancel"])

    def test_order_closed_unanswered_and_opened_again_is_to_be_answered(self):
        order = self.receive_state("New")
        self.receive_state("Closed")
        self.receive_state("New", 8)
        self.assertEqual((order.state, order.amazon_stage), ("draft", "to_acknowledge"))
        self.assertEqual(order.order_line.product_uom_qty, 8)

    # === CLOSED AFTER THE ANSWER === #

    def make_answered(self):
        order = self.receive_state("New")
        order.action_confirm()
        answers = order.amazon_document_ids._of_kind("acknowledgement")
        answers.write({"state": "accepted", "attempts": 1, "sent_at": fields.Datetime.now()})
        return order

    def get_open_demand(self, order):
        moves = order.picking_ids.move_ids
        return sum(
            moves.filtered(lambda m: m.state not in ("done", "cancel")).mapped("product_qty")
        )

    def test_order_opened_again_is_delivered_for_what_is_open(self):
        order = self.make_answered()
        self.receive_state("Closed")
        self.assertEqual(self.get_open_demand(order), 0)
        self.receive_state("Acknowledged")
        self.assertEqual(self.get_open_demand(order), 10)

    def test_locked_order_opened_again_is_delivered_as_well(self):
        order = self.make_answered()
        order.action_lock()
        self.receive_state("Closed")
        self.receive_state("Acknowledged")
        self.assertEqual(self.get_open_demand(order), 10)
        self.assertTrue(order.locked)

    def test_order_opened_again_after_a_part_left_delivers_the_rest_only(self):
        order = self.make_answered()
        order.picking_ids.move_ids.write({"quantity": 4, "picked": True})
        order.picking_ids._action_done()
        self.receive_state("Closed")
        self.receive_state("Acknowledged")
        self.assertEqual(order.order_line.qty_delivered, 4)
        self.assertEqual(self.get_open_demand(order), 6)

    def test_closing_twice_and_opening_once_delivers_once(self):
        order = self.make_answered()
        self.receive_state("Closed")
        self.receive_state("Closed", dealCode="SPRING")
        self.receive_state("Acknowledged")
        self.receive_state("Acknowledged", dealCode="SUMMER")
        self.assertEqual(self.get_open_demand(order), 10)

    def test_transfer_that_is_picked_is_not_cancelled_by_itself(self):
        order = self.make_answered()
        order.picking_ids.move_ids.write({"quantity": 10, "picked": True})
        self.receive_state("Closed")
        self.assertEqual(self.get_open_demand(order), 10)
        self.assertIn(order.picking_ids.name, order._amazon_get_asked("picked").note)
        self.receive_state("Acknowledged")
        self.assertEqual(self.get_open_demand(order), 10)
        self.assertFalse(order._amazon_get_asked("picked"))

    def test_order_rejected_here_that_amazon_changes_is_asked_about_unless_it_closes_it(self):
        order = self.make_answered()
        order._action_cancel()
        self.receive_state("Closed", 3)
        self.assertEqual(order.order_line.amazon_ordered_quantity, 3)
        self.assertFalse(order.amazon_has_pending_change)
        self.receive_state("Acknowledged", 7)
        self.assertTrue(order.amazon_has_pending_change)

    def test_order_rejected_here_and_opened_again_is_asked_about(self):
        order = self.make_answered()
        order._action_cancel()
        self.receive_state("Closed")
        self.receive_state("Acknowledged")
        self.assertEqual(order.state, "cancel")
        self.assertTrue(order._amazon_get_asked("reopened"))

    def test_deadline_that_comes_near_is_told_of_orders_that_are_worked_only(self):
        moment = f"{fields.Datetime.now() - timedelta(hours=20):%FT%TZ}"
        order = self.receive_state("New", purchaseOrderDate=moment)
        self.account.acknowledge_automatically = False
        self.account.action_acknowledge_orders()
        self.assertTrue(order._amazon_get_asked("deadline"))
        self.receive_state("Closed", purchaseOrderDate=moment)
        self.assertFalse(order._amazon_get_asked("deadline"))
