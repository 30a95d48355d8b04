# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json

from odoo import Command
from odoo.tests.common import tagged

from .common import AmazonCase, SingleCheckMixin, make_item, make_purchase_order


class QuantityCase(AmazonCase):
    def receive_order(self, *items, **details):
        self.receive(make_purchase_order(items=items, **details))
        self.order = self.get_order()
        return self.order

    def read_lines(self):
        """:return: :class:`Quantities` of the lines, in their order"""
        self.env.flush_all()
        self.env.invalidate_all()
        read = self.env["amazon.vendor.quantity"]._read(self.order.order_line)
        return [read[line] for line in self.order.order_line if line in read]

    def ship_some(self, *quantities):
        """Deliver so much of the moves of the open transfer; the rest stays in a backorder."""
        picking = self.order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        for move, quantity in zip(picking.move_ids, quantities, strict=True):
            move.write({"quantity": quantity, "picked": bool(quantity)})
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def get_notice(self, picking):
        (document,) = picking.amazon_document_ids.filtered(
            lambda d: d.kind == "shipment_confirmation"
        )
        return document


@tagged("post_install", "-at_install")
class TestQuantities(QuantityCase):
    """What became of each unit of a line: seven cases of three kettles, five filters."""

    def setUp(self):
        super().setUp()
        self.receive_order(
            make_item("8806098286500", 7, "30.00", "Cases", 3),
            make_item("8806098286123", 5, "229.47"),
        )

    def test_what_is_not_answered_is_open(self):
        kettles, filters = self.read_lines()
        self.assertEqual((kettles.ordered, kettles.open, kettles.accepted), (21, 21, 0))
        self.assertEqual((filters.ordered, filters.open), (5, 5))

    def test_what_is_accepted_and_rejected_adds_up_to_what_was_ordered(self):
        self.order.order_line[0].amazon_accepted_quantity = 5
        self.order.action_amazon_acknowledge()
        kettles, _filters = self.read_lines()
        self.assertEqual((kettles.accepted, kettles.rejected, kettles.open), (15, 6, 0))
        self.assertEqual(kettles.to_ship, 15)

    def test_what_is_back_ordered_is_told_apart(self):
        line = self.order.order_line[0]
        line.amazon_back_order_allowed = True
        line.write(
            {
                "amazon_backordered_quantity": 2,
                "product_uom_qty": 21,
                "amazon_scheduled_ship_date": "2026-03-20 08:00:00",
            }
        )
        self.order.action_amazon_acknowledge()
        kettles, _filters = self.read_lines()
        self.assertEqual((kettles.accepted, kettles.back_ordered), (15, 6))

    def test_order_that_is_cancelled_after_its_answer_is_cancelled(self):
        self.order.action_amazon_acknowledge()
        self.order.amazon_document_ids._of_kind("acknowledgement").state = "accepted"
        self.order._action_cancel()
        kettles, _filters = self.read_lines()
        self.assertEqual((kettles.accepted, kettles.cancelled, kettles.to_ship), (0, 21, 0))

    def test_part_that_was_shipped_leaves_the_rest_to_ship(self):
        self.order.action_amazon_acknowledge()
        self.ship_some(9, 5)
        kettles, filters = self.read_lines()
        self.assertEqual((kettles.shipped, kettles.to_ship, kettles.given_up), (9, 12, 0))
        self.assertEqual((filters.shipped, filters.to_ship), (5, 0))

    def test_rest_that_nobody_ships_is_given_up(self):
        self.order.action_amazon_acknowledge()
        self.ship_some(9, 5)
        self.order.picking_ids.filtered(lambda p: p.state != "done").action_cancel()
        kettles, _filters = self.read_lines()
        self.assertEqual((kettles.shipped, kettles.to_ship, kettles.given_up), (9, 0, 12))

    def test_three_steps_of_a_delivery_count_once(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self.order.action_amazon_acknowledge()
        self.assertEqual([line.to_ship for line in self.read_lines()], [21, 5])

    def test_what_amazon_was_told_is_what_its_notices_say(self):
        self.order.action_amazon_acknowledge()
        picking = self.ship_some(9, 5)
        self.assertEqual([line.noticed for line in self.read_lines()], [0, 0])
        self.get_notice(picking).state = "sent"
        self.assertEqual([line.noticed for line in self.read_lines()], [9, 5])

    def test_notice_of_two_orders_counts_for_each(self):
        first = self.order
        second = make_purchase_order("5CZ7PQ2X", [make_item("8806098286123", 3, "229.47")])
        self.receive(second)
        orders = first | self.get_order("5CZ7PQ2X")
        orders.action_amazon_acknowledge()
        orders.picking_ids.action_amazon_join_shipments()
        for order in orders:
            self.ship(order)
        (notice,) = orders.picking_ids.amazon_document_ids
        notice.state = "accepted"
        self.order = orders[1]
        self.assertEqual([line.noticed for line in self.read_lines()], [3])

    def test_what_came_back_was_not_shipped(self):
        self.order.action_amazon_acknowledge()
        picking = self.ship_some(21, 5)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        )
        back = wizard.create({})
        back.product_return_moves.filtered(lambda move: move.product_id == self.filter).quantity = 2
        result = back.action_create_returns()
        returned = picking.browse(result["res_id"])
        returned.move_ids.write({"picked": True})
        returned.button_validate()
        kettles, filters = self.read_lines()
        self.assertEqual((kettles.shipped, filters.shipped), (21, 3))

    def test_lines_of_other_orders_are_in_no_ledger(self):
        partner = self.env["res.partner"].create({"name": "Corner shop"})
        other = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "order_line": [Command.create({"product_id": self.kettle.id})],
            }
        )
        self.assertEqual(self.env["amazon.vendor.quantity"]._read(other.order_line), {})
        with self.assertQueryCount(0):
            self.assertFalse(other.order_line.amazon_units_shipped)

    def test_many_lines_are_read_by_as_many_queries_as_few(self):
        few = self.count_queries(2)
        self.assertEqual(self.count_queries(12), few)

    def count_queries(self, orders):
        numbers = [f"5{orders}Z{place:04d}" for place in range(orders)]
        items = [make_item("8806098286500", 7, "30.00"), make_item("8806098286123", 5, "2.00")]
        self.receive(*(make_purchase_order(number, items) for number in numbers))
        made = self.env["sale.order"].search([("amazon_purchase_order_number", "in", numbers)])
        made.action_amazon_acknowledge()
        for order in made:
            self.ship(order)
        self.env.flush_all()
        lines = self.env["sale.order.line"].browse(made.order_line.ids)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.env["amazon.vendor.quantity"]._read(lines)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestContradictions(SingleCheckMixin, QuantityCase):
    """The health check names the lines whose numbers contradict each other."""

    def setUp(self):
        super().setUp()
        self.receive_order(make_item("8806098286500", 10, "12.00"))
        self.order.action_amazon_acknowledge()

    def test_lines_that_agree_are_good(self):
        self.ship_some(10)
        self.assert_check("quantities", "good")

    def test_more_shipped_than_accepted_is_named(self):
        self.ship_some(12)
        self.assert_check(
            "quantities",
            "warning",
            "4BZ7PQ2X, line 1: 12 shipped or to be shipped, but only 10 accepted",
        )

    def test_more_accepted_than_ordered_is_named(self):
        self.order.order_line.amazon_ordered_quantity = 8
        self.assert_check("quantities", "warning", "10 accepted, but only 8 ordered by Amazon")

    def test_more_received_than_shipped_is_named(self):
        self.ship_some(10)
        self.order.order_line.amazon_received_quantity = 11
        self.assert_check("quantities", "warning", "11 received by Amazon, but only 10 shipped")

    def test_more_announced_than_shipped_is_named(self):
        picking = self.ship_some(10)
        self.get_notice(picking).state = "accepted"
        picking.move_ids.quantity = 9
        self.assert_check("quantities", "warning", "10 announced, but only 9 shipped")

    def test_contradiction_is_on_the_orders_page(self):
        self.ship_some(12)
        line = self.order.order_line
        self.assertIn("12 shipped", line.amazon_contradiction)
        self.assertEqual((line.amazon_units_shipped, line.amazon_units_accepted), (12, 10))


@tagged("post_install", "-at_install")
class TestKits(QuantityCase):
    """A tea set of four cups and a pot, put together when it leaves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "mrp.bom" not in cls.env:
            cls.skipTest(cls, "Odoo's Manufacturing is not installed")
        cls.tea_set = cls.make_product("Tea set", "TEA-SET")
        cls.cup = cls.make_product("Cup", "CUP-1")
        cls.pot = cls.make_product("Pot", "POT-1")
        cls.make_kit(cls.tea_set, (cls.cup, 4), (cls.pot, 1))

    @classmethod
    def make_kit(cls, product, *parts):
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in parts
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.receive_order(make_item("TEA-SET", 10, "80.00"))
        self.order.action_amazon_acknowledge()

    def get_move(self, product):
        return self.order.picking_ids.move_ids.filtered(lambda move: move.product_id == product)

    def pack(self, *cartons):
        """:param cartons: (cups, pots) in each"""
        picking = self.order.picking_ids
        picking.move_ids.move_line_ids.unlink()
        for number, (cups, pots) in enumerate(cartons, start=1):
            carton = self.env["stock.package"].create({"name": f"CARTON-{number}"})
            for product, quantity in ((self.cup, cups), (self.pot, pots)):
                if quantity:
                    self.env["stock.move.line"].create(
                        {
                            "move_id": self.get_move(product).id,
                            "picking_id": picking.id,
                            "product_id": product.id,
                            "quantity": quantity,
                            "result_package_id": carton.id,
                            "picked": True,
                        }
                    )
        self.env.company.amazon_gs1_prefix = "0614141"
        picking.button_validate()
        return json.loads(self.get_notice(picking).payload)["shipmentConfirmations"][0]

    def get_amounts(self, items):
        return [item["shippedQuantity"]["amount"] for item in items]

    def test_kits_are_announced_as_they_were_ordered(self):
        self.ship(self.order)
        notice = json.loads(self.get_notice(self.order.picking_ids).payload)
        items = notice["shipmentConfirmations"][0]["shippedItems"]
        self.assertEqual(self.get_amounts(items), [10])

    def test_kits_are_shipped_and_to_ship_as_they_were_ordered(self):
        self.assertEqual([line.to_ship for line in self.read_lines()], [10])
        self.ship(self.order)
        (line,) = self.read_lines()
        self.assertEqual((line.shipped, line.to_ship), (10, 0))

    def test_cartons_of_kits_add_up_to_the_kits(self):
        notice = self.pack((16, 4), (24, 6))
        amounts = [self.get_amounts(carton["items"]) for carton in notice["cartons"]]
        self.assertEqual(amounts, [[4], [6]])
        self.assertEqual(self.get_amounts(notice["shippedItems"]), [10])

    def test_parts_of_kits_in_cartons_of_their_own_add_up_to_the_kits(self):
        notice = self.pack((20, 0), (20, 0), (0, 10))
        amounts = [self.get_amounts(carton["items"]) for carton in notice["cartons"]]
        self.assertEqual(sum(sum(amount) for amount in amounts), 10)
        self.assertEqual(self.get_amounts(notice["shippedItems"]), [10])

    def test_second_transfer_completes_the_kits_of_the_first(self):
        picking = self.order.picking_ids
        self.get_move(self.cup).write({"quantity": 40, "picked": True})
        self.get_move(self.pot).write({"quantity": 4, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        rest = self.order.picking_ids - picking
        rest.move_ids.write({"quantity": 6, "picked": True})
        rest.button_validate()
        told = [
            json.loads(self.get_notice(each).payload)["shipmentConfirmations"][0]["shippedItems"]
            for each in (picking, rest)
        ]
        self.assertEqual([self.get_amounts(items) for items in told], [[4], [6]])

    def test_kit_of_kits_counts_as_what_was_ordered(self):
        hamper = self.make_product("Hamper", "HAMPER-1")
        self.make_kit(hamper, (self.tea_set, 2), (self.kettle, 1))
        self.receive(make_purchase_order("5CZ7PQ2X", [make_item("HAMPER-1", 3, "200.00")]))
        order = self.get_order("5CZ7PQ2X")
        order.action_amazon_acknowledge()
        self.ship(order)
        notice = json.loads(self.get_notice(order.picking_ids).payload)
        items = notice["shipmentConfirmations"][0]["shippedItems"]
        self.assertEqual(self.get_amounts(items), [3])


@tagged("post_install", "-at_install")
class TestQuestionsBeforeNotice(QuantityCase):
    """What costs a chargeback is asked before Amazon is told."""

    def setUp(self):
        super().setUp()
        self.receive_order(make_item("8806098286500", 10, "12.00"))
        self.order.action_amazon_acknowledge()

    def add_successor(self, quantity):
        """Put another product into the open transfer, as people do when the first one is out."""
        picking = self.order.picking_ids
        self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": self.filter.id,
                "product_uom_qty": quantity,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        return picking

    def ship_with_successor(self, ordered, successors):
        picking = self.add_successor(successors)
        for move in picking.move_ids:
            quantity = ordered if move.product_id == self.kettle else successors
            move.write({"quantity": quantity, "picked": bool(quantity)})
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def test_more_than_was_accepted_is_asked_about_before_it_is_announced(self):
        picking = self.ship_some(12)
        notice = self.get_notice(picking)
        self.assertEqual(notice.state, "failed")
        self.assertIn("line 1", notice.error_message)
        self.assertIn("12 are shipped, but 10 were accepted", notice.error_message)
        self.assertTrue(picking.amazon_has_questions)

    def test_more_than_was_accepted_is_hinted_at_before_it_leaves(self):
        picking = self.order.picking_ids
        picking.move_ids.write({"quantity": 12, "picked": True})
        self.assertIn("12 are shipped, but 10 were accepted", picking.amazon_shipment_hint)

    def test_second_transfer_that_exceeds_what_was_accepted_is_asked_about(self):
        self.ship_some(6)
        second = self.ship_some(6)
        self.assertIn("12 are shipped", self.get_notice(second).error_message)

    def test_person_may_announce_what_is_more_than_accepted(self):
        picking = self.ship_some(12)
        picking.action_amazon_announce_anyway()
        notice = self.get_notice(picking)
        self.assertEqual(notice.state, "ready", notice.error_message)
        self.assertIn('"amount": 12', notice.payload.replace('":', '": ').replace("  ", " "))
        self.assertFalse(picking.amazon_has_questions)

    def test_as_much_as_was_accepted_is_asked_about_by_nobody(self):
        self.assertEqual(self.get_notice(self.ship_some(10)).state, "ready")

    def test_successor_beside_the_ordered_product_is_named(self):
        picking = self.ship_with_successor(6, 4)
        notice = self.get_notice(picking)
        self.assertEqual(notice.state, "failed")
        self.assertIn("4 × [8806098286123] Water filter", notice.error_message)
        picking.action_amazon_announce_anyway()
        (item,) = json.loads(notice.payload)["shipmentConfirmations"][0]["shippedItems"]
        self.assertEqual(item["shippedQuantity"]["amount"], 6)
        self.assertEqual(notice.state, "ready")

    def test_successor_alone_is_told_in_a_sentence(self):
        notice = self.get_notice(self.ship_with_successor(0, 10))
        self.assertEqual(notice.state, "failed")
        self.assertIn("holds nothing that is on Amazon's purchase order", notice.error_message)
        self.assertIn("Water filter", notice.error_message)
        self.assertNotIn("shippedItems", notice.error_message)

    def test_product_exchanged_in_the_move_itself_is_not_the_ordered_one(self):
        picking = self.order.picking_ids
        move = picking.move_ids
        self.env["stock.move"].create(
            {
                "picking_id": picking.id,
                "product_id": self.filter.id,
                "product_uom_qty": 4,
                "sale_line_id": self.order.order_line.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        move.write({"quantity": 6, "picked": True})
        (picking.move_ids - move).write({"quantity": 4, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        self.assertIn("4 × [8806098286123]", self.get_notice(picking).error_message)


@tagged("post_install", "-at_install")
class TestDropship(QuantityCase):
    """The supplier sends the goods to Amazon, past the warehouse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        route = cls.env.ref("stock_dropshipping.route_drop_shipping", raise_if_not_found=False)
        if not route:
            cls.skipTest(cls, "Odoo's Dropshipping is not installed")
        cls.supplier = cls.env["res.partner"].create(
            {
                "name": "Kettle Works",
                "street": "1 Mill Lane",
                "city": "Leeds",
                "zip": "LS1 1AA",
                "country_id": cls.env.ref("base.uk").id,
            }
        )
        cls.kettle.write(
            {
                "route_ids": [Command.set(route.ids)],
                "seller_ids": [Command.create({"partner_id": cls.supplier.id, "price": 5.0})],
            }
        )

    def setUp(self):
        super().setUp()
        self.receive_order(make_item("8806098286500", 10, "12.00"))
        self.order.action_amazon_acknowledge()
        self.env["purchase.order"].search([("partner_id", "=", self.supplier.id)]).button_confirm()

    def test_order_is_not_shipped_before_the_supplier_sent_it(self):
        self.order.amazon_document_ids.filtered(
            lambda d: d.kind == "acknowledgement"
        ).state = "accepted"
        self.assertEqual(self.order.picking_ids.picking_type_code, "dropship")
        self.assertEqual(self.order.amazon_stage, "to_ship")

    def test_notice_tells_of_what_the_supplier_sent_from_his_address(self):
        self.ship(self.order)
        notice = self.get_notice(self.order.picking_ids)
        self.assertEqual(notice.state, "ready", notice.error_message)
        body = json.loads(notice.payload)["shipmentConfirmations"][0]
        (item,) = body["shippedItems"]
        self.assertEqual(item["shippedQuantity"]["amount"], 10)
        address = body["shipFromParty"]["address"]
        self.assertEqual((address["name"], address["postalCode"]), ("Kettle Works", "LS1 1AA"))

    def test_order_waits_for_its_notice_after_the_supplier_sent_it(self):
        self.account.confirm_shipment_on_done = False
        self.order.amazon_document_ids.filtered(
            lambda d: d.kind == "acknowledgement"
        ).state = "accepted"
        self.ship(self.order)
        self.assertEqual(self.order.picking_ids.amazon_shipment_state, "to_confirm")
        self.assertEqual(self.order.amazon_stage, "notice_missing")

    def test_supplier_without_an_address_is_named(self):
        self.supplier.zip = False
        self.ship(self.order)
        message = self.get_notice(self.order.picking_ids).error_message
        self.assertIn("Kettle Works", message)
        self.assertIn("postal code", message)

    def test_what_the_supplier_sent_is_in_the_ledger(self):
        self.assertEqual([line.to_ship for line in self.read_lines()], [10])
        self.ship(self.order)
        self.assertEqual([line.shipped for line in self.read_lines()], [10])
