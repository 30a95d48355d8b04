# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import UserError
from odoo.tests.common import new_test_user, tagged

from .common import AmazonCase, make_item, make_purchase_order

KETTLE, FILTER = "8806098286500", "8806098286123"


@tagged("post_install", "-at_install")
class TestOrderChanges(AmazonCase):
    """Amazon changes or cancels a purchase order after it came."""

    def setUp(self):
        super().setUp()
        self.change_number = 0

    def receive_version(self, *items, state="Acknowledged", **details):
        """The next version of the order, changed an hour after the one before."""
        self.change_number += 1
        moment = f"2026-03-03T10:{self.change_number:02}:00Z"
        return self.receive(
            make_purchase_order(
                "4BZ7PQ2X", list(items), state, purchaseOrderChangedDate=moment, **details
            )
        )

    def make_confirmed(self, kettles=10, filters=5):
        self.receive_version(
            make_item(KETTLE, kettles, "10.00"), make_item(FILTER, filters, "5.00"), state="New"
        )
        order = self.get_order()
        order.action_confirm()
        self.account.document_ids.filtered(lambda d: d.direction == "out").write(
            {"state": "accepted", "attempts": 1}
        )
        return order

    def get_quantities(self, order):
        return [int(line.product_uom_qty) for line in order.order_line]

    def get_demand(self, order):
        moves = order.picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
        return {
            product: sum(m.mapped("product_uom_qty"))
            for product, m in moves.grouped("product_id").items()
            if sum(m.mapped("product_uom_qty"))
        }

    def test_unanswered_order_follows(self):
        self.receive_version(make_item(KETTLE, 10, "10.00"), state="New")
        self.receive_version(make_item(KETTLE, 7, "10.00"), state="New")
        self.assertEqual(self.get_quantities(self.get_order()), [7])
        self.assertFalse(self.get_order().amazon_has_pending_change)

    def test_unanswered_order_that_was_cancelled_here_follows_when_a_line_is_another_product(self):
        """Odoo lets the product of such a line not be changed."""
        self.receive_version(
            make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00"), state="New"
        )
        order = self.get_order()
        order._action_cancel()
        document = self.receive_version(
            make_item(KETTLE, 10, "10.00"), make_item(KETTLE, 3, "10.00"), state="New"
        )
        self.assertEqual(document.state, "done", document.error_message)
        self.assertEqual(order.order_line.product_id, self.kettle)
        self.assertEqual(self.get_quantities(order), [10, 3])
        self.assertEqual(order.state, "cancel")

    def test_confirmed_order_loses_what_amazon_no_longer_wants(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 6, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(self.get_quantities(order), [6, 5])
        self.assertEqual(self.get_demand(order), {self.kettle: 6, self.filter: 5})
        self.assertRecordValues(
            order.amazon_change_ids,
            [{"kind": "quantity", "old": "10 Eaches", "new": "6 Eaches", "state": "followed"}],
        )

    def test_amazon_is_answered_again_when_the_order_followed(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 6, "10.00"), make_item(FILTER, 5, "5.00"))
        answers = order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement")
        self.assertIn("ready", answers.mapped("state"))

    def test_cancelled_line_is_not_shipped(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 10, "10.00"), make_item(FILTER, 0, "5.00"))
        self.assertEqual(self.get_quantities(order), [10, 0])
        self.assertEqual(self.get_demand(order), {self.kettle: 10})

    def test_line_that_is_cancelled_after_the_window_moved_is_not_picked(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self.make_confirmed()
        window = {"shipWindow": "2026-03-15T07:00:00Z--2026-03-19T07:00:00Z"}
        kettles, filters = make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00")
        self.receive_version(kettles, filters, **window)
        self.receive_version(kettles, make_item(FILTER, 0, "5.00"), **window)
        self.assertEqual(self.get_demand(order), {self.kettle: 10})

    def test_line_that_is_gone_is_not_shipped(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 10, "10.00"))
        self.assertEqual(self.get_quantities(order), [10, 0])
        self.assertEqual(order.amazon_change_ids.kind, "removed")

    def test_more_than_was_accepted_waits_for_a_person(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 15, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(self.get_quantities(order), [10, 5])
        self.assertEqual(order.order_line[0].amazon_ordered_quantity, 15)
        self.assertIn("Acknowledge 4BZ7PQ2X again", order.activity_ids.mapped("summary"))

    def test_new_line_waits_for_a_person(self):
        self.receive_version(make_item(KETTLE, 10, "10.00"), state="New")
        order = self.get_order()
        order.action_confirm()
        self.account.document_ids.filtered(lambda d: d.direction == "out").write(
            {"state": "accepted", "attempts": 1}
        )
        self.receive_version(make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(self.get_quantities(order), [10, 0])
        self.assertEqual(order.order_line[1].amazon_ordered_quantity, 5)
        self.assertTrue(order.activity_ids)

    def test_line_that_amazon_took_back_and_wants_again_is_the_same_line(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 10, "10.00"))
        self.receive_version(make_item(KETTLE, 10, "10.00"), make_item(FILTER, 3, "4.00"))
        self.assertRecordValues(
            order.order_line,
            [
                {"amazon_item_sequence": "1", "amazon_ordered_quantity": 10, "price_unit": 10},
                {"amazon_item_sequence": "2", "amazon_ordered_quantity": 3, "price_unit": 4},
            ],
        )
        self.assertEqual(self.get_quantities(order), [10, 0])  # for a person to accept

    def test_number_of_a_line_that_was_taken_back_goes_to_another_product(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 10, "10.00"))
        self.receive_version(make_item(KETTLE, 10, "10.00"), make_item(KETTLE, 4, "10.00"))
        self.assertEqual(
            [(line.amazon_item_sequence, line.product_id) for line in order.order_line],
            [("1", self.kettle), (False, self.filter), ("2", self.kettle)],
        )
        self.assertEqual(self.get_demand(order), {self.kettle: 10})

    def test_number_of_a_line_that_left_is_not_another_product_s(self):
        order = self.make_confirmed()
        self.ship(order)
        self.receive_version(make_item(KETTLE, 10, "10.00"))
        order.action_amazon_accept_change()
        self.receive_version(make_item(KETTLE, 10, "10.00"), make_item(KETTLE, 4, "10.00"))
        with self.assertRaisesRegex(UserError, "Line 2 of 4BZ7PQ2X is another product now"):
            order.action_amazon_accept_change()
        self.assertEqual(order.order_line.mapped("amazon_item_sequence"), ["1", "2"])

    def change_shipped(self):
        order = self.make_confirmed()
        picking = order.picking_ids
        picking.move_ids.filtered(lambda m: m.product_id == self.kettle).write(
            {"quantity": 4, "picked": True}
        )
        picking.move_ids.filtered(lambda m: m.product_id == self.filter).write({"quantity": 0})
        picking.with_context(skip_backorder=True).button_validate()
        self.receive_version(make_item(KETTLE, 6, "10.00"), make_item(FILTER, 5, "5.00"))
        return order

    def test_change_of_a_shipped_order_is_shown_side_by_side(self):
        order = self.change_shipped()
        self.assertEqual(self.get_quantities(order), [10, 5])
        self.assertRecordValues(
            order.amazon_change_ids,
            [{"sequence": "1", "old": "10 Eaches", "new": "6 Eaches", "state": "pending"}],
        )
        self.assertTrue(order.amazon_has_pending_change)
        self.assertIn("Amazon changed 4BZ7PQ2X", order.activity_ids.mapped("summary"))
        found = self.env["sale.order"].search([("amazon_has_pending_change", "=", True)])
        self.assertEqual(found, order)

    def test_accepted_change_is_taken_over(self):
        order = self.change_shipped()
        order.action_amazon_accept_change()
        self.assertEqual(self.get_quantities(order), [6, 5])
        self.assertEqual(order.amazon_change_ids.state, "accepted")
        self.assertEqual(order.amazon_change_ids.decided_by_id, self.env.user)
        self.assertNotIn("Amazon changed 4BZ7PQ2X", order.activity_ids.mapped("summary"))

    def test_less_than_what_has_left_is_accepted_and_what_has_left_stays(self):
        order = self.change_shipped()
        self.receive_version(make_item(KETTLE, 3, "10.00"))
        order.action_amazon_accept_change()
        self.assertEqual(self.get_quantities(order), [4, 0])
        self.assertEqual(order.order_line.mapped("amazon_ordered_quantity"), [3, 0])
        self.assertFalse(order.amazon_has_pending_change)
        self.assertFalse(order._amazon_get_asked("acknowledge again"))
        self.assertIn("More of line 1 has left", order.message_ids[:1].body)

    def test_kept_change_leaves_the_order(self):
        order = self.change_shipped()
        order.action_amazon_keep()
        self.assertEqual(self.get_quantities(order), [10, 5])
        self.assertEqual(order.amazon_change_ids.state, "kept")
        self.assertNotIn("Amazon changed 4BZ7PQ2X", order.activity_ids.mapped("summary"))

    def test_what_was_asked_in_one_language_is_settled_in_another(self):
        order = self.change_shipped()
        order.activity_ids.filtered("amazon_key").summary = "亚马逊更改了订单"
        order.action_amazon_keep()
        self.assertFalse(order._amazon_get_asked("change"))

    def test_newer_version_replaces_what_was_not_decided(self):
        order = self.change_shipped()
        self.receive_version(make_item(KETTLE, 5, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(sorted(order.amazon_change_ids.mapped("state")), ["pending", "superseded"])
        summaries = order.activity_ids.mapped("summary")
        self.assertEqual(summaries.count("Amazon changed 4BZ7PQ2X"), 1)

    def test_change_that_amazon_takes_back_needs_no_decision(self):
        order = self.change_shipped()
        self.receive_version(make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertFalse(order.amazon_has_pending_change)
        self.assertNotIn("Amazon changed 4BZ7PQ2X", order.activity_ids.mapped("summary"))

    def test_other_cost_is_a_change(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 10, "9.50"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(order.order_line[0].price_unit, 9.5)
        self.assertEqual(order.amazon_change_ids.kind, "cost")

    def test_cost_in_another_currency_is_asked_about_with_the_currency(self):
        order = self.make_confirmed()
        items = [make_item(KETTLE, 10, "9.00"), make_item(FILTER, 5, "4.50")]
        for item in items:
            item["netCost"]["currencyCode"] = "EUR"
        self.receive_version(*items)
        self.assertEqual(order.order_line.mapped("price_unit"), [10.0, 5.0])
        kinds = order.amazon_pending_change_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["cost", "cost", "currency"])

    def test_closed_order_closes_what_is_left(self):
        order = self.change_shipped()
        order.action_amazon_keep()
        self.receive_version(
            make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00"), state="Closed"
        )
        states = set(order.picking_ids.mapped("state"))
        self.assertEqual(states, {"done", "cancel"})

    def test_every_version_stays_readable(self):
        order = self.make_confirmed()
        self.receive_version(make_item(KETTLE, 6, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(len(order.amazon_version_ids), 2)

    # === BESIDE THE LINES === #

    def receive_same(self, **values):
        """The order of :meth:`make_confirmed` with other values beside its lines."""
        self.receive_version(make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00"), **values)

    def test_unanswered_order_goes_where_amazon_moves_it(self):
        self.receive_version(make_item(KETTLE, 10, "10.00"), state="New")
        self.receive_version(
            make_item(KETTLE, 10, "10.00"), state="New", shipToParty={"partyId": "ONT8"}
        )
        order = self.get_order()
        self.assertEqual(order.partner_shipping_id.ref, "ONT8")
        self.assertFalse(order.amazon_has_pending_change)

    def test_answered_order_and_its_transfer_go_where_amazon_moves_them(self):
        order = self.make_confirmed()
        self.receive_same(shipToParty={"partyId": "ONT8"})
        self.assertEqual(order.partner_shipping_id.ref, "ONT8")
        self.assertEqual(order.picking_ids.partner_id.ref, "ONT8")
        self.assertRecordValues(
            order.amazon_change_ids,
            [{"kind": "destination", "old": "PHX6", "new": "ONT8", "state": "followed"}],
        )

    def test_notice_names_the_centre_that_the_order_was_moved_to(self):
        order = self.make_confirmed()
        self.receive_same(shipToParty={"partyId": "ONT8"})
        self.ship(order)
        notice = order.picking_ids._amazon_build_shipment()["shipmentConfirmations"][0]
        self.assertEqual(notice["shipToParty"], {"partyId": "ONT8"})

    def test_order_of_which_a_part_left_is_asked_about_and_follows_when_accepted(self):
        order = self.change_shipped()
        order.action_amazon_keep()
        self.receive_same(shipToParty={"partyId": "ONT8"})
        self.assertEqual(order.partner_shipping_id.ref, "PHX6")
        self.assertEqual(order.amazon_pending_change_ids.kind, "destination")
        self.assertIn("PHX6 → ONT8", order._amazon_get_asked("change").note)
        order.action_amazon_accept_change()
        self.assertEqual(order.partner_shipping_id.ref, "ONT8")
        left = order.picking_ids.filtered(lambda picking: picking.state == "done")
        self.assertEqual(left.partner_id.ref, "PHX6")
        self.assertEqual((order.picking_ids - left).partner_id.ref, "ONT8")

    def test_decision_on_one_version_holds_for_the_next(self):
        order = self.change_shipped()
        order.action_amazon_keep()
        self.receive_version(
            make_item(KETTLE, 6, "10.00"), make_item(FILTER, 5, "5.00"), dealCode="SPRING"
        )
        self.assertEqual(order.amazon_deal_code, "SPRING")
        self.assertFalse(order.amazon_has_pending_change)
        self.assertEqual(self.get_quantities(order), [10, 5])

    def test_change_that_was_not_decided_is_asked_again_beside_a_newer_one(self):
        order = self.change_shipped()
        self.receive_version(
            make_item(KETTLE, 6, "10.00"),
            make_item(FILTER, 5, "5.00"),
            billToParty={"partyId": "AMZN9"},
        )
        kinds = order.amazon_pending_change_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["bill_to", "quantity"])

    def test_answered_order_follows_what_amazon_says_beside_its_lines(self):
        order = self.make_confirmed()
        self.receive_same(
            billToParty={"partyId": "AMZN9"},
            purchaseOrderType="RushOrder",
            paymentMethod="Consignment",
            dealCode="SPRING",
            deliveryWindow="2026-03-10T07:00:00Z--2026-03-12T07:00:00Z",
            importDetails={
                "methodOfPayment": "PaidByBuyer",
                "internationalCommercialTerms": "FreeOnBoard",
                "portOfDelivery": "Seattle",
            },
        )
        self.assertEqual(order.partner_invoice_id.ref, "AMZN9")
        self.assertRecordValues(
            order,
            [
                {
                    "amazon_purchase_order_type": "RushOrder",
                    "amazon_payment_method": "Consignment",
                    "amazon_deal_code": "SPRING",
                    "amazon_freight_payment": "PaidByBuyer",
                    "incoterm_location": "Seattle",
                }
            ],
        )
        self.assertEqual(order.incoterm.code, "FOB")
        self.assertEqual(str(order.amazon_delivery_window_end), "2026-03-12 07:00:00")
        self.assertFalse(order.amazon_has_pending_change)

    def test_moved_ship_window_moves_the_order(self):
        order = self.make_confirmed()
        self.receive_same(shipWindow="2026-03-12T07:00:00Z--2026-03-14T07:00:00Z")
        self.assertEqual(str(order.amazon_ship_window_end), "2026-03-14 07:00:00")
        self.assertEqual(str(order.picking_ids.amazon_window_end), "2026-03-14 07:00:00")

    def test_other_vendor_code_after_the_answer_is_asked_about(self):
        order = self.make_confirmed()
        self.receive_same(sellingParty={"partyId": "ACRN2"})
        self.assertEqual(order.amazon_code_id.name, "ACRN1")
        self.assertEqual(order.amazon_pending_change_ids.kind, "vendor_code")
        order.action_amazon_accept_change()
        self.assertEqual(order.amazon_code_id.name, "ACRN2")

    def test_locked_order_follows_and_stays_locked(self):
        order = self.make_confirmed()
        order.action_lock()
        self.receive_version(make_item(KETTLE, 4, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(self.get_quantities(order), [4, 5])
        self.assertEqual(self.get_demand(order), {self.kettle: 4, self.filter: 5})
        self.assertTrue(order.locked)

    def announce(self, order):
        self.env["amazon.vendor.document"].create(
            {
                "account_id": self.account.id,
                "environment": "custom",
                "direction": "out",
                "kind": "shipment_confirmation",
                "state": "sent",
                "number": order.picking_ids.name,
                "payload": "{}",
                "picking_id": order.picking_ids.id,
            }
        )

    def test_state_that_followed_our_own_answer_asks_for_no_new_papers(self):
        order = self.make_confirmed()
        self.announce(order)
        for state in ("Acknowledged", "Closed"):
            self.receive_version(
                make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00"), state=state
            )
            self.assertFalse(order._amazon_get_asked("papers"))

    def test_window_that_moves_after_the_goods_left_asks_for_no_new_papers(self):
        order = self.make_confirmed()
        self.announce(order)
        self.ship(order)
        self.receive_same(shipWindow="2026-03-07T07:00:00Z--2026-03-11T07:00:00Z")
        self.assertFalse(order._amazon_get_asked("papers"))

    def test_notice_made_before_the_window_moved_is_to_be_made_anew(self):
        order = self.make_confirmed()
        self.announce(order)
        self.receive_same(shipToParty={"partyId": "ONT8"})
        asked = order._amazon_get_asked("papers")
        self.assertIn("anew", asked.summary)
        self.assertIn(order.picking_ids.name, asked.note)

    def test_goods_that_were_picked_are_not_taken_away_unasked(self):
        order = self.make_confirmed()
        order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
        self.receive_version(make_item(KETTLE, 2, "10.00"), make_item(FILTER, 5, "5.00"))
        self.assertEqual(self.get_quantities(order), [10, 5])
        self.assertTrue(order.amazon_has_pending_change)

    def test_stranger_sees_no_change(self):
        self.change_shipped()
        stranger = new_test_user(self.env, "change-stranger", groups="acorn_iamazon.group_user")
        changes = self.env["amazon.vendor.order.change"].with_user(stranger)
        self.assertFalse(changes.search([]))
