# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json

from odoo.exceptions import UserError
from odoo.tests.common import tagged

from ..spapi import utc_text
from .common import SandboxCase, get_moment, make_item, recent_order
from .test_shipment_packages import PackingMixin


@tagged("post_install", "-at_install")
class TestTransport(PackingMixin, SandboxCase):
    """Collect freight: Amazon's carrier is asked for, named, and its labels are attached."""

    def setUp(self):
        super().setUp()
        self.place(
            recent_order(
                "4BZ7PQ2X",
                make_item("8806098286500", 10, "10.00"),
                make_item("8806098286123", 6, "29.47"),
            )
        )
        self.picking = self.make_order()
        self.put_on_pallet(
            self.pack(self.picking, self.kettle, 10), self.pack(self.picking, self.filter, 6)
        )
        self.picking.write(
            {
                "amazon_freight_term": "Collect",
                "amazon_requested_pickup": get_moment(days=2),
                "amazon_shipment_type": "LessThanTruckLoad",
            }
        )

    def request(self):
        self.picking.action_amazon_request_transport()
        document = self.picking.amazon_document_ids
        self.assertEqual(document.error_message or "", "")
        self.account.action_send_documents()
        return json.loads(document.payload)["shipments"][0]

    def test_request_tells_measurements_orders_and_containers(self):
        request = self.request()
        self.assertEqual(self.picking.amazon_transport_state, "sent")
        self.assertEqual(
            request["shipmentMeasurements"]["totalPalletStackable"], 1, "the pallet may carry"
        )
        (order,) = request["purchaseOrders"]
        self.assertEqual(order["purchaseOrderNumber"], "4BZ7PQ2X")
        self.assertEqual([i["shippedQuantity"]["amount"] for i in order["items"]], [10, 6])
        kinds = [container["containerType"] for container in request["containers"]]
        self.assertEqual(kinds, ["carton", "carton", "pallet"])
        self.assertEqual(
            request["collectFreightPickupDetails"],
            {"requestedPickUp": utc_text(self.picking.amazon_requested_pickup)},
        )

    def test_carrier_reference_and_labels_come_to_the_transfer_once(self):
        self.request()
        self.account.action_fetch_transport()
        self.assertEqual(self.picking.amazon_transport_status, "TransportationRequested")
        self.sandbox.tell("assign_carrier", shipment=self.picking.name)
        self.account.action_fetch_transport()
        self.account.action_fetch_transport()
        self.assertEqual(self.picking.amazon_transport_status, "CarrierAssigned")
        self.assertEqual(self.picking.amazon_carrier_scac, "UPSN")
        self.assertTrue(self.picking.amazon_scheduled_pickup)
        labels = self.env["ir.attachment"].search(
            [("res_model", "=", "stock.picking"), ("res_id", "=", self.picking.id)]
        )
        self.assertEqual(
            sorted(labels.mapped("name")),
            ["UPSN-1Z999AA10123450001.pdf", "UPSN-1Z999AA10123450002.pdf"],
        )
        self.assertTrue(labels[0].raw.startswith(b"%PDF"))
        self.validate(self.picking)
        notice = self.get_notice_of_shipment()
        self.assertEqual(notice["amazonReferenceNumber"], "ARN4711")

    def get_notice_of_shipment(self):
        document = self.picking._amazon_get_notices()
        return json.loads(document.payload)["shipmentConfirmations"][0]

    def test_request_is_cancelled(self):
        self.request()
        self.picking.action_amazon_cancel_transport()
        self.account.action_send_documents()
        states = self.picking.amazon_document_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["superseded", "sent"])
        self.assertFalse(self.picking._amazon_get_in_transport(self.account))

    def test_carrier_whose_code_is_no_scac_is_kept_as_text(self):
        carrier = {"name": "Amazon Logistics", "code": "AMZL_US"}
        self.picking._amazon_apply_transport({"transportationDetails": {"carrierDetails": carrier}})
        self.assertEqual(self.picking.amazon_transport_carrier, "Amazon Logistics, AMZL_US")
        self.assertFalse(self.picking.amazon_carrier_scac)

    def test_unknown_status_of_a_transport_leaves_the_rest_of_it_readable(self):
        carrier = {"name": "UPS", "code": "UPSN", "shipmentReferenceNumber": "PRO-1"}
        self.picking._amazon_apply_transport(
            {
                "currentShipmentStatus": "Teleported",
                "transportationDetails": {"carrierDetails": carrier},
            }
        )
        self.assertEqual(self.picking.amazon_carrier_reference, "PRO-1")
        self.assertEqual(self.picking.amazon_transport_carrier, "UPS")
        self.assertFalse(self.picking.amazon_transport_status)

    def test_prepaid_shipment_needs_no_carrier_of_amazon(self):
        self.picking.amazon_freight_term = "Prepaid"
        with self.assertRaisesRegex(UserError, "set its freight to collect"):
            self.picking.action_amazon_request_transport()
