# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import REPOSITORY, get_moment, make_item

from ..rules import RULES, find_problems
from ..rules.table import insert_table
from .common import FILTER, YEAR, InvoiceCase

VENDOR = {"street": "Musterstr. 12", "city": "Berlin", "zip": "10115", "vat": "DE136695976"}
AMAZON = {"street": "38 avenue J.F. Kennedy", "city": "Luxembourg", "zip": "L-1855"}


@tagged("post_install", "-at_install")
class TestInvoiceRules(InvoiceCase):
    """Each rule has a test of its name: one invoice breaks only it, another just passes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.make_invoice(post=False)
        cls.kettle_line, cls.line = cls.invoice.invoice_line_ids.filtered("product_id")
        cls.order = cls.line.sale_line_ids.order_id

    def post(self):
        self.invoice.action_post()
        return self.invoice

    def assert_only(self, code, move=None):
        findings = find_problems(move or self.invoice)
        self.assertEqual(
            {finding.code for finding in findings}, {code}, [f.message for f in findings]
        )
        for finding in findings:
            label, action = finding.get_button()
            self.assertTrue(label.strip(": "))
            self.assertEqual(len(self.env[action["res_model"]].browse(action["res_id"])), 1)
            self.assertIn(
                action["context"]["amazon_focus_field"], self.env[action["res_model"]]._fields
            )
        return findings

    def assert_passes(self, move=None):
        self.assertEqual([f.message for f in find_problems(move or self.invoice)], [])

    def move_to(self, country, **values):
        """The company is in another country, and so is the bill-to party of Amazon."""
        country = self.env.ref(f"base.{country}")
        self.env.company.partner_id.write({**VENDOR, "country_id": country.id, **values})
        self.invoice.partner_id.write({**AMAZON, "country_id": country.id, "vat": "DE129273398"})
        self.invoice.fiscal_position_id = False

    def move_to_india(self):
        self.move_to("in", vat="27AAPFU0939F1ZV")
        self.invoice.partner_id.vat = "27AAPFU0939F1ZV"
        taxes = self.make_tax(9, amazon_tax_type="CGST", name="CGST")
        taxes |= self.make_tax(9, amazon_tax_type="SGST", name="SGST")
        self.invoice.invoice_line_ids.tax_ids = taxes
        (self.kettle | self.filter).amazon_hsn_code = "85167990"
        self.invoice.amazon_reference_number = "35054cc24d97033afc24f49ec4444dbab81f542c"
        return taxes

    def credit(self, kind="quantity", **values):
        """:return: the posted credit note of the accepted invoice, of Amazon in Germany"""
        if self.invoice.state == "draft":
            self.move_to("de")
            self.invoice.invoice_line_ids.tax_ids = self.make_tax(0)
            self.post()
        self.invoice.action_amazon_submit()
        document = self.invoice.amazon_document_ids.filtered(lambda d: d.kind == "invoice")
        document.state = "accepted"
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.invoice.ids)
            .create(
                {
                    "journal_id": self.invoice.journal_id.id,
                    "amazon_credit_kind": kind,
                    **values,
                }
            )
        )
        wizard.refund_moves()
        wizard.new_move_ids.action_post()
        return wizard.new_move_ids

    def test_each_rule_has_a_test_and_says_what_it_wants(self):
        for each in RULES:
            self.assertTrue(hasattr(self, f"test_{each.code}"), each.code)
            self.assertIn(each.severity, ("error", "warning"))
            self.assertTrue(each.title.endswith("."), each.code)
            self.assertTrue(each.source, each.code)
        self.assertEqual(len({each.code for each in RULES}), len(RULES))

    # === NUMBER === #

    def test_posted(self):
        self.assert_only("posted")
        self.post()
        self.assert_passes()

    def test_number_length(self):
        self.post().name = f"INV/{YEAR}/00000000000123"
        self.assert_only("number_length")
        self.invoice.name = f"INV/{YEAR}/0000000000123"
        self.assert_passes()

    def test_number_characters(self):
        self.post().name = f"INV#{YEAR}/00123"
        self.assert_only("number_characters")
        self.invoice.name = f"INV-{YEAR}_00.123/A"
        self.assert_passes()

    def test_number_unique(self):
        other = self.make_invoice("4OTHER0X", items=(FILTER,))
        other.name = f"INV-{YEAR}-00123"
        other.action_amazon_submit()
        other.amazon_document_ids.filtered(lambda d: d.kind == "invoice").attempts = 1
        self.post()
        for same in (f"inv_{YEAR}_00123", f"Inv-{YEAR}_00123"):
            self.invoice.name = same
            self.assert_only("number_unique")
        self.invoice.name = f"inv_{YEAR}_00124"
        self.assert_passes()

    def test_number_in_other_capitals_was_used_already(self):
        other = self.make_invoice("4OTHER0X", items=(FILTER,))
        other.name = "Inv-1"
        other.action_amazon_submit()
        other.amazon_document_ids.filtered(lambda d: d.kind == "invoice").attempts = 1
        self.post().name = "INV-1"
        self.assert_only("number_unique")

    def test_known_at_amazon(self):
        self.post().amazon_status = "IN_PROGRESS"
        self.assert_only("known_at_amazon")
        self.invoice.amazon_status = "REJECTED"
        self.assert_passes()

    def test_duplicate_content(self):
        self.order.order_line.product_uom_qty = 100
        self.ship(self.order)
        self.post()
        twin = self.invoice.copy()
        for line, origin in zip(twin.invoice_line_ids, self.invoice.invoice_line_ids, strict=True):
            line.sale_line_ids = origin.sale_line_ids
        twin.amazon_purchase_order_number = self.invoice.amazon_purchase_order_number
        twin.action_post()
        self.assert_passes(twin)
        self.invoice.action_amazon_submit()
        self.assert_only("duplicate_content", twin)

    # === PURCHASE ORDER === #

    def test_purchase_order(self):
        service = self.env["account.move.line"].create(
            {"move_id": self.invoice.id, "name": "Shelf talker", "quantity": 1, "price_unit": 5}
        )
        service.tax_ids = False
        self.post()
        self.assertIn("purchase_order", [f.code for f in find_problems(self.invoice)])
        self.invoice.button_draft()
        service.amazon_charge_type = "Service"
        self.post()
        self.assert_passes()

    def test_purchase_order_number(self):
        self.post()
        number = self.order.amazon_purchase_order_number
        self.order.amazon_purchase_order_number = number.lower()
        self.assert_only("purchase_order_number")
        self.order.amazon_purchase_order_number = number
        self.assert_passes()

    def test_purchase_order_account(self):
        self.post()
        self.order.amazon_account_id = self.account.copy({"name": "ACORN CA"})
        self.assert_only("purchase_order_account")
        self.order.amazon_account_id = self.account
        self.assert_passes()

    def test_purchase_order_cancelled(self):
        self.post()
        self.order.amazon_document_ids._of_kind("acknowledgement").state = "accepted"
        self.order.state = "cancel"
        self.assert_only("purchase_order_cancelled")
        self.order.state = "sale"
        self.assert_passes()

    def test_payment_method(self):
        self.post()
        self.order.amazon_payment_method = "Consignment"
        self.assert_only("payment_method")
        self.order.amazon_payment_method = "Invoice"
        self.assert_passes()

    def test_currency(self):
        self.post()
        self.env.ref("base.CAD").active = True
        self.order.amazon_currency = "CAD"
        self.assert_only("currency")
        self.order.amazon_currency = self.invoice.currency_id.name
        self.assert_passes()

    def test_one_purchase_order(self):
        second = self.make_invoice("4SECOND0", post=False)
        self.move_to_india()
        taxes = self.line.tax_ids
        second.invoice_line_ids.tax_ids = taxes
        line = second.invoice_line_ids.filtered("product_id")[1]
        self.post()
        self.assert_passes()
        self.invoice.button_draft()
        self.kettle_line.sale_line_ids = line.sale_line_ids
        second.unlink()
        self.kettle_line.write({"product_id": self.filter.id, "quantity": 5, "price_unit": 229.47})
        self.kettle_line.tax_ids = taxes
        self.post()
        self.assert_only("one_purchase_order")

    # === GOODS === #

    def test_price(self):
        self.line.price_unit += 0.01
        self.post()
        self.assert_only("price")
        self.invoice.button_draft()
        self.line.price_unit -= 0.0095
        self.post()
        self.assert_passes()

    def test_positive(self):
        self.order.order_line.filtered("amazon_item_sequence")[1].price_unit = 0
        self.line.price_unit = 0
        self.post()
        self.assertIn("positive", [f.code for f in find_problems(self.invoice)])
        self.invoice.button_draft()
        self.order.order_line.filtered("amazon_item_sequence")[1].price_unit = 0.01
        self.line.price_unit = 0.01
        self.post()
        self.assert_passes()

    def test_whole_units(self):
        self.kettle_line.quantity = 2.5
        self.post()
        self.assert_only("whole_units")
        self.invoice.button_draft()
        self.kettle_line.quantity = 2
        self.post()
        self.assert_passes()

    def test_quantity(self):
        self.line.sale_line_ids.qty_delivered = 6
        self.line.quantity = 6
        self.post()
        self.assert_only("quantity")
        self.invoice.button_draft()
        self.line.quantity = 5
        self.post()
        self.assert_passes()

    def test_delivered(self):
        self.post()
        self.line.sale_line_ids.qty_delivered = 4
        self.assert_only("delivered")
        self.line.sale_line_ids.qty_delivered = 5
        self.assert_passes()

    def test_weight(self):
        self.kettle.weight = 2
        item = make_item("8806098286500", 4, "5.00", weight_unit="KILOGRAMS")
        self.invoice = self.make_invoice("4WEIGHT0", items=(item,))
        self.assert_passes()
        self.kettle.weight = 0
        self.assert_only("weight")

    # === PARTIES === #

    def test_bill_to(self):
        somebody = self.env["res.partner"].create(
            {"name": "Somebody", "country_id": self.env.ref("base.us").id}
        )
        self.post()
        party = self.invoice._amazon_get_bill_to()
        partner = party.partner_id
        party.partner_id = somebody
        self.assert_only("bill_to")
        party.partner_id = partner
        self.assert_passes()

    def test_bill_to_address(self):
        self.move_to("de")
        self.invoice.invoice_line_ids.tax_ids = self.make_tax(0)
        self.post()
        self.assert_passes()
        self.invoice.partner_id.zip = False
        self.assert_only("bill_to_address")

    def test_vendor_code(self):
        self.order.amazon_code_id = False
        self.post()
        self.assert_passes()  # the account has one only
        other = self.env["amazon.vendor.code"].create(
            {"name": "ACRN9", "account_id": self.account.id}
        )
        self.assertIn("vendor_code", [each.code for each in find_problems(self.invoice)])
        self.invoice.amazon_code_id = other
        self.assert_passes()

    def test_remit_to(self):
        self.post()
        self.env.company.partner_id.zip = False
        self.assert_only("remit_to")
        self.env.company.partner_id.zip = "94134"
        self.assert_passes()

    def test_ship_to(self):
        self.post()
        self.invoice.partner_shipping_id.ref = False
        self.assert_only("ship_to")
        self.invoice.partner_shipping_id.ref = "PHX6"
        self.assert_passes()

    def test_tax_registration(self):
        self.move_to("de")
        self.invoice.invoice_line_ids.tax_ids = self.make_tax(0)
        self.post()
        for number in (False, "DE136695977"):
            self.env.company.partner_id.vat = number
            self.assert_only("tax_registration")
        self.env.company.partner_id.vat = "DE 136 695 976"
        self.assert_passes()

    def test_tax_registration_amazon(self):
        self.move_to("de")
        self.invoice.invoice_line_ids.tax_ids = self.make_tax(0)
        self.post()
        self.invoice.partner_id.vat = "DE129273399"
        self.assert_only("tax_registration_amazon")
        self.invoice.partner_id.vat = "DE129273398"
        self.assert_passes()

    # === TAXES === #

    def test_tax_type(self):
        tax = self.make_tax(10)
        self.line.tax_ids = tax
        self.post()
        self.assert_passes()
        tax.amazon_tax_type = False
        self.assert_only("tax_type")

    def test_tax_type_words(self):
        canada = self.env.ref("base.ca").id
        group = self.env["account.tax.group"].create({"name": "Tax", "country_id": canada})
        self.env.company.account_fiscal_country_id = canada
        tax = self.make_tax(
            9.975,
            name="9.975% QST",
            country_id=canada,
            tax_group_id=group.id,
            amazon_tax_type="GST",
        )
        self.invoice.invoice_line_ids.tax_ids = tax
        self.post()
        [finding] = self.assert_only("tax_type_words")
        self.assertIn("is PST by its name, and GST for Amazon", finding.message)
        tax.amazon_tax_type = "PST"
        self.assert_passes()

    def test_tax_missing(self):
        self.move_to("de")
        self.invoice.invoice_line_ids.tax_ids = self.make_tax(0)
        self.line.tax_ids = False
        self.post()
        self.assert_only("tax_missing")
        self.invoice.button_draft()
        self.line.tax_ids = self.kettle_line.tax_ids
        self.post()
        self.assert_passes()

    def test_tax_pairs_india(self):
        taxes = self.move_to_india()
        self.post()
        self.assert_passes()
        taxes[1].amazon_tax_type = "IGST"
        self.assert_only("tax_pairs_india")

    def test_hsn_code(self):
        self.move_to_india()
        self.filter.amazon_hsn_code = "8421.21"
        self.post()
        self.assert_passes()
        self.filter.amazon_hsn_code = "842"
        self.assert_only("hsn_code")

    def test_reference_number(self):
        self.move_to_india()
        self.post()
        self.assert_passes()
        self.invoice.amazon_reference_number = False
        self.assert_only("reference_number")

    # === DATES === #

    def test_date_future(self):
        self.invoice.invoice_date = fields.Date.today() + timedelta(days=1)
        self.post()
        self.assert_only("date_future")
        self.invoice.button_draft()
        self.invoice.invoice_date = fields.Date.today()
        self.post()
        self.assert_passes()

    def test_date_zone(self):
        midnight = get_moment(days=30, hour=0)
        self.invoice.invoice_date = midnight.date()
        self.order.picking_ids.date_done = midnight - timedelta(days=5)
        self.order.amazon_purchase_order_date = midnight - timedelta(days=7)
        with freeze_time(midnight):
            self.post()
            self.assert_passes(self.invoice.with_context(tz="Asia/Tokyo"))
        with freeze_time(midnight - timedelta(seconds=1)):  # the day for nine hours in Tokyo
            self.assert_only("date_zone", self.invoice.with_context(tz="Asia/Tokyo"))

    def test_date_before_order(self):
        self.invoice.invoice_date = "2026-03-02"
        self.order.picking_ids.date_done = "2026-03-01 12:00:00"
        self.post()
        self.assert_passes()
        self.order.amazon_purchase_order_date = "2026-03-03 08:15:00"
        self.assert_only("date_before_order")

    def test_order_of_the_evening_may_be_invoiced_that_evening(self):
        """In California; in UTC the order is of the next day, wherever the rule is asked."""
        self.invoice.invoice_user_id = self.env.user
        self.env.user.tz = "America/Los_Angeles"
        self.order.amazon_purchase_order_date = "2026-03-03 02:00:00"
        self.order.picking_ids.date_done = "2026-03-02 12:00:00"
        self.invoice.invoice_date = "2026-03-02"
        self.post()
        for zone in ("UTC", "America/Los_Angeles", "Asia/Shanghai"):
            self.assert_passes(self.invoice.with_context(tz=zone))

    def test_date_before_shipment(self):
        self.invoice.invoice_date = "2026-03-04"
        self.order.picking_ids.date_done = "2026-03-05 12:00:00"
        self.post()
        self.assert_only("date_before_shipment")
        self.order.picking_ids.date_done = "2026-03-04 23:00:00"
        self.assert_passes()

    # === TOTALS === #

    def test_total(self):
        self.env["account.move.line"].create(
            {
                "move_id": self.invoice.id,
                "name": "Everything was defective",
                "quantity": 1,
                "price_unit": -self.invoice.amount_untaxed,
                "amazon_charge_type": "Defective",
                "tax_ids": False,
            }
        )
        self.post()
        self.assert_only("total")
        self.invoice.button_draft()
        self.invoice.invoice_line_ids[-1].price_unit += 0.01
        self.post()
        self.assert_passes()

    def test_sums(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "To 5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
        self.post()
        self.assert_passes()
        self.invoice.button_draft()
        self.order.order_line.filtered("amazon_item_sequence")[1].price_unit = 229.474
        self.line.price_unit = 229.474
        self.invoice.invoice_cash_rounding_id = rounding
        self.post()
        self.assert_only("sums")

    def test_charge_sign(self):
        freight = self.env["account.move.line"].create(
            {
                "move_id": self.invoice.id,
                "name": "Freight",
                "quantity": 1,
                "price_unit": -12.5,
                "amazon_charge_type": "Freight",
                "tax_ids": False,
            }
        )
        self.post()
        self.assert_only("charge_sign")
        self.invoice.button_draft()
        freight.price_unit = 0.01
        self.post()
        self.assert_passes()

    def test_payment_terms(self):
        agreed = self.env["account.payment.term"].create(
            {
                "name": "90 days",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 100, "nb_days": 90})
                ],
            }
        )
        self.order.amazon_code_id.payment_term_id = agreed
        self.post()
        self.assert_only("payment_terms")
        self.invoice.button_draft()
        self.invoice.invoice_payment_term_id = agreed
        self.post()
        self.assert_passes()

    # === CREDIT NOTES === #

    def test_credit_note(self):
        note = self.credit()
        self.assert_passes(note)
        self.invoice.amazon_document_ids.filtered(lambda d: d.kind == "invoice").state = "rejected"
        self.assert_only("credit_note", note)

    def test_credit_kind(self):
        note = self.credit(kind=False)
        self.assert_only("credit_kind", note)
        note.amazon_credit_kind = "quantity"
        self.assert_passes(note)

    def test_credit_amount(self):
        note = self.credit()
        self.assert_passes(note)
        note.button_draft()
        note.invoice_line_ids.filtered("product_id")[1].price_unit += 0.01
        note.action_post()
        self.assert_only("credit_amount", note)

    def test_credit_returns(self):
        note = self.credit(
            "returns", amazon_returns_reference="RTN-77120", amazon_goods_return_date="2026-03-20"
        )
        self.assert_passes(note)
        note.amazon_goods_return_date = False
        self.assert_only("credit_returns", note)

    def test_credit_coop(self):
        note = self.credit("coop")
        self.assert_only("credit_coop", note)
        note.amazon_debit_note_number = "DN-55012"
        self.assert_passes(note)

    def test_credit_country(self):
        note = self.credit()
        self.assert_passes(note)
        note.partner_id.country_id = self.env.ref("base.us")
        self.assert_only("credit_country", note)

    # === FORM === #

    def test_schema(self):
        self.post()
        product = self.line.sale_line_ids
        asin = product.amazon_asin
        product.write({"amazon_asin": False, "amazon_vendor_sku": False})
        self.filter.write({"default_code": False, "barcode": False})
        self.assert_only("schema")
        product.amazon_asin = asin
        self.assert_passes()

    # === ALL === #

    def test_submitting_tells_all_that_is_wrong_and_queues_nothing(self):
        self.line.price_unit += 1
        self.post()
        with self.assertRaisesRegex(UserError, "price differs"):
            self.invoice.action_amazon_submit()
        self.assertEqual(self.invoice.amazon_submission_state, "to_submit")

    def test_readme_has_the_catalogue_of_today(self):
        readme = REPOSITORY / "README.md"
        if not readme.is_file():
            self.skipTest("the README is not beside the addon")
        text = readme.read_text()
        self.assertEqual(insert_table(text), text, "print it anew: odoo amazon_rules README.md")
