# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tests.common import new_test_user, tagged

from ..spapi import utc_text
from .common import AmazonCase, get_moment, make_item, make_purchase_order

KETTLE = "8806098286500"
FILTER = "8806098286123"
SHIP_DATE = get_moment(days=27)
DELIVERY_DATE = get_moment(days=30)


class AcknowledgementCase(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = fields.Datetime.now()
        cls.env["amazon.vendor.code"].create(
            {"account_id": cls.account.id, "name": "ACRN1", "cost_basis_checked": True}
        )

    def order(self, *items, number="4BZ7PQ2X", hours=1, days=5, **details):
        """:param hours: ago, when Amazon ordered
        :param days: until the end of the ship window
        :return: the sale order of a purchase order of these items"""
        placed = fields.Datetime.to_string(self.now - timedelta(hours=hours))
        start, end = (
            (self.now + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")
            for day in (days - 2, days)
        )
        moment = placed.replace(" ", "T") + "Z"
        (document,) = self.receive(
            make_purchase_order(
                number,
                items,
                **{
                    "purchaseOrderDate": moment,
                    "purchaseOrderChangedDate": moment,
                    "shipWindow": f"{start}--{end}",
                    **details,
                },
            )
        )
        self.assertEqual(document.state, "done", document.error_message)
        return self.get_order(number)

    def stock(self, product, units):
        self.env["stock.quant"]._update_available_quantity(
            product, self.warehouse.lot_stock_id, units
        )
        # What was read before belongs to an earlier transaction.
        product.invalidate_recordset()

    def expect(self, product, units, days):
        """A receipt that is on its way."""
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": units,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "date": self.now + timedelta(days=days),
            }
        )
        move._action_confirm()
        move.date = self.now + timedelta(days=days)

    def get_document(self, order):
        return order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement").sorted(
            "id"
        )[-1:]

    def get_answers(self, order, line=0):
        """:return: (code, amount) of the entries of a line, as they go to Amazon"""
        body = json.loads(self.get_document(order).payload)
        item = body["acknowledgements"][0]["items"][line]
        return [
            (entry["acknowledgementCode"], entry["acknowledgedQuantity"]["amount"])
            for entry in item["itemAcknowledgements"]
        ]

    def mark_sent(self, order, hours=1):
        """Amazon took the acknowledgement, so many hours ago."""
        document = self.get_document(order)
        document.sent_at = self.now - timedelta(hours=hours)
        document._set_evidence("accepted", "silence", False)
        return document


@tagged("post_install", "-at_install")
class TestAnswers(AcknowledgementCase):
    def test_accepted_back_ordered_and_rejected_add_up_to_what_was_ordered(self):
        order = self.order(make_item(KETTLE, 10, "5.00", isBackOrderAllowed=True))
        line = order.order_line
        line.write(
            {
                "amazon_accepted_quantity": 5,
                "amazon_backordered_quantity": 3,
                "amazon_scheduled_ship_date": SHIP_DATE,
            }
        )
        self.assertEqual(line.amazon_rejected_quantity, 2)
        order.action_amazon_acknowledge()
        self.assertEqual(
            self.get_answers(order), [("Accepted", 5), ("Backordered", 3), ("Rejected", 2)]
        )

    def test_order_is_confirmed_for_what_was_promised(self):
        order = self.order(make_item(KETTLE, 10, "5.00", isBackOrderAllowed=True))
        order.order_line.write(
            {
                "amazon_accepted_quantity": 5,
                "amazon_backordered_quantity": 3,
                "amazon_scheduled_delivery_date": SHIP_DATE,
            }
        )
        order.action_amazon_acknowledge()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 8)

    def test_dates_go_with_the_back_order(self):
        order = self.order(make_item(KETTLE, 10, "5.00", isBackOrderAllowed=True))
        order.order_line.write(
            {
                "amazon_accepted_quantity": 7,
                "amazon_backordered_quantity": 3,
                "amazon_scheduled_ship_date": SHIP_DATE,
                "amazon_scheduled_delivery_date": DELIVERY_DATE,
            }
        )
        item = order.order_line._amazon_build_acknowledgement_item()
        accepted, back_ordered = item["itemAcknowledgements"]
        self.assertNotIn("scheduledShipDate", accepted)
        self.assertEqual(back_ordered["scheduledShipDate"], utc_text(SHIP_DATE))
        self.assertEqual(back_ordered["scheduledDeliveryDate"], utc_text(DELIVERY_DATE))

    def test_cases_are_answered_in_cases(self):
        order = self.order(
            make_item(KETTLE, 7, "10.00", "Cases", 3, isBackOrderAllowed=True),
        )
        line = order.order_line
        line.amazon_accepted_quantity = 4
        self.assertEqual(line.product_uom_qty, 12)
        self.assertEqual(line.amazon_rejected_quantity, 3)

    def test_back_ordering_in_the_form_takes_from_what_is_accepted(self):
        order = self.order(make_item(KETTLE, 10, "5.00", isBackOrderAllowed=True))
        with Form(order) as form, form.order_line.edit(0) as line:
            line.amazon_backordered_quantity = 4
            self.assertEqual(line.amazon_accepted_quantity, 6)
            self.assertEqual(line.amazon_rejected_quantity, 0)
        self.assertEqual(order.order_line.amazon_accepted_quantity, 6)
        self.assertEqual(order.order_line.product_uom_qty, 10)

    def test_back_order_that_amazon_does_not_allow_is_refused_here(self):
        order = self.order(make_item(KETTLE, 10, "5.00"))
        order.order_line.write(
            {
                "amazon_backordered_quantity": 4,
                "amazon_scheduled_ship_date": SHIP_DATE,
            }
        )
        with self.assertRaisesRegex(UserError, "4BZ7PQ2X, line 1: Amazon allows no back-order"):
            order.action_amazon_acknowledge()

    def test_back_order_without_a_date_is_refused_here(self):
        order = self.order(make_item(KETTLE, 10, "5.00", isBackOrderAllowed=True))
        order.order_line.amazon_backordered_quantity = 4
        with self.assertRaisesRegex(UserError, "4 are back-ordered: say when"):
            order.action_amazon_acknowledge()

    def test_line_whose_cost_is_being_asked_about_waits(self):
        order = self.order(make_item(KETTLE, 10, "5.00"))
        order.order_line.amazon_price_decision = "ask"
        with self.assertRaisesRegex(UserError, "line 1: the cost is being asked about"):
            order.action_amazon_acknowledge()

    def test_price_that_was_typed_in_stands_in_for_a_missing_net_cost(self):
        item = make_item(KETTLE, 2, "1", "Cases", 3)
        item["listPrice"] = item.pop("netCost") | {"amount": "15.00"}
        order = self.order(item)
        with self.assertRaisesRegex(UserError, "no cost. Type the agreed price"):
            order.action_amazon_acknowledge()
        order.order_line.price_unit = 4.0
        built = order.order_line._amazon_build_acknowledgement_item()
        self.assertEqual(built["netCost"], {"amount": "12.00", "currencyCode": "USD"})
        self.assertEqual(built["listPrice"], {"amount": "15.00", "currencyCode": "USD"})

    def order_book(self, **costs):
        """:return: the line of a book at a list price of 20.00"""
        item = make_item(KETTLE, 2, "1")
        item["listPrice"] = item.pop("netCost") | {"amount": "20.00"}
        return self.order(item | costs).order_line

    def test_book_with_a_list_price_only_is_answered_with_the_multiplier(self):
        line = self.order_book()
        line.price_unit = 11.0
        built = line._amazon_build_acknowledgement_item()
        self.assertEqual(built["discountMultiplier"], "0.55")
        self.assertEqual(built["netCost"]["amount"], "11.00")

    def test_discount_on_the_list_price_is_the_multiplier(self):
        line = self.order_book()
        line.write({"price_unit": 20.0, "discount": 10.0})
        built = line._amazon_build_acknowledgement_item()
        self.assertEqual(built["discountMultiplier"], "0.9")
        self.assertEqual(built["netCost"]["amount"], "18.00")

    def test_book_with_a_net_cost_needs_no_multiplier(self):
        line = self.order_book(netCost={"currencyCode": "USD", "amount": "11.00"})
        self.assertNotIn("discountMultiplier", line._amazon_build_acknowledgement_item())


@tagged("post_install", "-at_install")
class TestCorrections(AcknowledgementCase):
    """Amazon takes corrections for 48 hours, and never a rejection back."""

    def setUp(self):
        super().setUp()
        self.purchase = self.order(make_item(KETTLE, 10, "5.00"))
        self.line = self.purchase.order_line

    def answer(self, accepted, hours=1):
        self.line.amazon_accepted_quantity = accepted
        self.purchase.action_amazon_acknowledge()
        return self.mark_sent(self.purchase, hours)

    def test_less_may_be_accepted_within_48_hours(self):
        first = self.answer(10, hours=47)
        self.line.amazon_accepted_quantity = 6
        self.purchase.action_amazon_acknowledge()
        self.assertEqual(first.state, "superseded")
        self.assertEqual(self.get_answers(self.purchase), [("Accepted", 6), ("Rejected", 4)])
        self.assertEqual(self.purchase.picking_ids.move_ids.product_uom_qty, 6)

    def test_rejection_cannot_be_taken_back(self):
        self.answer(6)
        self.line.amazon_accepted_quantity = 7
        with self.assertRaisesRegex(UserError, "4 were rejected before.*at most 6"):
            self.purchase.action_amazon_acknowledge()

    def test_quantities_stay_after_48_hours(self):
        self.answer(10, hours=49)
        self.line.amazon_accepted_quantity = 6
        with self.assertRaisesRegex(UserError, "more than 48 hours ago: only dates"):
            self.purchase.action_amazon_acknowledge()

    def test_dates_may_change_after_48_hours(self):
        self.answer(10, hours=49)
        self.line.amazon_scheduled_ship_date = SHIP_DATE
        self.purchase.action_amazon_acknowledge()
        self.assertEqual(self.get_document(self.purchase).state, "ready")

    def test_what_amazon_adds_later_may_be_accepted(self):
        self.answer(6, hours=49)
        self.line.write({"amazon_ordered_quantity": 15, "amazon_accepted_quantity": 11})
        self.purchase.action_amazon_acknowledge()
        self.assertEqual(self.get_answers(self.purchase), [("Accepted", 11), ("Rejected", 4)])


@tagged("post_install", "-at_install")
class TestQuestions(AcknowledgementCase):
    """What cannot be taken back is asked first; what ends reordering is asked twice."""

    def setUp(self):
        super().setUp()
        self.purchase = self.order(make_item(KETTLE, 10, "5.00"), make_item(FILTER, 4, "2.00"))
        self.line = self.purchase.order_line[0]

    def ask(self, orders=None):
        """:return: the wizard that the button opens"""
        action = (orders or self.purchase).action_request_amazon_acknowledge()
        self.assertEqual(action["res_model"], "amazon.vendor.acknowledge")
        return self.env["amazon.vendor.acknowledge"].browse(action["res_id"])

    def test_order_that_is_accepted_as_it_is_goes_without_a_question(self):
        self.purchase.action_request_amazon_acknowledge()
        self.assertEqual(self.purchase.amazon_acknowledgement_state, "queued")

    def test_rejection_is_asked_about_before_anything_happens(self):
        self.line.amazon_accepted_quantity = 7
        wizard = self.ask()
        self.assertIn("line 1: 3 of 10 Eaches", wizard.rejections)
        self.assertEqual(self.purchase.state, "draft")
        wizard.action_confirm()
        self.assertEqual(self.purchase.amazon_acknowledgement_state, "queued")

    def test_obsolete_product_is_asked_about_twice(self):
        self.line.write(
            {"amazon_accepted_quantity": 0, "amazon_rejection_reason": "ObsoleteProduct"}
        )
        wizard = self.ask()
        with self.assertRaisesRegex(UserError, "obsolete twice"):
            wizard.action_confirm()
        wizard.obsolete_confirmed = True
        wizard.action_confirm()
        self.assertEqual(self.purchase.amazon_acknowledgement_state, "queued")

    def test_second_obsolete_rejection_says_that_it_is_the_last_word(self):
        self.line.write(
            {"amazon_accepted_quantity": 0, "amazon_rejection_reason": "ObsoleteProduct"}
        )
        self.purchase.action_amazon_acknowledge()
        self.mark_sent(self.purchase)
        later = self.order(make_item(KETTLE, 5, "5.00"), number="4LATER0X")
        later.order_line.write(
            {"amazon_accepted_quantity": 0, "amazon_rejection_reason": "ObsoleteProduct"}
        )
        self.assertIn("Amazon never orders it again", self.ask(later).obsolete)

    def test_cost_that_differs_is_accepted_knowingly(self):
        self.line.amazon_agreed_cost = 6.0
        self.line.amazon_price_decision = "open"
        wizard = self.ask()
        self.assertIn("agreed are 6.00", wizard.prices)
        wizard.action_confirm()
        self.assertEqual(self.line.amazon_price_decision, "accept")


@tagged("post_install", "-at_install")
class TestProposal(AcknowledgementCase):
    def propose(self, *items, **options):
        order = self.order(*items, **options)
        order.action_amazon_propose()
        return order.order_line

    def test_what_is_in_stock_is_accepted_and_the_rest_rejected(self):
        self.stock(self.kettle, 6)
        line = self.propose(make_item(KETTLE, 10, "5.00"))
        self.assertEqual((line.amazon_accepted_quantity, line.amazon_rejected_quantity), (6, 4))
        self.assertEqual(line.amazon_free_quantity, 6)
        self.assertEqual(line.amazon_rejection_reason, "TemporarilyUnavailable")

    def test_receipt_before_the_end_of_the_window_counts(self):
        self.stock(self.kettle, 6)
        self.expect(self.kettle, 3, days=4)
        line = self.propose(make_item(KETTLE, 10, "5.00"), days=5)
        self.assertEqual(line.amazon_accepted_quantity, 9)

    def test_receipt_after_the_window_is_back_ordered_for_its_day_where_amazon_allows_it(self):
        self.stock(self.kettle, 6)
        self.expect(self.kettle, 3, days=9)
        allowed = make_item(KETTLE, 10, "5.00", isBackOrderAllowed=True)
        line = self.propose(allowed, days=5)
        self.assertEqual(
            (
                line.amazon_accepted_quantity,
                line.amazon_backordered_quantity,
                line.amazon_rejected_quantity,
            ),
            (6, 3, 1),
        )
        self.assertEqual(line.amazon_scheduled_ship_date, self.now + timedelta(days=9))

    def test_receipt_after_the_window_is_no_help_where_back_orders_are_not_allowed(self):
        self.expect(self.kettle, 10, days=9)
        line = self.propose(make_item(KETTLE, 10, "5.00"), days=5)
        self.assertEqual((line.amazon_accepted_quantity, line.amazon_rejected_quantity), (0, 10))

    def test_receipt_beyond_the_days_of_the_account_is_not_waited_for(self):
        self.account.back_order_days = 3
        self.expect(self.kettle, 10, days=9)
        line = self.propose(make_item(KETTLE, 10, "5.00", isBackOrderAllowed=True), days=5)
        self.assertEqual(line.amazon_backordered_quantity, 0)

    def test_only_whole_cases_are_promised(self):
        self.stock(self.kettle, 11)
        line = self.propose(make_item(KETTLE, 7, "10.00", "Cases", 3))
        self.assertEqual(line.amazon_accepted_quantity, 3)
        self.assertEqual(line.product_uom_qty, 9)

    def test_what_other_orders_were_promised_is_not_free(self):
        self.stock(self.kettle, 10)
        self.order(make_item(KETTLE, 7, "5.00"), number="4FIRST0X").action_confirm()
        line = self.propose(make_item(KETTLE, 10, "5.00"))
        self.assertEqual(line.amazon_accepted_quantity, 3)

    def test_orders_together_share_the_stock_the_earlier_window_first(self):
        self.stock(self.kettle, 10)
        late = self.order(make_item(KETTLE, 8, "5.00"), number="4LATE00X", days=9)
        early = self.order(make_item(KETTLE, 8, "5.00"), number="4EARLY0X", days=5)
        (late | early).action_amazon_propose()
        self.assertEqual(early.order_line.amazon_accepted_quantity, 8)
        self.assertEqual(late.order_line.amazon_accepted_quantity, 2)

    def test_obsolete_product_is_rejected_as_that(self):
        self.stock(self.kettle, 10)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        order.order_line.amazon_product_id.is_obsolete = True
        order.action_amazon_propose()
        self.assertEqual(order.order_line.amazon_rejected_quantity, 10)
        self.assertEqual(order.order_line.amazon_rejection_reason, "ObsoleteProduct")

    def test_order_with_a_product_that_is_not_ours_comes_in_and_rejects_that_line(self):
        items = [make_item("0000000000123", 4, "5.00", asin="B0NEW"), make_item(KETTLE, 1, "5.00")]
        self.receive(make_purchase_order(items=items))
        self.env["amazon.vendor.product"].search([("asin", "=", "B0NEW")]).action_not_ours()
        self.account._apply_documents()
        order = self.get_order()
        order.action_amazon_acknowledge()
        body = json.loads(self.get_document(order).payload)
        answers = {
            item["itemSequenceNumber"]: [
                (part["acknowledgementCode"], part.get("rejectionReason"))
                for part in item["itemAcknowledgements"]
            ]
            for item in body["acknowledgements"][0]["items"]
        }
        self.assertEqual(
            answers,
            {"1": [("Rejected", "InvalidProductIdentifier")], "2": [("Accepted", None)]},
        )

    def order_below_the_agreed_cost(self):
        order = self.order(make_item(KETTLE, 60, "6.29"))
        order.order_line.write({"amazon_agreed_cost": 6.30, "amazon_price_decision": "open"})
        return order

    def test_what_is_in_stock_is_not_rejected_for_a_cent_of_its_cost(self):
        self.stock(self.kettle, 60)
        order = self.order_below_the_agreed_cost()
        order.action_amazon_propose()
        line = order.order_line
        self.assertEqual((line.amazon_accepted_quantity, line.amazon_rejected_quantity), (60, 0))
        self.assertEqual(line.amazon_price_decision, "open", "that is a question for a person")
        self.assertIn("the cost is to be decided", line.amazon_proposal_note)

    def test_difference_of_costs_is_asked_with_both_and_the_money(self):
        self.stock(self.kettle, 60)
        order = self.order_below_the_agreed_cost()
        order.action_amazon_propose()
        action = order.action_request_amazon_acknowledge()
        prices = self.env["amazon.vendor.acknowledge"].browse(action["res_id"]).prices
        for part in ("6.29", "6.30", "0.60", "60 units"):
            self.assertIn(part, prices)

    def test_line_that_a_person_rejects_for_its_cost_stays_rejected(self):
        self.stock(self.kettle, 60)
        order = self.order_below_the_agreed_cost()
        order.order_line.amazon_price_decision = "reject"
        order.action_amazon_propose()
        self.assertEqual(order.order_line.amazon_rejected_quantity, 60)

    def test_rejection_is_asked_about_with_reason_money_and_stock(self):
        self.stock(self.kettle, 60)
        order = self.order_below_the_agreed_cost()
        order.order_line.amazon_price_decision = "reject"
        action = order.action_request_amazon_acknowledge()
        text = self.env["amazon.vendor.acknowledge"].browse(action["res_id"]).rejections
        for part in ("60 of 60 Eaches", "Temporarily unavailable", "377.40", "free: 60"):
            self.assertIn(part, text)

    def test_salesperson_without_amazon_rights_proposes_and_acknowledges(self):
        seller = new_test_user(self.env, "plain-sales", "sales_team.group_sale_salesman_all_leads")
        self.stock(self.kettle, 6)
        order = self.order(make_item(KETTLE, 10, "5.00")).with_user(seller)
        order.action_amazon_propose()
        action = order.action_request_amazon_acknowledge()
        wizard = self.env["amazon.vendor.acknowledge"].with_user(seller).browse(action["res_id"])
        wizard.action_confirm()
        self.assertEqual(self.get_answers(order.sudo()), [("Accepted", 6), ("Rejected", 4)])
        self.assertEqual(order.order_line.amazon_cost_of_failing, 1.0)

    def test_queries_do_not_grow_with_the_orders(self):
        self.stock(self.kettle, 100)
        orders = [
            self.order(
                make_item(KETTLE, 2, "5.00"), make_item(FILTER, 2, "5.00"), number=f"4MANY{n}XX"
            )
            for n in range(6)
        ]

        def count(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._amazon_compute_proposals()
            return self.env.cr.sql_log_count - before

        count(orders[5])  # what is read once
        two = count(orders[0] | orders[1])
        four = count(orders[2] | orders[3] | orders[4] | orders[5])
        self.assertEqual(two, four)


@tagged("post_install", "-at_install")
class TestChoice(AcknowledgementCase):
    """What rejecting costs now, against accepting and failing, by the table of fees."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["amazon.vendor.fee"].search([]).active = False
        cls.env["amazon.vendor.fee"].create(
            [
                {"kind": "not_filled", "date_from": "2020-01-01", "percent": 8},
                {"kind": "not_filled", "date_from": "2025-01-01", "percent": 10},
                {"kind": "not_on_time", "date_from": "2025-01-01", "percent": 3},
                {"kind": "rejected_late", "date_from": "2025-01-01", "percent": 2},
                {
                    "kind": "down_confirmed",
                    "date_from": "2025-01-01",
                    "percent": 4,
                    "free_days": 5,
                },
            ]
        )

    def test_choice_is_about_what_stock_does_not_cover(self):
        self.stock(self.kettle, 6)
        order = self.order(make_item(KETTLE, 10, "5.00"))
        order.action_amazon_propose()
        self.assertEqual(order.order_line.amazon_cost_of_rejecting, 0)
        self.assertEqual(order.order_line.amazon_cost_of_failing, 2.0)
        self.assertEqual(order.order_line.amazon_cost_of_delay, 0.6)

    def test_rejecting_after_the_deadline_costs(self):
        order = self.order(make_item(KETTLE, 10, "5.00"), hours=30)
        self.assertEqual(order.order_line.amazon_cost_of_rejecting, 1.0)

    def test_reducing_what_was_accepted_costs_once_the_window_has_run_for_some_days(self):
        for days, cost in ((2, 0.0), (-4, 2.0)):
            order = self.order(make_item(KETTLE, 10, "5.00"), number=f"4DAYS{days + 5}X", days=days)
            order.action_amazon_acknowledge()
            self.mark_sent(order)
            self.assertEqual(order.order_line.amazon_cost_of_rejecting, cost, days)

    def test_fee_of_another_marketplace_does_not_count(self):
        self.env["amazon.vendor.fee"].search(
            [("kind", "=", "not_filled")]
        ).marketplace_ids = self.env.ref("acorn_iamazon.marketplace_de")
        order = self.order(make_item(KETTLE, 10, "5.00"))
        self.assertEqual(order.order_line.amazon_cost_of_failing, 0)
