# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from psycopg2.errors import UniqueViolation

from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestMapping(AmazonCase):
    """Products that Amazon writes otherwise than we do: suggested, mapped, imported."""

    def receive_unknown(self, *numbers, sku="WF-2000/B"):
        self.receive(*(make_purchase_order(n, [make_item(sku, 3, "5.00")]) for n in numbers))
        return self.env["amazon.vendor.product"].search([("vendor_sku", "=", sku)])

    def test_code_without_its_separators_is_suggested(self):
        product = self.make_product("Water filter B", "WF2000B")
        self.assertEqual(self.receive_unknown("MAP00001").suggested_product_id, product)

    def test_code_that_is_a_part_of_ours_is_suggested(self):
        product = self.make_product("Water filter B", "ACME-WF2000B-US")
        self.assertEqual(self.receive_unknown("MAP00001").suggested_product_id, product)

    def test_two_that_are_alike_are_not_guessed_between(self):
        self.make_product("Water filter B, US", "ACME-WF2000B-US")
        self.make_product("Water filter B, EU", "ACME-WF2000B-EU")
        self.assertFalse(self.receive_unknown("MAP00001").suggested_product_id)

    def test_nothing_alike_is_no_suggestion(self):
        self.assertFalse(self.receive_unknown("MAP00001").suggested_product_id)

    def test_orders_that_wait_are_counted(self):
        self.assertEqual(self.receive_unknown("MAP00001", "MAP00002").waiting_orders, 2)

    def test_taking_a_suggestion_lets_every_waiting_order_in(self):
        product = self.make_product("Water filter B", "WF2000B")
        mapping = self.receive_unknown("MAP00001", "MAP00002")
        mapping.action_accept_suggestion()
        self.account._apply_documents()
        for number in ("MAP00001", "MAP00002"):
            self.assertEqual(self.get_order(number).order_line.product_id, product)
        self.assertEqual(mapping.waiting_orders, 0)

    def test_code_that_a_person_left_empty_is_the_same_as_an_empty_one(self):
        mapping = self.env["amazon.vendor.product"].create(
            {"account_id": self.account.id, "asin": "B0KETTLE01", "product_id": self.kettle.id}
        )
        item = make_item("", 4, "10.00", asin="B0KETTLE01")
        self.receive(make_purchase_order(items=[item]))
        self.assertEqual(self.get_order().order_line.product_id, self.kettle)
        mappings = self.env["amazon.vendor.product"].search([("account_id", "=", self.account.id)])
        self.assertEqual(mappings, mapping)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            mapping.create({"account_id": self.account.id, "asin": "B0KETTLE01", "vendor_sku": ""})

    def test_spreadsheet_of_mappings_is_imported_and_lets_orders_in(self):
        self.receive_unknown("MAP00001").unlink()
        product = self.make_product("Water filter B", "FILTER-B")
        result = self.env["amazon.vendor.product"].load(
            ["account_id", "asin", "vendor_sku", "product_id/id", "case_size"],
            [["ACORN US", "", "WF-2000/B", self.get_external_id(product), "0"]],
        )
        self.assertFalse(result["messages"])
        self.account._apply_documents()
        self.assertEqual(self.get_order("MAP00001").order_line.product_id, product)

    def get_external_id(self, product):
        self.env["ir.model.data"].create(
            {
                "name": "water_filter_b",
                "module": "acorn_test",
                "model": "product.product",
                "res_id": product.id,
            }
        )
        return "acorn_test.water_filter_b"

    def test_mappings_are_exported_as_they_are_imported(self):
        product = self.make_product("Water filter B", "WF2000B")
        mapping = self.receive_unknown("MAP00001")
        mapping.product_id = product
        data = mapping.export_data(["account_id", "asin", "vendor_sku", "product_id", "case_size"])
        self.assertEqual(data["datas"][0][0], "ACORN US")
        self.assertEqual(data["datas"][0][2:4], ["WF-2000/B", "[WF2000B] Water filter B"])

    def test_template_of_the_spreadsheet_is_there(self):
        (template,) = self.env["amazon.vendor.product"].get_import_templates()
        self.assertTrue(template["template"].startswith("/acorn_iamazon/static/"))
