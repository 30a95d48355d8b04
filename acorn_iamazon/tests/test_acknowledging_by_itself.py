# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import os
from datetime import timedelta

from odoo import Command, fields
from odoo.tests.common import new_test_user, tagged

from .common import SandboxCase, make_item, recent_order
from .test_acknowledgement_answers import FILTER, KETTLE, AcknowledgementCase

# ACORN_ORDERS=200 is a large vendor's morning.
ORDERS = int(os.environ.get("ACORN_ORDERS") or 40)


@tagged("post_install", "-at_install")
class TestAutomatic(AcknowledgementCase):
    """An account that asks for it acknowledges what its limits let through."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.acknowledge_automatically = True

    def run_work(self):
        self.account.action_acknowledge_orders()

    def assert_left(self, order, reason):
        self.assertEqual(order.amazon_acknowledgement_state, "to_acknowledge")
        self.assertEqual(order.state, "draft")
        self.assertIn(reason, order.amazon_obstacle)

    def test_order_that_stock_fills_is_acknowledged(self):
        self.stock(self.kettle, 10)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        self.run_work()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self.get_answers(order), [("Accepted", 10)])

    def test_nothing_happens_where_the_account_does_not_ask_for_it(self):
        self.account.acknowledge_automatically = False
        self.stock(self.kettle, 10)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        self.run_work()
        self.assertEqual(order.amazon_acknowledgement_state, "to_acknowledge")

    def test_order_that_stock_does_not_fill_is_left_as_it_is_to_a_person(self):
        self.stock(self.kettle, 9)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        self.run_work()
        self.assert_left(order, "9 of 10 units")
        self.assertEqual(order.order_line.product_uom_qty, 10)

    def test_share_of_stock_is_the_accounts_choice(self):
        self.account.automatic_fill_percent = 90
        self.stock(self.kettle, 9)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        self.run_work()
        self.assertEqual(self.get_answers(order), [("Accepted", 9), ("Rejected", 1)])

    def test_stock_is_not_promised_to_two_orders(self):
        self.stock(self.kettle, 10)
        early = self.order(make_item(KETTLE, 8, "5.00"), number="4EARLY0X", days=3)
        late = self.order(make_item(KETTLE, 8, "5.00"), number="4LATE00X", days=9)
        self.run_work()
        self.assertEqual(early.state, "sale")
        self.assert_left(late, "2 of 8 units")

    def test_cost_that_differs_is_left_to_a_person(self):
        self.stock(self.kettle, 10)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        order.order_line.write({"amazon_agreed_cost": 4.0, "amazon_price_decision": "open"})
        self.run_work()
        self.assert_left(order, "cost differs")

    def test_obsolete_product_is_left_to_a_person(self):
        self.stock(self.kettle, 10)
        self.account.automatic_fill_percent = 1
        order = self.order(make_item(KETTLE, 10, "5.00"), make_item(FILTER, 1, "5.00"))
        order.order_line[1].amazon_product_id.is_obsolete = True
        self.run_work()
        self.assert_left(order, "obsolete")

    def test_large_order_is_left_to_a_person(self):
        self.account.automatic_amount = 49.0
        self.stock(self.kettle, 10)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        self.run_work()
        self.assert_left(order, "larger than the limit")

    def test_order_left_for_want_of_stock_goes_once_stock_is_there(self):
        order = self.order(make_item(KETTLE, 10, "5.00"))
        self.run_work()
        self.stock(self.kettle, 10)
        self.run_work()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.amazon_obstacle)


class ManyOrdersCase(AcknowledgementCase):
    """Many orders at once are acknowledged by the scheduled work, with progress."""

    def place(self, count):
        return self.env["sale.order"].union(
            *(
                self.order(make_item(KETTLE, 2, "5.00"), number=f"4M{place:03}XXX")
                for place in range(count)
            )
        )

    def get_job(self):
        return self.account.job_ids.filtered(lambda job: job.code == "acknowledge_orders")


@tagged("post_install", "-at_install", "slow")
class TestHundredsOfOrders(ManyOrdersCase):
    def test_work_acknowledges_many_orders_and_shows_how_far_it_is(self):
        orders = self.place(ORDERS)
        orders.action_request_amazon_acknowledge()
        self.account.action_acknowledge_orders()
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        self.assertEqual(set(orders.mapped("amazon_acknowledgement_state")), {"queued"})
        self.assertFalse(orders.amazon_acknowledge_requested_by_id)
        self.assertEqual(self.get_job().progress, f"{ORDERS} / {ORDERS}")


@tagged("post_install", "-at_install")
class TestManyOrders(ManyOrdersCase):
    def test_button_only_asks_for_the_work(self):
        orders = self.place(3)
        action = orders.action_request_amazon_acknowledge()
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(set(orders.mapped("amazon_acknowledgement_state")), {"to_acknowledge"})
        self.assertEqual(orders.amazon_acknowledge_requested_by_id, self.env.user)

    def test_order_that_cannot_be_acknowledged_holds_no_other_back(self):
        orders = self.place(3)
        orders[1].order_line.amazon_price_decision = "ask"
        orders.action_request_amazon_acknowledge()
        self.account.action_acknowledge_orders()
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])
        problem = orders[1].activity_ids.filtered(lambda a: a.summary == "Cannot be acknowledged")
        self.assertIn("line 1: the cost is being asked about", problem.note)

    def test_document_carries_the_person_who_asked(self):
        person = new_test_user(
            self.env, "amazon-sales", "acorn_iamazon.group_user,sales_team.group_sale_salesman"
        )
        self.account.member_ids += person
        orders = self.place(2)
        orders.user_id = person
        orders.with_user(person).action_request_amazon_acknowledge()
        self.account.action_acknowledge_orders()
        self.assertEqual(self.get_document(orders[0]).sent_by_id, person)


@tagged("post_install", "-at_install")
class TestDeadline(AcknowledgementCase):
    def test_time_left_has_three_colours(self):
        for hours, state, text in (
            (2, "later", "(22 h 0|21 h 59) min left"),
            (22, "soon", "(2 h 0|1 h 59) min left"),
            (25, "late", "1 h [01] min late"),
        ):
            order = self.order(
                make_item(KETTLE, 1, "5.00"), number=f"4H{hours:02}XXXX", hours=hours
            )
            self.assertEqual(order.amazon_deadline_state, state)
            self.assertRegex(order.amazon_time_left, text)

    def test_alert_comes_before_the_deadline_once_with_one_mail(self):
        self.account.member_ids = new_test_user(
            self.env, "amazon-sales", "acorn_iamazon.group_user", email="sales@example.com"
        )
        near = [
            self.order(make_item(KETTLE, 1, "5.00"), number=f"4NEAR{n}XX", hours=21)
            for n in range(2)
        ]
        far = self.order(make_item(KETTLE, 1, "5.00"), number="4FAR000X", hours=2)
        mails = self.env["mail.mail"].search_count([])
        self.account.action_acknowledge_orders()
        self.account.action_acknowledge_orders()
        self.assertEqual([len(order.activity_ids) for order in near], [1, 1])
        self.assertFalse(far.activity_ids)
        self.assertEqual(self.env["mail.mail"].search_count([]) - mails, 1)

    def test_acknowledging_ends_the_alert(self):
        order = self.order(make_item(KETTLE, 1, "5.00"), hours=23)
        self.account.action_acknowledge_orders()
        self.assertTrue(order.activity_ids)
        order.action_amazon_acknowledge()
        self.assertFalse(order.activity_ids)
        self.assertFalse(order.amazon_time_left)


@tagged("post_install", "-at_install")
class TestComparison(SandboxCase):
    """What Amazon's purchase order status shows is held against what was acknowledged."""

    def acknowledge(self, *items, **settings):
        self.account.code_ids = [Command.create({"name": "ACRN1", "cost_basis_checked": True})]
        self.place(recent_order("4COMPARE", *items))
        self.account.action_fetch_purchase_orders()
        order = self.get_order("4COMPARE")
        self.sandbox.tell("settings", **settings)
        order.action_amazon_acknowledge()
        self.account.action_send_documents()
        return order, order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement")

    def let_pass(self, document, minutes):
        """So long ago the acknowledgement was sent."""
        document.sent_at = fields.Datetime.now() - timedelta(minutes=minutes)
        self.account.action_poll_transactions()
        self.account.action_fetch_purchase_order_status()
        self.account.action_acknowledge_orders()

    def test_cases_that_amazon_shows_as_units_are_the_same(self):
        _order, document = self.acknowledge(make_item(KETTLE, 7, "10.00", "CASES", 3))
        self.account.action_poll_transactions()
        self.assertEqual((document.state, document.evidence), ("accepted", "records"))
        self.assertEqual(document.comparison_state, "same")

    def test_other_quantities_at_amazon_are_no_proof_and_raise_an_activity(self):
        order, document = self.acknowledge(make_item(KETTLE, 7, "10.00"))
        self.sandbox.tell("acknowledged", number="4COMPARE", line="1", accepted=5, rejected=2)
        self.let_pass(document, minutes=40)
        self.assertEqual((document.state, document.evidence), ("accepted", "silence"))
        self.assertEqual(document.comparison_state, "different")
        self.assertIn("7 accepted, 0 rejected; Amazon shows 5", document.comparison_difference)
        self.assertIn("Amazon shows another", order.activity_ids.summary)

    def test_amazon_has_time_to_show_it(self):
        order, document = self.acknowledge(make_item(KETTLE, 7, "10.00"))
        self.sandbox.tell("acknowledged", number="4COMPARE", line="1", accepted=5, rejected=2)
        self.let_pass(document, minutes=20)
        self.assertEqual(document.comparison_state, "waiting")
        self.assertFalse(order.activity_ids)

    def test_acknowledgement_that_amazon_never_shows_is_asked_about(self):
        order, document = self.acknowledge(
            make_item(KETTLE, 7, "10.00"), ignore_acknowledgements=True
        )
        self.let_pass(document, minutes=31)
        self.assertEqual(document.comparison_state, "waiting")
        asked = order._amazon_get_asked("silence")
        self.assertIn("nothing yet", asked.summary)
        self.assertIn("Support Case above", asked.note)
        self.assertFalse(order._amazon_get_asked("comparison"))
