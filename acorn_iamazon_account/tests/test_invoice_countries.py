# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import date

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.spapi.schemas import validate

from ..rules import find_problems
from ..rules.tax_numbers import is_well_formed
from .common import FILTER, YEAR, InvoiceCase

# Country of the company: (currency, its number, kind at Amazon, [(rate, tax type by default)]).
COUNTRIES = {
    "us": ("USD", False, None, []),
    "ca": ("CAD", "123026635RT0001", "GST", [(5, "GST")]),
    "mx": ("MXN", "GODE561231GR8", "VAT", [(16, "VAT")]),
    "uk": ("GBP", "GB980780684", "VAT", [(20, "VAT")]),
    "de": ("EUR", "DE136695976", "VAT", [(19, "VAT")]),
    "fr": ("EUR", "FR40303265045", "VAT", [(20, "VAT")]),
    "it": ("EUR", "IT00743110157", "VAT", [(22, "VAT")]),
    "es": ("EUR", "ESJ99216582", "VAT", [(21, "VAT")]),
    "nl": ("EUR", "NL004495445B01", "VAT", [(21, "VAT")]),
    "pl": ("PLN", "PL8567346215", "VAT", [(23, "VAT")]),
    "se": ("SEK", "SE123456789701", "VAT", [(25, "VAT")]),
    "be": ("EUR", "BE0428759497", "VAT", [(21, "VAT")]),
    "jp": ("JPY", "T5835678256246", "VAT", [(10, "Consumption")]),
    "au": ("AUD", "83914571673", "GST", [(10, "GST")]),
    "in": ("INR", "27AAPFU0939F1ZV", "GST", [(9, "CGST"), (9, "SGST")]),
    "ae": ("AED", "100123456700003", "VAT", [(5, "VAT")]),
    "br": ("BRL", "16727230000197", "VAT", [(12, "VAT")]),
    "sg": ("SGD", "197401143C", "GST", [(9, "GST")]),
}


@tagged("post_install", "-at_install")
class TestInvoiceCountries(InvoiceCase):
    """An invoice of a vendor of each country breaks no rule and says what Amazon wants there."""

    def make_foreign(self, country, names=(), rate=0):
        """
        :param names: of the taxes, when not those of the country; all of that rate
        """
        currency, number, _kind, taxes = COUNTRIES[country]
        taxes = [(rate, name) for name in names] or taxes
        country = self.env.ref(f"base.{country}")
        invoice = self.make_invoice(f"4{country.code}00000", items=(FILTER,), post=False)
        place = {"street": "1 High Street", "city": "Here", "zip": "10115", "vat": number}
        place["country_id"] = country.id
        (self.env.company.partner_id | invoice.partner_id).write(place)
        self.env.ref(f"base.{currency}").active = True
        self.env.company.account_fiscal_country_id = country
        group = self.env["account.tax.group"].create({"name": "Tax", "country_id": country.id})
        invoice.fiscal_position_id = False
        invoice.currency_id = self.env.ref(f"base.{currency}")
        invoice.invoice_line_ids.sale_line_ids.order_id.amazon_currency = currency
        invoice.invoice_line_ids.tax_ids = self.env["account.tax"].create(
            [
                {
                    "name": f"{tax_type} {rate} %",
                    "amount": rate,
                    "country_id": country.id,
                    "tax_group_id": group.id,
                }
                for rate, tax_type in taxes
            ]
        )
        self.filter.amazon_hsn_code = "8421.21.20" if country.code == "IN" else False
        invoice.amazon_reference_number = "35054cc24d97" if country.code == "IN" else False
        invoice.action_post()
        return invoice

    def test_each_country(self):
        for country, (currency, number, kind, taxes) in COUNTRIES.items():
            with self.subTest(country):
                invoice = self.make_foreign(country)
                self.assertEqual([f.message for f in find_problems(invoice)], [])
                body = self.build(invoice)
                self.assertEqual(validate("submitInvoices", {"invoices": [body]}), [])
                registration = [
                    {"taxRegistrationType": kind, "taxRegistrationNumber": number}
                ] * bool(number)
                for party in ("remitToParty", "billToParty"):
                    self.assertEqual(body[party].get("taxRegistrationDetails", []), registration)
                self.assertEqual(body["invoiceTotal"]["currencyCode"], currency)
                self.assertEqual(
                    [(t["taxType"], t["taxRate"]) for t in body.get("taxDetails", [])],
                    [(tax_type, str(rate)) for rate, tax_type in taxes],
                )
                self.assertEqual(body["items"][0].get("hsnCode"), {"in": "84212120"}.get(country))
                self.assertEqual("referenceNumber" in body, country == "in")

    def test_number_of_another_country_comes_from_the_fiscal_position(self):
        invoice = self.make_foreign("de")
        invoice.button_draft()
        invoice.invoice_line_ids.tax_ids = False
        invoice.fiscal_position_id = self.env["account.fiscal.position"].create(
            {
                "name": "France",
                "country_id": self.env.ref("base.fr").id,
                "foreign_vat": "FR40303265045",
            }
        )
        registration = self.build(invoice)["remitToParty"]["taxRegistrationDetails"]
        self.assertEqual(registration[0]["taxRegistrationNumber"], "FR40303265045")

    def test_goods_come_from_the_warehouse_and_go_to_the_fulfilment_centre(self):
        body = self.build(self.make_invoice())
        self.assertEqual(body["shipFromParty"]["partyId"], "ACRN1")
        self.assertEqual(body["shipFromParty"]["address"]["postalOrZipCode"], "94134")
        self.assertEqual(body["shipToParty"]["partyId"], "PHX6")

    def test_poland_tells_the_split_payment(self):
        invoice = self.make_foreign("pl")
        invoice.amazon_is_split_payment = True
        self.assertEqual(
            self.build(invoice)["additionalDetails"],
            [{"type": "SUR", "detail": "mechanizm podzielonej płatności", "languageCode": "PL"}],
        )

    def test_reference_of_transfers_and_cartons(self):
        invoice = self.make_foreign("se")
        invoice.write({"amazon_ocr_reference": "1234567897", "amazon_carton_count": 12})
        details = self.build(invoice)["additionalDetails"]
        self.assertEqual(
            [(each["type"], each["detail"]) for each in details],
            [("OCR", "1234567897"), ("CartonCount", "12")],
        )

    def test_tax_in_local_currency_is_told_beside_the_invoice_s_where_the_account_asks(self):
        self.account.tell_local_tax = True
        invoice = self.make_foreign("uk")
        body = self.build(invoice)
        local = body["taxDetails"][1]
        self.assertEqual(local["taxType"], "DomesticVAT")
        self.assertEqual(local["taxAmount"]["currencyCode"], "USD")
        self.assertEqual([f.message for f in find_problems(invoice)], [])

    def test_taxes_of_one_type_and_rate_are_one_entry(self):
        taxes = self.make_tax(19, name="19 % goods") | self.make_tax(19, name="19 % services")
        invoice = self.make_invoice("4TWOTAX0", post=False)
        for line, tax in zip(invoice.invoice_line_ids.filtered("product_id"), taxes, strict=True):
            line.tax_ids = tax
        invoice.action_post()
        (entry,) = self.build(invoice)["taxDetails"]
        self.assertEqual(entry["taxableAmount"]["amount"], "1217.35")

    def test_taxes_of_one_type_and_rate_on_one_line_tax_it_once(self):
        taxes = self.make_tax(2.5, name="Half") | self.make_tax(2.5, name="Other half")
        invoice = self.make_invoice(items=(FILTER,), taxes=taxes)
        entry = {
            "taxType": "VAT",
            "taxRate": "5",
            "taxAmount": {"currencyCode": "USD", "amount": "57.36"},
            "taxableAmount": {"currencyCode": "USD", "amount": "1147.35"},
        }
        body = self.build(invoice)
        self.assertEqual(body["taxDetails"], [entry])
        self.assertEqual(body["items"][0]["taxDetails"], [entry])

    def test_two_taxes_of_india_are_two_details_of_the_whole_amount(self):
        invoice = self.make_foreign("in", names=("2.5% SGST S", "2.5% CGST S"), rate=2.5)
        details = self.build(invoice)["taxDetails"]
        self.assertEqual(
            [(d["taxType"], d["taxRate"], d["taxableAmount"]["amount"]) for d in details],
            [("SGST", "2.5", "1147.35"), ("CGST", "2.5", "1147.35")],
        )

    def test_words_of_a_tax_tell_its_type(self):
        for country, words, tax_type in (
            ("CA", "5% GST", "GST"),
            ("CA", "13% HST", "GST"),
            ("CA", "5% TPS", "GST"),
            ("CA", "9.975% QST", "PST"),
            ("CA", "9,975 % TVQ", "PST"),
            ("CA", "7% PST BC", "PST"),
            ("CA", "14.975% GST + QST", False),
            ("CA", "Sales tax", False),
            ("IN", "2.5% SGST S", "SGST"),
            ("IN", "2.5% CGST S", "CGST"),
            ("IN", "9% UTGST", "UTGST"),
            ("IN", "5% IGST S", "IGST"),
            ("IN", "5% CESS S", "CESS"),
            ("IN", "5% GST S", False),
            ("CA", "0% GST", "GST"),
            ("CA", "14% TVH", "GST"),
            ("CA", "7 % TVP", "PST"),
            ("NZ", "15%", "GST"),
            ("FR", "20% TVA", "VAT"),
            ("AT", "20% USt", "VAT"),
            ("UK", "20%", "VAT"),
            ("SA", "15%", "VAT"),
            ("CN", "13%", "VAT"),
            ("DE", "19 %", "VAT"),
            ("AU", "10% GST", "GST"),
            ("JP", "10%", "Consumption"),
            ("US", "8.25%", "ST"),
            ("HK", "5%", False),
        ):
            country_id = self.env.ref(f"base.{country.lower()}").id
            group = self.env["account.tax.group"].create({"name": "Tax", "country_id": country_id})
            tax = self.env["account.tax"].create(
                {"name": words, "amount": 5, "country_id": country_id, "tax_group_id": group.id}
            )
            self.assertEqual(tax.amazon_tax_type, tax_type, f"{country} {words}")

    def test_each_type_of_the_table_says_where_it_is_from(self):
        table = self.env["amazon.vendor.tax.type"].search([])
        self.assertTrue(all(line.source and line.country_ids for line in table))
        sold_from = self.env["amazon.vendor.marketplace"].search([]).country_id
        self.assertEqual((sold_from - table.country_ids).mapped("code"), [])

    def test_type_that_begins_or_has_ended_does_not_hold_yet_or_any_more(self):
        table = self.env["amazon.vendor.tax.type"]
        kenya = self.env.ref("base.ke")
        line = table.create({"tax_type": "VAT", "country_ids": kenya.ids, "source": "VAT Act 2013"})
        day = date(2026, 3, 1)
        self.assertEqual(table._get_all(day)._tell(kenya, "16%"), line)
        line.date_from = date(2026, 3, 2)
        self.assertFalse(table._get_all(day)._tell(kenya, "16%"))
        line.write({"date_from": False, "date_to": date(2026, 2, 28)})
        self.assertFalse(table._get_all(day)._tell(kenya, "16%"))

    def test_taxes_that_were_there_before_the_table_get_their_type(self):
        country = self.env.ref("base.ca").id
        group = self.env["account.tax.group"].create({"name": "Tax", "country_id": country})
        values = {"amount": 5, "country_id": country, "tax_group_id": group.id}
        tax = self.env["account.tax"].create({"name": "9.975% QST", **values})
        tax.amazon_tax_type = False
        self.env["amazon.vendor.tax.type"]._fill()
        self.assertEqual(tax.amazon_tax_type, "PST")

    def test_japan_has_one_type_for_both_rates(self):
        invoice = self.make_foreign("jp", names=("消費税 8%",), rate=8)
        [entry] = self.build(invoice)["taxDetails"]
        self.assertEqual((entry["taxType"], entry["taxRate"]), ("Consumption", "8"))

    def test_japan_takes_invoices_without_registration_numbers_and_no_wrong_ones(self):
        invoice = self.make_foreign("jp")
        self.env.company.partner_id.vat = False
        (invoice.partner_id | invoice.commercial_partner_id).vat = False
        self.assertEqual([f.message for f in find_problems(invoice)], [])
        body = self.build(invoice)
        self.assertNotIn("taxRegistrationDetails", body["remitToParty"] | body["billToParty"])
        self.env.company.partner_id.vat = "T1234567890123"
        self.assertEqual([f.code for f in find_problems(invoice)], ["tax_registration"])

    def test_reverse_charge_counts_its_base_once(self):
        tax = self.make_tax(
            19,
            invoice_repartition_line_ids=[
                (0, 0, {"repartition_type": "base"}),
                (0, 0, {"repartition_type": "tax", "factor_percent": 100}),
                (0, 0, {"repartition_type": "tax", "factor_percent": -100}),
            ],
            refund_repartition_line_ids=[
                (0, 0, {"repartition_type": "base"}),
                (0, 0, {"repartition_type": "tax", "factor_percent": 100}),
                (0, 0, {"repartition_type": "tax", "factor_percent": -100}),
            ],
        )
        (entry,) = self.build(self.make_invoice(taxes=tax))["taxDetails"]
        self.assertEqual(entry["taxAmount"]["amount"], "0.00")
        self.assertEqual(entry["taxableAmount"]["amount"], "1217.35")

    def test_terms_at_the_end_of_the_month(self):
        invoice = self.make_invoice(post=False)
        for delay, days, kind in (
            ("days_after_end_of_month", 30, "EndOfMonth"),
            ("days_after_end_of_next_month", 10, "Proximo"),
            ("days_after", 0, "PaymentDueUponReceiptOfInvoice"),
        ):
            invoice.invoice_payment_term_id = self.env["account.payment.term"].create(
                {
                    "name": kind,
                    "line_ids": [
                        (0, 0, {"value_amount": 100, "delay_type": delay, "nb_days": days})
                    ],
                }
            )
            invoice.name = f"INV/{YEAR}/00001"
            self.assertEqual(
                self.build(invoice)["paymentTerms"], {"type": kind, "netDueDays": days}
            )

    def test_numbers_are_known_by_their_check_digits(self):
        self.assertTrue(is_well_formed("BE 0428.759.497", "BE"))
        self.assertFalse(is_well_formed("BE0428759498", "BE"))
        self.assertTrue(is_well_formed("2020/123456/07", "ZA"))  # no form is known
        self.assertFalse(is_well_formed("", "ZA"))
