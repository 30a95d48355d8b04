# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import fields
from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.spapi.schemas import validate
from odoo.addons.acorn_iamazon.tests.common import make_item

from .common import InvoiceCase


@tagged("post_install", "-at_install")
class TestInvoicePayload(InvoiceCase):
    def test_invoice_carries_number_order_parties_and_total(self):
        invoice = self.make_invoice()
        body = self.build(invoice)
        self.assertEqual(body["id"], invoice.name)
        self.assertEqual(body["invoiceTotal"], {"amount": "1217.35", "currencyCode": "USD"})
        self.assertEqual(body["billToParty"]["partyId"], "AMAZN")
        self.assertEqual(body["shipToParty"]["partyId"], "PHX6")
        self.assertEqual(body["remitToParty"]["partyId"], "ACRN1")
        self.assertEqual(body["remitToParty"]["address"]["postalOrZipCode"], "94134")
        self.assertEqual({i["purchaseOrderNumber"] for i in body["items"]}, {"4INV000X"})
        self.assertEqual(body["date"], f"{invoice.invoice_date}T00:00:00Z")
        self.assertFalse(validate("submitInvoices", {"invoices": [body]}))

    def test_cases_are_invoiced_as_cases_at_the_cost_of_the_order(self):
        item = self.build(self.make_invoice())["items"][0]
        self.assertEqual(
            item["invoicedQuantity"], {"amount": 7, "unitOfMeasure": "Cases", "unitSize": 3}
        )
        self.assertEqual(item["netCost"], {"amount": "10.00", "currencyCode": "USD"})

    def test_weight_is_the_same_on_the_notice_and_on_the_invoice(self):
        self.filter.weight = 0.33335
        item = make_item("8806098286123", 7, "5.00", weight_unit="KILOGRAMS")
        invoice = self.make_invoice("4WEIGHT1", items=(item,))
        order = invoice.invoice_line_ids.sale_line_ids.order_id
        notice = order.picking_ids._amazon_build_shipment()["shipmentConfirmations"][0]
        [announced] = notice["shippedItems"]
        [invoiced] = self.build(invoice)["items"]
        weight = invoiced["invoicedQuantity"]["totalWeight"]
        self.assertEqual(announced["shippedQuantity"]["totalWeight"], weight)
        self.assertEqual(len(weight["amount"].partition(".")[2]), 3)

    def test_cost_per_each_is_invoiced_in_eaches(self):
        self.env["amazon.vendor.code"].create(
            {"account_id": self.account.id, "name": "ACRN1", "cost_basis": "each"}
        )
        item = self.build(self.make_invoice())["items"][0]
        self.assertEqual(item["invoicedQuantity"]["amount"], 21)
        self.assertEqual(item["invoicedQuantity"]["unitOfMeasure"], "Eaches")
        self.assertEqual(item["netCost"]["amount"], "10.00")

    def test_taxes_of_the_lines_add_up_to_the_header_and_the_total(self):
        tax = self.make_tax(19)
        invoice = self.make_invoice(
            items=(
                make_item("8806098286500", 3, "0.35"),
                make_item("8806098286123", 7, "1.15"),
            ),
            taxes=tax,
        )
        body = self.build(invoice)
        header = sum(Decimal(t["taxAmount"]["amount"]) for t in body["taxDetails"])
        lines = sum(
            Decimal(t["taxAmount"]["amount"]) for i in body["items"] for t in i["taxDetails"]
        )
        net = sum(
            Decimal(i["netCost"]["amount"]) * i["invoicedQuantity"]["amount"] for i in body["items"]
        )
        self.assertEqual(header, lines)
        self.assertEqual(net + header, Decimal(body["invoiceTotal"]["amount"]))
        self.assertEqual(body["taxDetails"][0]["taxRate"], "19")
        self.assertEqual(body["taxDetails"][0]["taxType"], "VAT")

    def test_tax_included_in_the_price_is_taken_out(self):
        tax = self.make_tax(25, price_include_override="tax_included")
        invoice = self.make_invoice(items=(make_item("8806098286123", 4, "12.50"),), taxes=tax)
        item = self.build(invoice)["items"][0]
        self.assertEqual(item["netCost"]["amount"], "10.00")
        self.assertEqual(item["taxDetails"][0]["taxAmount"]["amount"], "10.00")

    def test_payment_term_with_discount_is_told(self):
        invoice = self.make_invoice(post=False)
        invoice.invoice_payment_term_id = self.env["account.payment.term"].create(
            {
                "name": "2 % in 30 days, net 60",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 30,
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 60})],
            }
        )
        invoice.action_post()
        self.assertEqual(
            self.build(invoice)["paymentTerms"],
            {"type": "Basic", "netDueDays": 60, "discountPercent": "2", "discountDueDays": 30},
        )

    def test_credit_note_refers_to_its_invoice(self):
        invoice = self.make_invoice()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": fields.Date.today()})
        )
        wizard.refund_moves()
        note = wizard.new_move_ids
        note.action_post()
        body = self.build(note)
        self.assertEqual(body["invoiceType"], "CreditNote")
        self.assertEqual(
            body["items"][0]["creditNoteDetails"], {"referenceInvoiceNumber": invoice.name}
        )
        self.assertNotIn("purchaseOrderNumber", body["items"][0])
        self.assertFalse(validate("submitInvoices", {"invoices": [body]}))

    def test_two_orders_make_two_invoices(self):
        orders = self.env["sale.order"]
        for number in ("4ONE000X", "4TWO000X"):
            invoice = self.make_invoice(number, post=False)
            orders |= invoice.invoice_line_ids.sale_line_ids.order_id
            invoice.unlink()
        invoices = orders._create_invoices()
        self.assertEqual(
            sorted(invoices.mapped("amazon_purchase_order_number")), ["4ONE000X", "4TWO000X"]
        )
