# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from ..spapi import jsontext
from .common import AmazonCase, make_item, make_purchase_order

KETTLE, FILTER = "8806098286500", "8806098286123"


@tagged("post_install", "-at_install")
class TestOrderActs(AmazonCase):
    """What people do with any order in Odoo, done with one of Amazon's."""

    def make_order(self, number="4BZ7PQ2X"):
        self.receive(
            make_purchase_order(
                number, [make_item(KETTLE, 10, "10.00"), make_item(FILTER, 5, "5.00")]
            )
        )
        return self.get_order(number)

    def make_acknowledged(self):
        order = self.make_order()
        order.action_confirm()
        self.get_answers(order).write(
            {"state": "accepted", "attempts": 1, "sent_at": fields.Datetime.now()}
        )
        return order

    def get_answers(self, order):
        return order.amazon_document_ids._of_kind("acknowledgement")

    def cancel(self, order, **values):
        action = order.action_cancel()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.write(values)
        wizard.action_confirm()

    # === DELETE === #

    def test_purchase_order_cannot_be_deleted(self):
        order = self.make_order()
        with self.assertRaisesRegex(UserError, "purchase order 4BZ7PQ2X.*not deleted"):
            order.unlink()
        order._action_cancel()
        with self.assertRaisesRegex(UserError, "not deleted"):
            order.unlink()

    def test_other_orders_are_deleted_as_before(self):
        order = self.env["sale.order"].create({"partner_id": self.account.partner_id.id})
        order.unlink()
        self.assertFalse(order.exists())

    # === CANCEL === #

    def test_ordinary_orders_chosen_beside_amazons_are_cancelled_with_them(self):
        ordinary = self.env["sale.order"].create({"partner_id": self.account.partner_id.id})
        amazons = self.make_order()
        action = (ordinary | amazons).action_cancel()
        self.assertEqual(ordinary.state, "cancel")
        self.assertEqual(amazons.state, "draft")
        asked = self.env[action["res_model"]].browse(action["res_id"]).order_ids
        self.assertEqual(asked, amazons)

    def test_cancelling_asks_what_amazon_is_told(self):
        for order in (self.make_order("4CAN0001"), self.make_acknowledged()):
            action = order.action_cancel()
            self.assertEqual(action["res_model"], "amazon.vendor.cancel")
            self.assertNotEqual(order.state, "cancel")

    def test_cancelled_quotation_is_rejected_with_the_reason_chosen(self):
        order = self.make_order()
        self.cancel(order, telling="reject", rejection_reason="InvalidProductIdentifier")
        self.assertEqual((order.state, order.amazon_stage), ("cancel", "cancelled"))
        answer = self.get_answers(order)
        self.assertEqual(answer.state, "ready")
        items = jsontext.loads(answer.payload)["acknowledgements"][0]["items"]
        self.assertEqual(
            [
                (part["acknowledgementCode"], part["rejectionReason"])
                for item in items
                for part in item["itemAcknowledgements"]
            ],
            [("Rejected", "InvalidProductIdentifier")] * 2,
        )

    def test_deadline_goes_on_until_amazon_is_told(self):
        order = self.make_order()
        self.cancel(order, telling="later")
        self.assertEqual(order.state, "cancel")
        self.assertEqual(order.amazon_stage, "to_acknowledge")
        self.assertEqual(order.amazon_deadline_state, "late")
        self.assertTrue(order._amazon_get_asked("cancelled"))

    def test_cancelling_that_does_not_ask_leaves_the_deadline(self):
        order = self.make_order()
        order._action_cancel()
        self.assertEqual(order.amazon_stage, "to_acknowledge")
        self.account.action_acknowledge_orders()
        self.assertTrue(order._amazon_get_asked("deadline"))

    def test_nothing_is_to_be_answered_when_amazon_was_told_elsewhere(self):
        order = self.make_order()
        self.cancel(order, telling="told")
        self.assertEqual((order.state, order.amazon_stage), ("cancel", "cancelled"))
        self.assertFalse(order.amazon_deadline_state)

    def test_cancelled_order_delivers_nothing(self):
        order = self.make_acknowledged()
        self.cancel(order, telling="told")
        self.assertEqual(order.picking_ids.mapped("state"), ["cancel"])

    def test_other_orders_are_cancelled_without_a_question(self):
        order = self.env["sale.order"].create({"partner_id": self.account.partner_id.id})
        order.action_cancel()
        self.assertEqual(order.state, "cancel")

    # === THE OTHERS === #

    def test_duplicate_is_no_order_of_amazons(self):
        order = self.make_acknowledged()
        duplicate = order.copy()
        self.assertFalse(duplicate.amazon_account_id)
        self.assertFalse(duplicate.order_line.filtered("amazon_item_sequence"))
        duplicate.action_confirm()
        self.assertEqual(len(self.get_answers(order)), 1)
        self.assertFalse(duplicate.amazon_document_ids)
        duplicate.unlink() if duplicate.state == "draft" else duplicate.action_cancel()

    def test_split_transfer_is_announced_each_part_once(self):
        order = self.make_acknowledged()
        first = order.picking_ids
        for move in first.move_ids:
            move.write({"quantity": 2, "picked": True})
        first._action_done()
        (order.picking_ids - first).move_ids.write({"picked": True})
        self.ship(order)
        notices = self.env["amazon.vendor.document"].search(
            [("sale_order_id", "=", order.id), ("kind", "=", "shipment_confirmation")]
        )
        self.assertEqual(len(order.picking_ids), 2)
        self.assertEqual(sorted(notices.mapped("number")), sorted(order.picking_ids.mapped("name")))

    def test_other_address_typed_in_is_asked_about(self):
        order = self.make_acknowledged()
        other = self.env["res.partner"].create(
            {"name": "Warehouse of a friend", "parent_id": self.account.partner_id.id}
        )
        order.partner_shipping_id = other
        asked = order._amazon_get_asked("moved")
        self.assertIn("Warehouse of a friend", asked.note)
        self.assertIn("PHX6", asked.note)

    def test_address_put_right_is_no_longer_asked_about(self):
        order = self.make_acknowledged()
        centre = order.partner_shipping_id
        order.partner_shipping_id = centre.copy({"name": "Elsewhere"})
        order.partner_shipping_id = centre
        self.assertFalse(order._amazon_get_asked("moved"))

    # === SCRAP, RETURN, OTHER PRODUCT === #

    def scrap(self, picking, quantity):
        """As the button of the transfer does."""
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.kettle.id,
                "scrap_qty": quantity,
                "picking_id": picking.id,
                "location_id": self.warehouse.lot_stock_id.id,
            }
        )
        scrap.do_scrap()

    def get_announced(self, order):
        """:return: the units of a product that the notices of the order tell of"""
        bodies = [picking._amazon_build_shipment() for picking in order.picking_ids]
        return {
            item["vendorProductIdentifier"]: item["shippedQuantity"]["amount"]
            for body in bodies
            for confirmation in body["shipmentConfirmations"]
            for item in confirmation["shippedItems"]
        }

    def test_goods_that_broke_before_they_left_are_not_announced(self):
        order = self.make_acknowledged()
        self.scrap(order.picking_ids, 3)
        self.ship(order)
        self.assertEqual(self.get_announced(order), {KETTLE: 10, FILTER: 5})
        line = order.order_line[0]
        self.assertEqual(line._amazon_get_quantities().shipped, 10)

    def test_goods_that_were_found_broken_after_they_left_stay_as_announced(self):
        order = self.make_acknowledged()
        self.ship(order)
        before = self.get_announced(order)
        self.scrap(order.picking_ids, 2)
        self.assertEqual(self.get_announced(order), before)
        self.assertEqual(order.order_line[0]._amazon_get_quantities().shipped, 10)

    def return_goods(self, picking, quantity, to_refund=True):
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        )
        back = wizard.create({})
        for move in back.product_return_moves:
            kettle = move.product_id == self.kettle
            move.write({"quantity": quantity if kettle else 0, "to_refund": to_refund})
        returned = picking.browse(back.action_create_returns()["res_id"])
        returned.move_ids.write({"picked": True})
        returned._action_done()
        return returned

    def test_goods_taken_back_by_hand_were_not_shipped_and_make_no_notice(self):
        order = self.make_acknowledged()
        self.ship(order)
        returned = self.return_goods(order.picking_ids, 4)
        self.assertFalse(returned.amazon_shipment_state)
        self.assertFalse(returned.amazon_document_ids)
        quantities = order.order_line[0]._amazon_get_quantities()
        self.assertEqual((quantities.shipped, quantities.given_up), (6, 4))

    def test_other_product_on_a_quotation_keeps_amazons_codes_and_cost(self):
        order = self.make_order()
        line = order.order_line[0]
        successor = self.make_product("Kettle 2.0 l", "8806098286501", list_price=99.0)
        line.product_id = successor
        self.assertEqual((line.price_unit, line.discount), (10.0, 0.0))
        self.assertEqual(line.amazon_vendor_sku, KETTLE)
        order.action_confirm()
        (body,) = order._amazon_build_acknowledgement()["acknowledgements"]
        item = body["items"][0]
        self.assertEqual(item["vendorProductIdentifier"], KETTLE)
        self.assertEqual(item["itemAcknowledgements"][0]["acknowledgedQuantity"]["amount"], 10)

    def test_product_of_a_confirmed_order_is_not_changed(self):
        order = self.make_acknowledged()
        with self.assertRaises(UserError):
            order.order_line[0].product_id = self.filter
