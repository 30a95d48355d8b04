# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestPurchaseOrder(AmazonCase):
    def test_goods_are_planned_to_leave_within_the_ship_window(self):
        windows = {
            "shipWindow": "2026-03-05T07:00:00Z--2026-03-09T07:00:00Z",
            "deliveryWindow": "2026-03-10T07:00:00Z--2026-03-16T07:00:00Z",
        }
        self.receive(make_purchase_order(items=[make_item("8806098286500", 7, "10.00")], **windows))
        order = self.get_order()
        order.action_confirm()
        self.assertEqual(str(order.commitment_date), "2026-03-09 07:00:00")
        self.assertLessEqual(str(order.picking_ids.scheduled_date), "2026-03-09 07:00:00")

    def test_becomes_a_sale_order_with_amazons_number_window_and_lines(self):
        document = self.receive(
            make_purchase_order(
                "4bz7PQ2x",
                [make_item("8806098286500", 3, "346.27"), make_item("8806098286123", 2, "9.05")],
            )
        )
        order = self.get_order("4bz7PQ2x")
        self.assertEqual(document.state, "done")
        self.assertEqual(document.sale_order_id, order)
        self.assertEqual(order.client_order_ref, "4bz7PQ2x")
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.order_line.product_id, self.kettle | self.filter)
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [3, 2])
        self.assertEqual(order.amount_untaxed, 1056.91)
        self.assertEqual(str(order.amazon_ship_window_end), "2026-03-09 07:00:00")
        self.assertEqual(str(order.amazon_acknowledge_by), "2026-03-03 08:15:00")
        self.assertEqual(order.amazon_code_id.name, "ACRN1")

    def test_fulfilment_centre_is_the_delivery_address_of_amazon(self):
        self.receive(make_purchase_order(items=[make_item("8806098286500", 1, "5.00")]))
        order = self.get_order()
        self.assertEqual(order.partner_id, self.account.partner_id)
        self.assertEqual(order.partner_shipping_id.ref, "PHX6")
        self.assertEqual(order.partner_invoice_id.ref, "AMAZN")
        self.assertEqual(order.partner_shipping_id.commercial_partner_id, self.account.partner_id)

    def test_cases_become_units_without_losing_a_cent(self):
        self.receive(
            make_purchase_order(items=[make_item("8806098286500", 7, "10.00", "CASES", 3)])
        )
        line = self.get_order().order_line
        self.assertEqual(line.product_uom_qty, 21)
        self.assertEqual(line.price_subtotal, 70.00)
        self.assertEqual((line.amazon_ordered_quantity, line.amazon_unit), (7, "Cases"))

    def test_cost_per_each_when_the_vendor_code_says_so(self):
        self.env["amazon.vendor.code"].create(
            {"account_id": self.account.id, "name": "ACRN1", "cost_basis": "each"}
        )
        self.receive(
            make_purchase_order(items=[make_item("8806098286500", 2, "10.00", "Cases", 3)])
        )
        self.assertEqual(self.get_order().amount_untaxed, 60.00)

    def test_cost_by_weight_uses_the_weight_of_the_product(self):
        self.kettle.weight = 2.0
        self.receive(
            make_purchase_order(
                items=[make_item("8806098286500", 5, "94.97", "CASES", 10, weight_unit="KILOGRAMS")]
            )
        )
        line = self.get_order().order_line
        self.assertEqual(line.product_uom_qty, 50)
        self.assertAlmostEqual(line.price_unit, 189.94, places=2)

    def test_cost_by_weight_of_a_product_without_weight_asks_a_person(self):
        self.receive(
            make_purchase_order(
                items=[make_item("8806098286500", 5, "94.97", "CASES", 10, weight_unit="POUNDS")]
            )
        )
        order = self.get_order()
        self.assertEqual(order.order_line.product_uom_qty, 50)
        self.assertEqual(order.order_line.price_unit, 0)
        self.assertIn("has no weight", order.activity_ids.note)

    def test_unknown_product_keeps_the_document_and_names_line_and_codes(self):
        good, bad = self.receive(
            make_purchase_order("4GOOD00X", [make_item("8806098286500", 1, "5.00")]),
            make_purchase_order("4BAD000X", [make_item("0000000000123", 1, "5.00", asin="B0NEW")]),
        )
        self.assertEqual((good.state, bad.state), ("done", "failed"))
        self.assertEqual(bad.error_category, "data")
        for word in ("4BAD000X", "line 1", "B0NEW", "0000000000123"):
            self.assertIn(word, bad.error_message)
        self.assertFalse(self.get_order("4BAD000X"))

    def test_mapping_the_product_applies_what_waited_for_it(self):
        bad = self.receive(
            make_purchase_order(items=[make_item("0000000000123", 4, "5.00", asin="B0NEW")])
        )
        mapping = self.env["amazon.vendor.product"].search([("asin", "=", "B0NEW")])
        self.assertFalse(mapping.product_id)
        mapping.product_id = self.kettle
        self.account._apply_documents()
        self.assertEqual(bad.state, "done")
        self.assertEqual(self.get_order().order_line.product_id, self.kettle)

    # === SOME PRODUCTS ARE UNKNOWN === #

    def receive_partly_known(self, **details):
        return self.receive(
            make_purchase_order(
                items=[
                    make_item("8806098286500", 3, "5.00"),
                    make_item("0000000000123", 4, "7.00", asin="B0NEW"),
                    make_item("8806098286123", 2, "2.00"),
                ],
                **details,
            )
        )

    def map_unknown(self):
        product = self.make_product("Toaster", "TOASTER-1")
        mapping = self.env["amazon.vendor.product"].search([("asin", "=", "B0NEW")])
        mapping.product_id = product
        self.account._apply_documents()
        return product

    def get_products(self, order):
        return order.order_line.filtered("amazon_item_sequence").mapped(
            lambda line: (line.amazon_item_sequence, line.product_id, line.product_uom_qty)
        )

    def test_lines_that_are_known_are_worked_while_one_is_not(self):
        document = self.receive_partly_known()
        order = self.get_order()
        self.assertEqual(document.state, "done")
        self.assertEqual(self.get_products(order), [("1", self.kettle, 3), ("3", self.filter, 2)])
        (note,) = order.order_line.filtered("display_type")
        self.assertIn("B0NEW", note.name)
        self.assertIn("B0NEW", order._amazon_get_asked("unknown").note)
        self.assertTrue(order.amazon_is_unmapped)
        order.action_amazon_acknowledge()
        self.assertEqual(order.picking_ids.move_ids.product_id, self.kettle | self.filter)

    def test_unknown_line_comes_in_when_its_product_is_chosen(self):
        self.receive_partly_known()
        order = self.get_order()
        order.order_line[0].product_uom_qty = 1  # what somebody decided stays
        product = self.map_unknown()
        self.assertEqual(
            sorted(self.get_products(order)),
            [("1", self.kettle, 1), ("2", product, 4), ("3", self.filter, 2)],
        )
        self.assertFalse(order.order_line.filtered("display_type"))
        self.assertFalse(order._amazon_get_asked("unknown"))
        self.assertFalse(order.amazon_is_unmapped)

    def test_unknown_line_that_comes_after_the_answer_waits_for_a_person(self):
        self.receive_partly_known()
        order = self.get_order()
        order.action_confirm()
        product = self.map_unknown()
        self.assertIn(("2", product, 0), self.get_products(order))
        self.assertTrue(order._amazon_get_asked("acknowledge again"))

    def test_note_of_an_unknown_line_is_not_deleted_by_hand(self):
        self.receive_partly_known()
        note = self.get_order().order_line.filtered("display_type")
        with self.assertRaisesRegex(UserError, "Line 2 of 4BZ7PQ2X"):
            note.unlink()

    def test_newer_version_keeps_one_note_for_the_unknown_line(self):
        self.receive_partly_known()
        self.receive_partly_known(purchaseOrderChangedDate="2026-03-02T10:00:00Z")
        self.assertEqual(len(self.get_order().order_line.filtered("display_type")), 1)

    def test_product_is_found_by_barcode_with_a_leading_zero(self):
        self.kettle.write({"default_code": False, "barcode": "0036000291452"})
        self.receive(make_purchase_order(items=[make_item("036000291452", 1, "5.00")]))
        self.assertEqual(self.get_order().order_line.product_id, self.kettle)

    def test_two_products_with_the_same_reference_are_not_guessed(self):
        self.make_product("Kettle, old", "8806098286500")
        document = self.receive(make_purchase_order(items=[make_item("8806098286500", 1, "5.00")]))
        self.assertEqual(document.state, "failed")

    def test_malformed_order_among_good_ones_holds_nobody_back(self):
        malformed = make_purchase_order("4BROKENX", [make_item("8806098286500", "many", "5.00")])
        bad, good = self.receive(
            malformed, make_purchase_order("4GOOD00X", [make_item("8806098286500", 1, "5.00")])
        )
        self.assertEqual((bad.state, good.state), ("failed", "done"))
        self.assertIn("4BROKENX", bad.error_message)

    def test_same_version_twice_is_one_document_and_one_order(self):
        order = make_purchase_order(items=[make_item("8806098286500", 1, "5.00")])
        self.receive(order)
        self.assertFalse(self.receive(order))
        self.assertEqual(len(self.get_order()), 1)

    def test_only_the_newest_of_several_versions_is_applied(self):
        old = make_purchase_order(items=[make_item("8806098286500", 1, "5.00")])
        new = make_purchase_order(
            items=[make_item("8806098286500", 9, "5.00")],
            purchaseOrderChangedDate="2026-03-02T10:00:00Z",
        )
        documents = self.receive(new, old)
        self.assertEqual(documents.mapped("state"), ["done", "superseded"])
        self.assertEqual(self.get_order().order_line.product_uom_qty, 9)

    def test_older_version_that_arrives_late_changes_nothing(self):
        self.receive(
            make_purchase_order(
                items=[make_item("8806098286500", 9, "5.00")],
                purchaseOrderChangedDate="2026-03-02T10:00:00Z",
            )
        )
        late = self.receive(make_purchase_order(items=[make_item("8806098286500", 1, "5.00")]))
        self.assertEqual(late.state, "superseded")
        self.assertEqual(self.get_order().order_line.product_uom_qty, 9)

    # === ANOTHER ENVIRONMENT === #

    def receive_elsewhere(self, *orders, **values):
        """:return: documents that came while the account stood in Amazon's sandbox"""
        documents = self.env["amazon.vendor.document"]._store_incoming(
            self.account, "purchase_order", orders, "request-1"
        )
        documents.write({"environment": "sandbox", **values})
        return documents

    def test_order_of_another_environment_supersedes_none_of_this_one(self):
        order = make_purchase_order(items=[make_item("8806098286500", 1, "5.00")])
        newer = {**order, "purchaseOrderChangedDate": "2026-03-02T10:00:00Z"}
        self.receive_elsewhere(newer, state="done")
        self.assertEqual(self.receive(order).state, "done")
        self.assertEqual(self.get_order().order_line.product_uom_qty, 1)

    def test_order_that_came_in_another_environment_is_not_applied_in_this_one(self):
        order = make_purchase_order(items=[make_item("8806098286500", 1, "5.00")])
        elsewhere = self.receive_elsewhere(order)
        self.account._apply_documents()
        self.assertEqual(elsewhere.state, "new")
        self.assertFalse(self.account._apply_batch(), "nothing is left for the next turn")
        self.assertFalse(self.get_order())

    def test_what_failed_in_another_environment_stays_there(self):
        """Nobody is asked about it here, no product that is mapped makes it new, and who wants to
        apply it is told why it stays."""
        order = make_purchase_order(items=[make_item("8806098286500", 1, "5.00")])
        elsewhere = self.receive_elsewhere(order, state="failed", error_category="data")
        elsewhere._tell_unapplied(self.account)
        self.assertFalse(self.account._amazon_get_asked("apply"))
        self.account._apply_waiting_purchase_orders()
        with self.assertRaisesRegex(UserError, "came from the environment"):
            elsewhere.action_apply()
        self.assertEqual(elsewhere.state, "failed")

    def test_quotation_follows_what_amazon_changes(self):
        self.receive(
            make_purchase_order(
                items=[make_item("8806098286500", 3, "5.00"), make_item("8806098286123", 1, "2.00")]
            )
        )
        self.receive(
            make_purchase_order(
                items=[make_item("8806098286500", 8, "5.50")],
                purchaseOrderChangedDate="2026-03-02T10:00:00Z",
            )
        )
        line = self.get_order().order_line
        self.assertEqual((line.product_uom_qty, line.price_unit), (8, 5.5))

    def test_order_in_another_currency_is_in_that_currency(self):
        item = make_item("8806098286500", 2, "5.00")
        item["netCost"]["currencyCode"] = "CAD"
        self.receive(make_purchase_order(items=[item]))
        order = self.get_order()
        self.assertEqual(order.currency_id.name, "CAD")
        self.assertEqual(order.amount_untaxed, 10.00)

    def test_case_size_that_differs_from_ours_is_asked_about(self):
        self.receive(make_purchase_order(items=[make_item("8806098286500", 1, "9.00", "Cases", 3)]))
        document = self.receive(
            make_purchase_order("4OTHER0X", [make_item("8806098286500", 1, "9.00", "Cases", 4)])
        )
        self.assertEqual(document.state, "failed")
        self.assertIn("cases of 4, our case holds 3", document.error_message)

    def test_line_cancelled_by_amazon_has_quantity_zero(self):
        self.receive(
            make_purchase_order(
                items=[make_item("8806098286500", 0, "70"), make_item("8806098286123", 10, "15")]
            )
        )
        order = self.get_order()
        self.assertEqual(order.order_line.mapped("product_uom_qty"), [0, 10])
        self.assertEqual(order.amount_untaxed, 150)
