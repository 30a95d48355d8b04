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

    def test_unknown_product_tells_units_cost_and_who_waits_for_it(self):
        self.account.marketplace_ids = self.env.ref("acorn_iamazon.marketplace_us")
        mapping = self.receive_unknown("MAP00001", "MAP00002")
        self.assertEqual(mapping.waiting_units, 6)
        self.assertEqual(mapping.waiting_cost, "5.00 USD")
        self.assertEqual(mapping.waiting_numbers, "MAP00001, MAP00002")
        self.assertEqual(mapping.amazon_url, f"https://www.amazon.com/dp/{mapping.asin}")

    def test_page_of_a_shop_is_not_on_the_host_of_another_country(self):
        for name, host in (("india", "amazon.in"), ("uae", "amazon.ae"), ("japan", "amazon.co.jp")):
            country = self.env.ref({"india": "base.in", "uae": "base.ae", "japan": "base.jp"}[name])
            shop = self.env["amazon.vendor.marketplace"].search([("country_id", "=", country.id)])
            self.assertEqual(shop._get_shop_url(), f"https://www.{host}")

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

    def test_bar_code_is_found_with_and_without_its_hyphens(self):
        spellings = (
            ("978-3-16-148410-0", "9783161484100"),
            ("9783161484100", "978-3-16-148410-0"),
            ("978 3 16 148410 0", "9783161484100"),
        )
        for place, (ours, theirs) in enumerate(spellings):
            with self.subTest(ours=ours, theirs=theirs):
                self.env["amazon.vendor.product"].search([]).unlink()
                product = self.make_product("Book", "BOOK-1", barcode=ours)
                mapping = self.receive_unknown(f"MAP0000{place}", sku=theirs)
                self.assertEqual(mapping.product_id, product)
                product.write({"barcode": False, "default_code": False})

    def test_bar_code_of_a_case_maps_what_is_ordered_in_cases(self):
        self.add_packaging("18806098286507")
        item = make_item("18806098286507", 2, "30.00", "Cases", 6)
        self.receive(make_purchase_order("MAP00001", [item]))
        self.assertEqual(self.get_order("MAP00001").order_line.product_id, self.kettle)

    def test_bar_code_of_a_case_is_only_suggested_for_single_pieces(self):
        self.add_packaging("18806098286507")
        mapping = self.receive_unknown("MAP00001", sku="18806098286507")
        self.assertFalse(mapping.product_id)
        self.assertEqual(mapping.suggested_product_id, self.kettle)

    def add_packaging(self, barcode):
        self.kettle.default_code = "KETTLE-17"
        unit = self.env["uom.uom"].create(
            {
                "name": "Case of 6",
                "relative_factor": 6,
                "relative_uom_id": self.kettle.uom_id.id,
            }
        )
        self.env["product.uom"].create(
            {"product_id": self.kettle.id, "uom_id": unit.id, "barcode": barcode}
        )

    def test_code_in_other_capitals_is_suggested(self):
        product = self.make_product("Spoon", "ERP-SPOON")
        self.assertEqual(
            self.receive_unknown("MAP00001", sku="erp-spoon").suggested_product_id, product
        )

    def test_bar_code_of_a_mapping_maps_what_has_another_asin_and_sku(self):
        self.env["amazon.vendor.product"].create(
            {
                "account_id": self.account.id,
                "asin": "B0KETTLE01",
                "vendor_sku": "KETTLE",
                "barcode": "4006381333931",
                "product_id": self.kettle.id,
            }
        )
        item = make_item("4006381333931", 4, "10.00", asin="B0OTHER001")
        self.receive(make_purchase_order(items=[item]))
        self.assertEqual(self.get_order().order_line.product_id, self.kettle)

    def test_two_products_of_one_code_are_named(self):
        self.kettle.default_code = self.filter.default_code = "4006381333931"
        document = self.receive(
            make_purchase_order("MAP00001", [make_item("4006381333931", 3, "5.00")])
        )
        self.assertIn("2 products have the code 4006381333931", document.error_message)
        for product in self.kettle, self.filter:
            self.assertIn(product.display_name, document.error_message)

    def test_one_of_two_products_of_a_code_is_chosen_by_one_click(self):
        self.kettle.default_code = self.filter.default_code = "4006381333931"
        mapping = self.receive_unknown("MAP00001", sku="4006381333931")
        self.assertEqual(mapping.candidate_product_ids, self.kettle | self.filter)
        self.filter.with_context(amazon_mapping_id=mapping.id).action_amazon_choose()
        self.account._apply_documents()
        self.assertEqual(self.get_order("MAP00001").order_line.product_id, self.filter)

    def test_mappings_that_were_exported_and_edited_are_updated(self):
        mapping = self.receive_unknown("MAP00001")
        product = self.make_product("Water filter B", "FILTER-B")
        columns = ["account_id", "asin", "vendor_sku", "product_id/id", "case_size"]
        row = ["ACORN US", mapping.asin, mapping.vendor_sku, self.get_external_id(product), "6"]
        new = ["ACORN US", "B0NEW00001", "NEW-1", "acorn_test.water_filter_b", "0"]
        result = self.env["amazon.vendor.product"].load(columns, [row, new])
        self.assertFalse(result["messages"])
        self.assertEqual(result["ids"][0], mapping.id)
        self.assertEqual((mapping.product_id, mapping.case_size), (product, 6))
        self.assertEqual(len(set(result["ids"])), 2)

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
