# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Purchase orders of a page are applied together; one that cannot be keeps back no other."""

import random
import string
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.order.sale_order import SaleOrder
from .common import AmazonCase, make_item, make_purchase_order

KETTLE = "8806098286500"
RECEIVING = "odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_document_receiving"


@tagged("post_install", "-at_install")
class TestPurchaseOrdersTogether(AmazonCase):
    def store(self, *orders):
        return self.env["amazon.vendor.document"]._store_incoming(
            self.account, "purchase_order", list(orders), "request"
        )

    def make_orders(self, count, *items):
        items = items or [make_item(KETTLE, 5, "10")]
        return [make_purchase_order(f"4TOG{n:04}", items) for n in range(count)]

    def test_one_with_an_unknown_product_waits_and_the_others_come_in(self):
        stranger = make_purchase_order("4TOGX999", [make_item("4006381333931", 2, "3")])
        documents = self.store(*self.make_orders(6), stranger, *self.make_orders(9)[6:])
        self.account._apply_documents()
        waiting = documents.filtered(lambda document: document.state != "done")
        self.assertEqual(waiting.number, "4TOGX999")
        self.assertEqual((waiting.state, waiting.is_unmapped), ("failed", True))
        self.assertEqual(len(documents.sale_order_id), 9)
        self.assertEqual(
            documents.sale_order_id.mapped("amazon_purchase_order_number"),
            documents.filtered("sale_order_id").mapped("number"),
        )

    def test_one_that_was_typed_in_waits_for_a_person(self):
        typed = self.env["sale.order"].create(
            {"partner_id": self.account.partner_id.id, "client_order_ref": "4tog0002"}
        )
        documents = self.store(*self.make_orders(5))
        self.account._apply_documents()
        waiting = documents.filtered(lambda document: document.state == "failed")
        self.assertEqual(waiting.number, "4TOG0002")
        self.assertIn(typed.name, waiting.error_message)
        self.assertEqual(len(documents.sale_order_id), 4)

    def test_one_that_breaks_without_a_reason_is_told_and_the_others_come_in(self):
        documents = self.store(*self.make_orders(8))
        prepare = SaleOrder._amazon_prepare_header

        def break_at_the_fifth(orders, account, purchase_order):
            if purchase_order.number == "4TOG0004":
                raise ZeroDivisionError("nobody thought of this")
            return prepare(orders, account, purchase_order)

        with (
            patch.object(SaleOrder, "_amazon_prepare_header", break_at_the_fifth),
            mute_logger(RECEIVING),
        ):
            self.account._apply_documents()
        broken = documents.filtered(lambda document: document.state == "failed")
        self.assertEqual((broken.number, broken.error_category), ("4TOG0004", "internal"))
        self.assertEqual(len(documents.sale_order_id), 7)

    def test_one_with_a_text_that_no_index_takes_is_told_and_the_others_come_in(self):
        """PostgreSQL refuses it by an operational error, as it does a conflict with others."""
        endless = "".join(random.Random(7).choices(string.ascii_letters, k=6000))
        of_nowhere = make_purchase_order("4TOGPART", [make_item(KETTLE, 1, "10")])
        of_nowhere["orderDetails"]["shipToParty"] = {"partyId": endless}
        unnamed = make_purchase_order(endless, [make_item(KETTLE, 1, "10")])
        for field, odd in (("partyId", of_nowhere), ("purchaseOrderNumber", unnamed)):
            with self.subTest(field=field), self.env.cr.savepoint() as savepoint:
                documents = self.store(*self.make_orders(3), odd)
                with mute_logger(RECEIVING, "odoo.sql_db"):
                    self.account._apply_documents()
                self.assertEqual(documents.mapped("state"), [*["done"] * 3, "failed"])
                self.assertIn("exceeds", documents[-1].error_message)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_product_that_is_new_to_all_of_them_is_remembered_once(self):
        self.make_product("Toaster", "8806098286517")
        documents = self.store(*self.make_orders(4, make_item("8806098286517", 1, "20")))
        self.account._apply_documents()
        remembered = self.env["amazon.vendor.product"].search(
            [("account_id", "=", self.account.id), ("vendor_sku", "=", "8806098286517")]
        )
        self.assertEqual(len(remembered), 1)
        self.assertEqual(documents.sale_order_id.order_line.amazon_product_id, remembered)

    def test_each_has_its_own_terms_and_its_own_lines(self):
        orders = self.make_orders(3)
        for order, centre in zip(orders, ("PHX6", "ONT8", "PHX6"), strict=True):
            order["orderDetails"]["shipToParty"] = {"partyId": centre}
        orders[2]["orderDetails"]["items"] = [make_item(KETTLE, 7, "10")]
        documents = self.store(*orders)
        self.account._apply_documents()
        made = documents.sale_order_id
        self.assertEqual(made.mapped("client_order_ref"), ["4TOG0000", "4TOG0001", "4TOG0002"])
        self.assertEqual(
            [order.partner_shipping_id.ref for order in made], ["PHX6", "ONT8", "PHX6"]
        )
        self.assertEqual([order.order_line.product_uom_qty for order in made], [5, 5, 7])

    def test_what_is_read_once_is_read_for_all_of_them(self):
        def apply(count, first):
            self.store(*self.make_orders(first + count)[first:])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.account._apply_documents()
            self.env.flush_all()
            return (self.cr.sql_log_count - before) / count

        apply(2, 0)
        few, many = apply(10, 2), apply(40, 12)
        self.assertLess(many, few * 0.75)
