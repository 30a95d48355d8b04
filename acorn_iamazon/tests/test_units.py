# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json

from odoo import Command
from odoo.tests import Form
from odoo.tests.common import tagged

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestUnits(AmazonCase):
    """Amazon counts eaches and cases, the vendor in units of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.each = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.dozen.active = True
        cls.case = cls.make_unit("Case of 12", 12)

    @classmethod
    def make_unit(cls, name, content):
        return cls.env["uom.uom"].create(
            {"name": name, "relative_factor": content, "relative_uom_id": cls.each.id}
        )

    def order(self, product, amount, cost, *unit, **details):
        """:return: the line of a purchase order of one product"""
        item = make_item(product.default_code, amount, cost, *unit)
        self.receive(make_purchase_order(items=[item], **details))
        return self.get_order().order_line

    def leave(self, line):
        """Confirm the order, and deliver all of it.

        :return: (amount, unit, case size) as the shipment notice tells them"""
        line.order_id.action_confirm()
        self.ship(line.order_id)
        document = line.order_id.picking_ids.amazon_document_ids
        self.assertEqual(document.state, "ready", document.error_message)
        (item,) = json.loads(document.payload)["shipmentConfirmations"][0]["shippedItems"]
        return tuple(item["shippedQuantity"].values())

    def answer(self, line):
        """:return: the amounts that the acknowledgement tells, by their code"""
        (body,) = line.order_id._amazon_build_acknowledgement()["acknowledgements"]
        return {
            part["acknowledgementCode"]: part["acknowledgedQuantity"]["amount"]
            for part in body["items"][0]["itemAcknowledgements"]
        }

    def test_eaches_of_a_product_kept_in_dozens(self):
        line = self.order(self.make_product("Cup", "CUP-1", uom_id=self.dozen.id), 24, "1.00")
        self.assertEqual((line.product_uom_qty, line.product_uom_id), (2, self.dozen))
        self.assertEqual(line.price_subtotal, 24.00)
        self.assertEqual(line.amazon_accepted_quantity, 24)
        self.assertEqual(self.answer(line), {"Accepted": 24})
        self.assertEqual(self.leave(line), (24, "Eaches", 1))
        moves = line.move_ids
        self.assertEqual(sum(moves.mapped("product_qty")), 2)

    def test_eaches_that_are_no_whole_dozens_are_ordered_in_pieces(self):
        line = self.order(self.make_product("Cup", "CUP-1", uom_id=self.dozen.id), 25, "1.00")
        self.assertEqual((line.product_uom_qty, line.product_uom_id), (25, self.each))
        self.assertEqual(line.price_subtotal, 25.00)
        self.assertEqual(self.leave(line), (25, "Eaches", 1))

    def test_what_left_of_stock_in_dozens_is_delivered_and_invoiced_in_whole_pieces(self):
        cup = self.make_product("Cup", "CUP-1", uom_id=self.dozen.id, invoice_policy="delivery")
        line = self.order(cup, 5, "1.00")
        line.order_id.action_confirm()
        self.ship(line.order_id)  # as 0.42 dozens, which are 5.04
        self.assertEqual((line.qty_delivered, line.qty_to_invoice), (5, 5))
        self.assertEqual(line._amazon_get_quantities().shipped, 5)

    def test_half_a_dozen_stays_in_dozens(self):
        line = self.order(self.make_product("Cup", "CUP-1", uom_id=self.dozen.id), 18, "1.00")
        self.assertEqual((line.product_uom_qty, line.price_subtotal), (1.5, 18.00))
        self.assertEqual(self.leave(line), (18, "Eaches", 1))

    def test_cases_of_a_product_kept_in_such_cases(self):
        product = self.make_product("Cup", "CUP-1", uom_id=self.case.id)
        line = self.order(product, 5, "12.00", "Cases", 12)
        self.assertEqual((line.product_uom_qty, line.product_uom_id), (5, self.case))
        self.assertEqual(line.price_subtotal, 60.00)
        self.assertEqual(self.leave(line), (5, "Cases", 12))
        self.assertEqual(sum(line.move_ids.mapped("product_qty")), 5)

    def test_cases_of_a_product_kept_in_cases_of_another_size(self):
        product = self.make_product("Cup", "CUP-1", uom_id=self.make_unit("Case of 8", 8).id)
        line = self.order(product, 2, "12.00", "Cases", 12)
        self.assertEqual((line.product_uom_qty, line.price_subtotal), (3, 24.00))
        self.assertEqual(self.leave(line), (2, "Cases", 12))

    def test_product_that_is_not_counted_in_pieces_has_one_each_in_its_unit(self):
        rope = self.make_product("Rope", "ROPE-1", uom_id=self.env.ref("uom.product_uom_meter").id)
        line = self.order(rope, 7, "3.00")
        self.assertEqual((line.product_uom_qty, line.price_subtotal), (7, 21.00))
        self.assertEqual(self.leave(line), (7, "Eaches", 1))

    def test_another_unit_of_the_line_changes_neither_what_is_accepted_nor_its_amount(self):
        line = self.order(self.kettle, 24, "1.00")
        line.write({"product_uom_id": self.env.ref("uom.product_uom_pack_6"), "product_uom_qty": 4})
        self.assertEqual(self.answer(line), {"Accepted": 24})
        self.assertEqual((line.price_unit, line.price_subtotal), (6.00, 24.00))
        self.assertEqual(self.leave(line), (24, "Eaches", 1))

    def test_another_unit_chosen_in_the_form_changes_the_price_with_it(self):
        line = self.order(self.kettle, 24, "1.00")
        pack = self.env.ref("uom.product_uom_pack_6")
        self.kettle.uom_ids = [Command.link(pack.id)]
        self.env.user.group_ids += self.env.ref("uom.group_uom")
        with Form(line.order_id) as form, form.order_line.edit(0) as shown:
            shown.product_uom_id = pack
            shown.product_uom_qty = 4
        self.assertEqual((line.price_unit, line.price_subtotal), (6.00, 24.00))
        self.assertEqual(line.amazon_accepted_quantity, 24)

    def test_price_that_is_written_with_the_unit_is_taken_as_it_is(self):
        line = self.order(self.kettle, 24, "1.00")
        line.write({"product_uom_id": self.dozen.id, "product_uom_qty": 2, "price_unit": 11.0})
        self.assertEqual(line.price_unit, 11.0)

    def test_accepting_part_of_a_dozen_leaves_the_amount_exact(self):
        line = self.order(self.make_product("Cup", "CUP-1", uom_id=self.dozen.id), 24, "1.00")
        line.amazon_accepted_quantity = 7
        self.assertEqual(self.answer(line), {"Accepted": 7, "Rejected": 17})
        self.assertEqual(line.price_subtotal, 7.00)

    def test_stock_in_dozens_is_proposed_in_eaches(self):
        cup = self.make_product("Cup", "CUP-1", uom_id=self.dozen.id)
        self.env["stock.quant"]._update_available_quantity(cup, self.warehouse.lot_stock_id, 1)
        line = self.order(cup, 24, "1.00")
        line.order_id.action_amazon_propose()
        self.assertEqual(self.answer(line), {"Accepted": 12, "Rejected": 12})

    def test_quantity_that_is_no_whole_case_is_told_at_the_line(self):
        line = self.order(self.kettle, 5, "12.00", "Cases", 6)
        with Form(line.order_id) as form, form.order_line.edit(0) as shown:
            with self.assertLogs("odoo.tests.form", "WARNING") as warning:
                shown.product_uom_qty = 29
            shown.product_uom_qty = 30
        self.assertIn("29 units of", warning.output[0])
        self.assertIn("Choose a multiple of 6", warning.output[0])

    def test_quantity_that_is_no_whole_case_stops_no_other_order(self):
        self.receive(
            make_purchase_order("4BZ7PQ2X", [make_item("8806098286500", 5, "12.00", "Cases", 6)]),
            make_purchase_order("5CZ7PQ2X", [make_item("8806098286500", 5, "12.00", "Cases", 6)]),
        )
        odd, other = self.get_order("4BZ7PQ2X"), self.get_order("5CZ7PQ2X")
        odd.order_line.product_uom_qty = 29
        (odd | other)._amazon_request_acknowledgement()
        self.env["sale.order"]._amazon_acknowledge_due(self.account)
        self.assertEqual(other.amazon_acknowledgement_state, "queued")
        self.assertEqual(odd.amazon_acknowledgement_state, "to_acknowledge")
        self.assertIn("line 1: 29 units", "".join(odd.activity_ids.mapped("note")))

    def test_agreed_cost_of_a_product_kept_in_dozens_is_compared_by_the_each(self):
        cup = self.make_product("Cup", "CUP-1", uom_id=self.dozen.id)
        code = self.env["amazon.vendor.code"].create(
            {"account_id": self.account.id, "name": "ACRN1"}
        )
        code.agreed_pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Agreed",
                "item_ids": [
                    Command.create({"product_tmpl_id": cup.product_tmpl_id.id, "fixed_price": 12.0})
                ],
            }
        )
        line = self.order(cup, 24, "1.00")
        self.assertEqual((line.amazon_agreed_cost, line.amazon_price_difference), (1.0, 0.0))
        self.assertFalse(line.amazon_price_decision)

    def test_weight_of_a_product_kept_in_dozens_is_that_of_the_dozen(self):
        cheese = self.make_product("Cheese", "CHEESE-1", uom_id=self.dozen.id, weight=6.0)
        item = make_item("CHEESE-1", 24, "10.00", weight_unit="KILOGRAMS")
        self.receive(make_purchase_order(items=[item]))
        line = self.get_order().order_line
        factor = float(line._amazon_get_grams_of_weight_unit()) / 1000
        self.assertEqual(line.product_id, cheese)
        self.assertAlmostEqual(line.price_subtotal, 24 * 0.5 * factor * 10.00, 2)


@tagged("post_install", "-at_install")
class TestTaxesInPrices(AmazonCase):
    """Amazon's net cost is without taxes, whatever the taxes of the product are."""

    def order(self, cost, amount, *rates, included=True):
        taxes = self.env["account.tax"].create(
            [
                {
                    "name": f"{rate} %",
                    "amount": rate,
                    "price_include_override": "tax_included" if included else "tax_excluded",
                }
                for rate in rates
            ]
        )
        self.kettle.taxes_id = taxes
        self.receive(make_purchase_order(items=[make_item("8806098286500", amount, cost)]))
        return self.get_order().order_line

    def test_untaxed_amount_is_the_net_cost_when_the_tax_is_in_the_price(self):
        line = self.order("12.00", 10, 20)
        self.assertEqual((line.price_subtotal, line.price_total), (120.00, 144.00))
        self.assertEqual(line.order_id.amount_untaxed, 120.00)

    def test_fractions_of_a_cent_survive_a_tax_in_the_price(self):
        line = self.order("0.0455", 10000, 19)
        self.assertEqual(line.price_subtotal, 455.00)

    def test_two_taxes_in_the_price_leave_the_net_cost(self):
        line = self.order("12.00", 10, 5, 10)
        self.assertEqual(line.price_subtotal, 120.00)

    def test_tax_on_top_of_the_price_is_left_alone(self):
        line = self.order("12.00", 10, 20, included=False)
        self.assertEqual((line.price_unit, line.price_subtotal), (12.00, 120.00))

    def test_later_version_of_the_order_has_the_net_cost_as_well(self):
        line = self.order("12.00", 10, 20)
        later = make_purchase_order(
            items=[make_item("8806098286500", 20, "12.00")],
            purchaseOrderChangedDate="2026-03-03T08:15:00Z",
        )
        self.receive(later)
        self.assertEqual((line.product_uom_qty, line.price_subtotal), (20, 240.00))

    def receive_later(self, *items):
        """The answered order, as Amazon changed it."""
        order = self.get_order()
        order.action_confirm()
        later = make_purchase_order(
            items=items, state="Acknowledged", purchaseOrderChangedDate="2026-03-03T08:15:00Z"
        )
        self.receive(later)
        return order.order_line

    def test_line_that_amazon_adds_to_an_answered_order_has_the_net_cost_as_well(self):
        self.order("12.00", 10, 20)
        item = make_item("8806098286500", 10, "12.00")
        lines = self.receive_later(item, make_item("8806098286500", 4, "9.00"))
        self.assertEqual([line._amazon_get_each_price() for line in lines], [12.00, 9.00])

    def test_another_case_size_leaves_the_net_cost_of_a_piece(self):
        self.order("12.00", 12, 20)
        (line,) = self.receive_later(make_item("8806098286500", 2, "60.00", "Cases", 6))
        self.assertAlmostEqual(line._amazon_get_each_price(), 10.00)

    def test_agreed_cost_is_compared_with_the_net_cost(self):
        line = self.order("12.00", 10, 20)
        self.assertEqual(line._amazon_get_each_price(), 12.00)
        self.assertTrue(line._amazon_is_beyond_tolerance(11.00))
        self.assertFalse(line._amazon_is_beyond_tolerance(12.00))
