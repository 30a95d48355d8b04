# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests.common import tagged

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestShipment(AmazonCase):
    def setUp(self):
        super().setUp()
        self.receive(
            make_purchase_order(
                items=[
                    make_item("8806098286500", 7, "10.00", "CASES", 3),
                    make_item("8806098286123", 5, "229.47"),
                ]
            )
        )
        self.order = self.get_order()
        self.order.action_confirm()
        self.picking = self.order.picking_ids

    def _ship(self, *quantities):
        for move, quantity in zip(self.picking.move_ids, quantities, strict=True):
            move.write({"quantity": quantity, "picked": bool(quantity)})
        self.picking.with_context(skip_backorder=True, cancel_backorder=False).button_validate()

    def _get_shipment(self):
        documents = self.picking.amazon_document_ids
        return json.loads(documents.payload)["shipmentConfirmations"][0]

    def test_done_transfer_makes_its_shipment_notice_ready(self):
        self._ship(21, 5)
        self.assertEqual(self.picking.amazon_document_ids.state, "ready")
        self.assertEqual(self.picking.amazon_shipment_state, "queued")
        shipment = self._get_shipment()
        self.assertEqual(shipment["shipToParty"]["partyId"], "PHX6")
        self.assertEqual(shipment["shipmentIdentifier"], self.picking.name)
        self.assertEqual(
            [item["shippedQuantity"]["amount"] for item in shipment["shippedItems"]], [7, 5]
        )
        self.assertEqual(
            {item["itemDetails"]["purchaseOrderNumber"] for item in shipment["shippedItems"]},
            {"4BZ7PQ2X"},
        )

    def test_transfer_says_before_it_leaves_what_leaving_late_costs(self):
        now = fields.Datetime.now()
        self.order.amazon_ship_window_start = now - timedelta(days=9)
        self.order.amazon_ship_window_end = now + timedelta(days=1)
        self.assertNotIn("late", self.picking.amazon_shipment_hint)
        self.order.amazon_ship_window_end = now - timedelta(hours=2, seconds=5)
        self.picking.invalidate_recordset()
        self.assertIn("2 h 1 min late", self.picking.amazon_shipment_hint)
        self.assertIn("$\xa036.52", self.picking.amazon_shipment_hint)

    def test_part_of_a_case_is_shipped_in_eaches(self):
        self._ship(20, 5)
        quantity = self._get_shipment()["shippedItems"][0]["shippedQuantity"]
        self.assertEqual((quantity["amount"], quantity["unitOfMeasure"]), (20, "Eaches"))

    def test_line_that_did_not_leave_is_not_in_the_notice(self):
        self._ship(21, 0)
        lines = [item["vendorProductIdentifier"] for item in self._get_shipment()["shippedItems"]]
        self.assertEqual(lines, ["8806098286500"])

    def test_second_transfer_of_the_order_has_a_notice_of_its_own(self):
        self._ship(21, 2)
        self.picking = self.order.picking_ids - self.picking
        self._ship(3)
        self.assertEqual(len(self.order.amazon_document_ids), 4)  # order, answer, two notices
        self.assertEqual(self._get_shipment()["shippedItems"][0]["shippedQuantity"]["amount"], 3)

    def test_confirming_twice_makes_one_document(self):
        self._ship(21, 5)
        self.picking.action_amazon_confirm_shipment()
        self.assertEqual(len(self.picking.amazon_document_ids), 1)

    def test_warehouse_without_postal_code_is_named(self):
        self.picking.picking_type_id.warehouse_id.partner_id.zip = False
        self._ship(21, 5)
        document = self.picking.amazon_document_ids
        self.assertEqual(document.state, "failed")
        self.assertIn("postal code", document.error_message)
        self.assertEqual(self.picking.amazon_shipment_state, "failed")

    def test_notice_can_be_retried_after_the_address_was_completed(self):
        partner = self.picking.picking_type_id.warehouse_id.partner_id
        partner.zip = False
        self._ship(21, 5)
        partner.zip = "94134"
        self.picking.amazon_document_ids.action_retry()
        self.assertEqual(self.picking.amazon_document_ids.state, "ready")

    def test_transfer_of_another_customer_needs_no_notice(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Corner shop"}).id,
                "order_line": [Command.create({"product_id": self.kettle.id})],
            }
        )
        order.action_confirm()
        self.picking = order.picking_ids
        self._ship(1)
        self.assertFalse(self.picking.amazon_document_ids)
        self.assertFalse(self.picking.amazon_shipment_state)
