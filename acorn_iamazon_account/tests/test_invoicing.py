# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import Command, fields
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from odoo.addons.acorn_iamazon.tests.common import recent_order

from ..rules import find_problems
from .common import FILTER, KETTLE, InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestInvoicing(InvoiceSandboxCase):
    """From what was shipped to invoices, by themselves."""

    def setUp(self):
        super().setUp()
        self.account.invoice_automatically = True

    def confirm(self, number, *items):
        self.bring(recent_order(number, *items))
        order = self.get_order(number)
        order.action_confirm()
        return order

    def ship_part(self, order, product, quantity):
        """Deliver some of a product; the rest stays for another shipment."""
        picking = order.picking_ids.filtered(
            lambda p: p.state == "assigned" or p.state == "confirmed"
        )
        for move in picking.move_ids:
            move.write({"quantity": quantity if move.product_id == product else 0, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def accept(self):
        self.account.action_send_documents()
        self.account.action_poll_transactions()

    def get_invoices(self):
        return self.account.order_ids.invoice_ids.sorted("id")

    def test_shipped_order_is_invoiced_once_and_waits_for_review(self):
        order = self.confirm("4AUTO01X", KETTLE, FILTER)
        self.ship(order)
        self.account.action_create_invoices()
        self.assertFalse(order.invoice_ids, "Amazon has not accepted the shipment notice yet")
        self.accept()
        self.account.action_create_invoices()
        self.account.action_create_invoices()
        self.assertEqual(len(order.invoice_ids), 1)
        self.assertEqual(order.invoice_ids.state, "draft")
        self.assertEqual(order.invoice_ids.amount_total, 1217.35)

    def test_without_review_the_invoice_is_posted_and_queued(self):
        self.account.write({"invoice_review": False, "submit_on_post": True})
        order = self.confirm("4AUTO02X", FILTER)
        self.ship(order)
        self.accept()
        self.account.action_create_invoices()
        self.assertEqual(order.invoice_ids.state, "posted")
        self.assertEqual(order.invoice_ids.amazon_submission_state, "queued")

    def test_one_invoice_a_purchase_order_waits_for_its_last_shipment(self):
        order = self.confirm("4AUTO03X", KETTLE, FILTER)
        self.ship_part(order, self.kettle, 21)
        self.accept()
        self.account.action_create_invoices()
        self.assertFalse(order.invoice_ids)
        self.ship(order)
        self.accept()
        self.account.action_create_invoices()
        self.assertEqual(order.invoice_ids.amount_total, 1217.35)

    def test_one_invoice_a_shipment_has_just_what_it_carried(self):
        self.account.invoice_grouping = "shipment"
        order = self.confirm("4AUTO04X", KETTLE, FILTER)
        first = self.ship_part(order, self.filter, 2)
        self.ship(order)
        self.accept()
        self.account.action_create_invoices()
        self.account.action_create_invoices()
        invoices = order.invoice_ids.sorted("id")
        self.assertEqual(invoices.mapped("amount_total"), [458.94, 758.41])
        self.assertEqual(invoices[0].amazon_picking_ids, first)
        self.assertEqual(order.invoice_status, "invoiced")

    def test_equal_part_shipments_have_an_invoice_each_and_are_no_duplicates(self):
        self.account.invoice_grouping = "shipment"
        order = self.confirm("4PART04X", FILTER)
        self.ship_part(order, self.filter, 1)
        self.ship_part(order, self.filter, 1)
        self.ship(order)
        self.accept()
        self.account.action_create_invoices()
        first, second, _rest = invoices = self.get_invoices()
        self.assertEqual(first.amount_total, second.amount_total)
        invoices.action_post()
        first.action_amazon_submit()
        self.assertNotIn("duplicate_content", [each.code for each in find_problems(second)])
        second.action_amazon_submit()
        third = second.copy()
        third.amazon_purchase_order_number = second.amazon_purchase_order_number
        third.invoice_line_ids.sale_line_ids = second.invoice_line_ids.sale_line_ids
        third.action_post()
        self.assertIn("duplicate_content", [each.code for each in find_problems(third)])

    def test_one_invoice_a_day_joins_purchase_orders_when_the_day_is_over(self):
        self.account.invoice_grouping = "day"
        orders = self.confirm("4DAY001X", KETTLE) | self.confirm("4DAY002X", FILTER)
        for order in orders:
            self.ship(order)
        self.accept()
        self.account.action_create_invoices()
        self.assertFalse(orders.invoice_ids, "the day is not over")
        orders.picking_ids.date_done = fields.Datetime.now() - timedelta(days=1)
        self.account.action_create_invoices()
        (invoice,) = orders.invoice_ids
        self.assertEqual(invoice.amount_total, 1217.35)
        self.assertEqual(invoice.amazon_purchase_order_number, "4DAY001X, 4DAY002X")
        invoice.action_post()
        numbers = [item["purchaseOrderNumber"] for item in self.build(invoice)["items"]]
        self.assertEqual(sorted(numbers), ["4DAY001X", "4DAY002X"])

    def test_order_that_cannot_be_invoiced_says_why_and_holds_no_other_back(self):
        self.bring(recent_order("4BROKENX", FILTER, sellingParty={"partyId": "ACRN2"}))
        broken = self.get_order("4BROKENX")
        broken.action_confirm()
        purchases = self.env["account.journal"].search(
            [("type", "=", "purchase"), ("company_id", "=", self.env.company.id)], limit=1
        )
        broken.amazon_code_id.journal_id = purchases
        good = self.confirm("4GOOD00X", KETTLE)
        for order in broken | good:
            self.ship(order)
        self.accept()
        with mute_logger("odoo.sql_db"):
            self.account.action_create_invoices()
        self.assertFalse(broken.invoice_ids)
        self.assertIn("cannot be invoiced", broken.activity_ids.summary)
        self.assertEqual(len(good.invoice_ids), 1)


@tagged("post_install", "-at_install")
class TestCharges(InvoiceSandboxCase):
    """Freight and allowances beside the goods."""

    def make_charge(self, charge_type, price, tax=None):
        product = self.env["product.product"].create(
            {"name": charge_type, "type": "service", "amazon_charge_type": charge_type}
        )
        return Command.create(
            {
                "product_id": product.id,
                "price_unit": price,
                "quantity": 1,
                "tax_ids": [Command.set(tax.ids if tax else [])],
            }
        )

    def test_marked_products_are_charges_and_allowances_that_amazon_adds_up(self):
        tax = self.make_tax(10)
        invoice = self.make_invoice("4CHARGEX", [FILTER], taxes=tax, post=False)
        invoice.invoice_line_ids = [
            self.make_charge("Freight", 25, tax),
            self.make_charge("Promotional", -11.5),
        ]
        invoice.action_post()
        payload = self.build(invoice)
        self.assertEqual(len(payload["items"]), 1)
        (freight,) = payload["chargeDetails"]
        self.assertEqual((freight["type"], freight["chargeAmount"]["amount"]), ("Freight", "25.00"))
        self.assertEqual(freight["taxDetails"][0]["taxAmount"]["amount"], "2.50")
        (allowance,) = payload["allowanceDetails"]
        self.assertEqual(allowance["allowanceAmount"]["amount"], "11.50")
        self.assertEqual(payload["invoiceTotal"]["amount"], "1278.09")
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        known = self.sandbox.ask("state")["invoices"][invoice.name]
        self.assertEqual(known["errors"], [])

    def test_charge_of_one_line_stands_with_its_goods_and_amazon_adds_it_up(self):
        tax = self.make_tax(10)
        invoice = self.make_invoice("4CHARG2X", [KETTLE, FILTER], taxes=tax, post=False)
        freight, promotion = (
            self.make_charge("Freight", 25, tax),
            self.make_charge("Promotional", -11.5, tax),
        )
        invoice.invoice_line_ids = [freight, promotion]
        *goods, freight, promotion = invoice.invoice_line_ids
        for sequence, line in enumerate((goods[0], promotion, goods[1], freight)):
            line.sequence = sequence
        promotion.amazon_is_of_line_above = True
        invoice.action_post()
        payload = self.build(invoice)
        first, second = payload["items"]
        (allowance,) = first["allowanceDetails"]
        self.assertEqual(allowance["allowanceAmount"]["amount"], "11.50")
        self.assertEqual(allowance["taxDetails"][0]["taxAmount"]["amount"], "1.15")
        self.assertNotIn("allowanceDetails", second)
        self.assertNotIn("allowanceDetails", payload)
        (freight,) = payload["chargeDetails"]
        self.assertEqual(freight["chargeAmount"]["amount"], "25.00")
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        known = self.sandbox.ask("state")["invoices"][invoice.name]
        self.assertEqual(known["errors"], [])

    def test_line_can_be_marked_without_a_product(self):
        invoice = self.make_invoice("4MARKEDX", [FILTER], post=False)
        invoice.invoice_line_ids = [
            Command.create({"name": "Pallets", "price_unit": 8, "amazon_charge_type": "Packing"})
        ]
        invoice.action_post()
        self.assertEqual(self.build(invoice)["chargeDetails"][0]["description"], "Pallets")
