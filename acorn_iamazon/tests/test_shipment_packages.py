# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json

from odoo.exceptions import RedirectWarning, UserError, ValidationError
from odoo.tests.common import tagged

from ..spapi import schemas, sscc, utc_text
from .common import (
    AmazonCase,
    SandboxCase,
    get_moment,
    make_item,
    make_purchase_order,
    recent_order,
)


class PackingMixin:
    """Kettles and filters, put in cartons and on pallets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.amazon_gs1_prefix = "8806098"
        cls.kettle.weight, cls.filter.weight = 1.5, 0.25
        types = cls.env["stock.package.type"]
        cls.box = types.create(
            {
                "name": "Box 40",
                "packaging_length": 400,
                "width": 300,
                "height": 250,
                "base_weight": 0.5,
            }
        )
        cls.pallet_type = types.create(
            {"name": "Pallet", "amazon_container": "pallet", "base_weight": 20}
        )

    def pack(self, picking, product, quantity, package=None, lot=None):
        """:return: the carton that the quantity of the product was put in"""
        package = package or self.env["stock.package"].create({"package_type_id": self.box.id})
        move = picking.move_ids.filtered(lambda m: m.product_id == product)
        self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "move_id": move.id,
                "product_id": product.id,
                "quantity": quantity,
                "result_package_id": package.id,
                "lot_id": lot and lot.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
                "picked": True,
            }
        )
        return package

    def put_on_pallet(self, *packages):
        pallet = self.env["stock.package"].create({"package_type_id": self.pallet_type.id})
        for package in packages:
            package.package_dest_id = pallet
        return pallet

    def validate(self, picking):
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")

    def get_notice(self, picking):
        document = picking._amazon_get_notices().filtered(
            lambda d: d.state not in ("superseded", "cancelled")
        )
        self.assertEqual(document.error_message or "", "")
        payload = json.loads(document.payload)
        self.assertEqual(schemas.validate("SubmitShipmentConfirmations", payload), [])
        return payload["shipmentConfirmations"][0]

    def make_order(self, number="4BZ7PQ2X"):
        self.receive(
            make_purchase_order(
                number,
                items=[
                    make_item("8806098286500", 10, "10.00"),
                    make_item("8806098286123", 6, "29.47"),
                ],
            )
        )
        order = self.get_order(number)
        order.action_confirm()
        order.picking_ids.move_ids.move_line_ids.unlink()
        return order.picking_ids


@tagged("post_install", "-at_install")
class TestShipmentPackages(PackingMixin, AmazonCase):
    def test_cartons_on_a_pallet_are_told_with_numbers_sizes_and_weights(self):
        picking = self.make_order()
        first = self.pack(picking, self.kettle, 10)
        second = self.pack(picking, self.filter, 6)
        pallet = self.put_on_pallet(first, second)
        self.validate(picking)
        notice = self.get_notice(picking)
        self.assertEqual(notice["shipmentStructure"], "PalletizedAssortmentCase")
        carton = notice["cartons"][0]
        self.assertEqual(
            carton["dimensions"],
            {"length": "0.400", "width": "0.300", "height": "0.250", "unitOfMeasure": "Meter"},
        )
        self.assertEqual(carton["weight"], {"unitOfMeasure": "Kg", "value": "15.500"})
        self.assertEqual(carton["items"][0]["itemReference"], "001")
        identifier = carton["cartonIdentifiers"][0]["containerIdentificationNumber"]
        self.assertEqual(identifier, "00" + first.amazon_container_number)
        (told,) = notice["pallets"]
        self.assertEqual(
            told["cartonReferenceDetails"],
            {"cartonCount": 2, "cartonReferenceNumbers": ["001", "002"]},
        )
        self.assertEqual(told["weight"]["value"], "37.500")
        self.assertTrue(sscc.is_sscc(pallet.amazon_container_number))
        measurements = notice["shipmentMeasurements"]
        self.assertEqual((measurements["cartonCount"], measurements["palletCount"]), (2, 1))
        self.assertEqual(measurements["grossShipmentWeight"]["value"], "37.500")

    def test_goods_on_a_pallet_without_cartons(self):
        picking = self.make_order()
        pallet = self.put_on_pallet()
        self.pack(picking, self.kettle, 10, pallet)
        self.validate(picking)
        notice = self.get_notice(picking)
        self.assertEqual(notice["shipmentStructure"], "PalletOfItems")
        self.assertNotIn("cartons", notice)
        self.assertEqual(notice["pallets"][0]["items"][0]["shippedQuantity"]["amount"], 10)
        self.assertEqual(notice["shipmentMeasurements"]["cartonCount"], 10)

    def test_one_product_in_two_cartons_is_one_item(self):
        picking = self.make_order()
        self.pack(picking, self.kettle, 4)
        self.pack(picking, self.kettle, 6)
        self.validate(picking)
        notice = self.get_notice(picking)
        self.assertEqual([i["shippedQuantity"]["amount"] for i in notice["shippedItems"]], [10])
        amounts = [c["items"][0]["shippedQuantity"]["amount"] for c in notice["cartons"]]
        self.assertEqual(amounts, [4, 6])

    def test_units_of_measure_follow_the_account(self):
        self.account.write(
            {
                "shipment_weight_unit": "Lb",
                "shipment_length_unit": "In",
                "shipment_volume_unit": "CuFt",
            }
        )
        picking = self.make_order()
        self.pack(picking, self.kettle, 10)
        self.validate(picking)
        notice = self.get_notice(picking)
        self.assertEqual(notice["cartons"][0]["dimensions"]["length"], "15.748")
        self.assertEqual(
            notice["shipmentMeasurements"]["grossShipmentWeight"],
            {"unitOfMeasure": "Lb", "value": "34.172"},
        )
        self.assertEqual(notice["shipmentMeasurements"]["shipmentVolume"]["value"], "1.059")

    def test_lots_are_items_of_their_own_with_their_shelf_life(self):
        self.kettle.tracking = "lot"
        picking = self.make_order()
        self.env["amazon.vendor.product"].search([("product_id", "=", self.kettle.id)]).write(
            {"shelf_life": 18, "shelf_life_unit": "Months", "handling_code": "Fragile"}
        )
        for name, quantity in (("L-1", 4), ("L-2", 6)):
            lot = self.env["stock.lot"].create({"name": name, "product_id": self.kettle.id})
            self.pack(picking, self.kettle, quantity, lot=lot)
        self.validate(picking)
        notice = self.get_notice(picking)
        details = [item["itemDetails"] for item in notice["shippedItems"]]
        self.assertEqual([d["lotNumber"] for d in details], ["L-1", "L-2"])
        self.assertEqual(
            details[0]["expiry"]["expiryAfterDuration"],
            {"durationUnit": "Months", "durationValue": 18},
        )
        self.assertEqual(details[0]["handlingCode"], "Fragile")
        self.assertEqual(
            [carton["items"][0]["itemReference"] for carton in notice["cartons"]], ["001", "002"]
        )

    def test_expiration_date_of_the_lot(self):
        if "expiration_date" not in self.env["stock.lot"]._fields:
            self.skipTest("Odoo's product_expiry is not installed")
        self.kettle.write({"tracking": "lot", "use_expiration_date": True})
        picking = self.make_order()
        best_before = get_moment(days=180, hour=0)
        lot = self.env["stock.lot"].create(
            {
                "name": "L-1",
                "product_id": self.kettle.id,
                "expiration_date": best_before,
            }
        )
        self.pack(picking, self.kettle, 10, lot=lot)
        self.validate(picking)
        expiry = self.get_notice(picking)["shippedItems"][0]["itemDetails"]["expiry"]
        self.assertEqual(expiry, {"expiryDate": utc_text(best_before)})

    def test_two_lots_of_a_product_in_a_carton_are_refused_by_name(self):
        self.kettle.tracking = "lot"
        picking = self.make_order()
        package = None
        for name in ("L-1", "L-2"):
            lot = self.env["stock.lot"].create({"name": name, "product_id": self.kettle.id})
            package = self.pack(picking, self.kettle, 5, package, lot)
        self.validate(picking)
        document = picking.amazon_document_ids
        self.assertEqual(document.state, "failed")
        self.assertIn(f"{package.name} holds several lots", document.error_message)

    def test_packages_without_a_gs1_prefix_say_where_to_set_it(self):
        self.env.company.amazon_gs1_prefix = False
        picking = self.make_order()
        package = self.pack(picking, self.kettle, 10)
        self.validate(picking)
        document = picking.amazon_document_ids
        self.assertIn("no GS1 company prefix", document.error_message)
        package.amazon_container_number = "(00) 1 0614141 123456789 7"
        document.action_retry()
        self.assertEqual(document.state, "ready")
        identifier = self.get_notice(picking)["cartons"][0]["cartonIdentifiers"][0]
        self.assertEqual(identifier["containerIdentificationNumber"], "00106141411234567897")

    def test_typed_sscc_with_a_wrong_check_digit_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "no SSCC"):
            self.env["stock.package"].create({"amazon_container_number": "106141411234567890"})

    def test_generated_number_passes_over_a_typed_one(self):
        company = self.env.company
        taken = sscc.make_sscc("8806098", int(company._amazon_next_sscc()[8:17]) + 1)
        self.env["stock.package"].create({"amazon_container_number": taken})
        self.assertEqual(int(company._amazon_next_sscc()[8:17]), int(taken[8:17]) + 1)

    def test_container_of_another_kind_keeps_its_number_as_typed(self):
        picking = self.make_order()
        package = self.pack(picking, self.kettle, 10)
        package.write({"amazon_container_type": "AMZNCC", "amazon_container_number": "AMZ-1"})
        self.validate(picking)
        identifier = self.get_notice(picking)["cartons"][0]["cartonIdentifiers"][0]
        self.assertEqual(
            identifier,
            {
                "containerIdentificationType": "AMZNCC",
                "containerIdentificationNumber": "AMZ-1",
            },
        )

    def test_transport_details(self):
        picking = self.make_order()
        self.pack(picking, self.kettle, 10).amazon_tracking_number = "1Z999AA10123456784"
        picking.write(
            {
                "amazon_shipment_type": "SmallParcel",
                "amazon_carrier_scac": "UPSN",
                "amazon_carrier_reference": "PRO-88",
                "amazon_bill_of_lading": "ACRN100012345",
                "amazon_transport_mode": "Road",
                "amazon_reference_number": "ARN-7",
            }
        )
        self.validate(picking)
        notice = self.get_notice(picking)
        self.assertEqual(notice["cartons"][0]["trackingNumber"], "1Z999AA10123456784")
        self.assertEqual(
            notice["transportationDetails"],
            {
                "carrierScac": "UPSN",
                "carrierShipmentReferenceNumber": "PRO-88",
                "transportationMode": "Road",
                "billOfLadingNumber": "ACRN100012345",
            },
        )
        self.assertEqual(notice["amazonReferenceNumber"], "ARN-7")
        with self.assertRaisesRegex(ValidationError, "no SCAC"):
            picking.amazon_carrier_scac = "ups"

    def test_two_orders_on_one_truck_are_one_notice(self):
        first, second = self.make_order(), self.make_order("4BZ7PQ2Y")
        carton = self.pack(first, self.kettle, 10)
        self.pack(second, self.kettle, 10)
        (first | second).action_amazon_join_shipments()
        self.validate(first)
        self.assertFalse(first.amazon_document_ids, "the second transfer is still open")
        self.validate(second)
        notice = self.get_notice(first)
        self.assertEqual(second.amazon_shipment_state, "queued")
        numbers = [i["itemDetails"]["purchaseOrderNumber"] for i in notice["shippedItems"]]
        self.assertEqual(numbers, ["4BZ7PQ2X", "4BZ7PQ2Y"])
        self.assertEqual(
            [item["itemSequenceNumber"] for item in notice["shippedItems"]], ["001", "002"]
        )
        self.assertEqual(notice["shipmentStructure"], "LooseAssortmentCase")
        self.assertEqual(len(notice["cartons"]), 2)
        self.assertTrue(carton.amazon_container_number)

    def test_two_orders_in_one_carton(self):
        first, second = self.make_order(), self.make_order("4BZ7PQ2Y")
        self.pack(second, self.kettle, 10, self.pack(first, self.kettle, 10))
        (first | second).action_amazon_join_shipments()
        (first | second).with_context(skip_backorder=True).button_validate()
        notice = self.get_notice(first)
        self.assertEqual(notice["shipmentStructure"], "MasterCase")
        (carton,) = notice["cartons"]
        self.assertEqual([i["itemReference"] for i in carton["items"]], ["001", "002"])

    def test_transfers_to_two_fulfilment_centres_are_not_announced_together(self):
        first, second = self.make_order(), self.make_order("4BZ7PQ2Y")
        second.sale_id.partner_shipping_id = self.env["res.partner"].create({"name": "ONT8"})
        with self.assertRaisesRegex(UserError, "two fulfilment centres"):
            (first | second).action_amazon_join_shipments()

    def test_transfer_taken_out_of_a_shipment_is_announced_on_its_own(self):
        first, second = self.make_order(), self.make_order("4BZ7PQ2Y")
        for picking in first | second:
            self.pack(picking, self.kettle, 10)
        (first | second).action_amazon_join_shipments()
        self.validate(first)
        self.validate(second)
        second.action_amazon_leave_shipment()
        self.assertEqual(self.get_notice(second)["shipmentIdentifier"], second.name)
        self.assertEqual(len(self.get_notice(first)["shippedItems"]), 1)


@tagged("post_install", "-at_install")
class TestShipmentAtAmazon(PackingMixin, SandboxCase):
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
        self.carton = self.pack(self.picking, self.kettle, 10)
        self.validate(self.picking)
        self.account.action_send_documents()

    def exchange(self):
        self.account.action_send_documents()
        self.picking.amazon_document_ids.filtered(
            lambda d: d.state == "sent"
        ).next_poll_at = "2020-01-01"
        self.account.action_poll_transactions()

    def lower(self, quantity):
        self.picking.action_toggle_is_locked()
        self.picking.move_line_ids.quantity = quantity

    def test_packed_shipment_is_accepted(self):
        self.exchange()
        self.assertEqual(self.picking.amazon_shipment_state, "accepted")

    def test_correction_replaces_the_notice(self):
        self.exchange()
        self.lower(8)
        self.picking.amazon_bill_of_lading = "ACRN100012345"
        self.picking.action_amazon_confirm_shipment()
        notice = self.get_notice(self.picking)
        self.assertEqual(notice["shipmentConfirmationType"], "Replace")
        self.assertEqual(notice["shipmentIdentifier"], self.picking.name)
        self.exchange()
        self.assertEqual(self.picking.amazon_shipment_state, "accepted")
        states = self.picking.amazon_document_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["superseded", "accepted"])

    def test_nothing_changed_is_not_sent_again(self):
        self.exchange()
        self.picking.action_amazon_confirm_shipment()
        self.assertEqual(len(self.picking.amazon_document_ids), 1)

    def test_correction_that_adds_units_is_stopped_here(self):
        self.exchange()
        self.lower(12)
        self.picking.action_amazon_confirm_shipment()
        latest = self.picking.amazon_document_ids.sorted("id")[-1]
        self.assertEqual(latest.state, "failed")
        self.assertIn("may only lower quantities", latest.error_message)

    def test_given_up_correction_leaves_the_first_notice_in_force(self):
        self.exchange()
        self.lower(8)
        self.picking.action_amazon_confirm_shipment()
        self.picking.amazon_document_ids.filtered(lambda d: d.state == "ready").action_cancel()
        self.assertEqual(self.picking.amazon_shipment_state, "accepted")


@tagged("post_install", "-at_install")
class TestPackingInCases(PackingMixin, AmazonCase):
    """A label needs a carton: what nobody packed is packed by the size of the case."""

    def setUp(self):
        super().setUp()
        self.picking = self.make_order()
        self.picking.move_ids.write({"picked": True})
        for move in self.picking.move_ids:
            move.quantity = move.product_uom_qty

    def set_case_size(self, size):
        lines = self.picking.move_ids.sale_line_id
        lines.sudo().amazon_product_id.case_size = size

    def test_label_of_goods_that_nobody_packed_offers_to_pack_them(self):
        with self.assertRaisesRegex(RedirectWarning, "nothing is packed"):
            self.picking._amazon_get_labels()

    def test_each_case_is_a_carton_and_the_rest_has_one_of_its_own(self):
        self.set_case_size(4)
        units = sum(self.picking.move_ids.mapped("quantity"))
        self.picking.action_amazon_pack_in_cases()
        lines = self.picking.move_line_ids
        self.assertEqual(len(lines.result_package_id), len(lines), "a carton a line")
        self.assertEqual(sum(lines.mapped("quantity")), units)
        for move in self.picking.move_ids:
            *cases, rest = sorted(move.move_line_ids.mapped("quantity"), reverse=True)
            self.assertEqual(set(cases), {4.0})
            self.assertEqual(rest, move.product_uom_qty % 4 or 4)
        self.assertEqual(len(self.picking._amazon_get_labels()), len(lines))

    def test_what_was_packed_by_hand_stays_as_it_is(self):
        self.set_case_size(4)
        self.picking.action_amazon_pack_in_cases()
        before = self.picking.move_line_ids
        self.picking.action_amazon_pack_in_cases()
        self.assertEqual(self.picking.move_line_ids, before)

    def test_product_whose_case_size_is_not_known_is_named(self):
        with self.assertRaisesRegex(UserError, "Kettle.*Case Size"):
            self.picking.action_amazon_pack_in_cases()
