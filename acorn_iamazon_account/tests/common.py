# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from datetime import date

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import (
    AmazonCase,
    SandboxCase,
    make_item,
    recent_order,
)

YEAR = date.today().year  # Odoo wants it in the numbers of invoices of today
KETTLE = make_item("8806098286500", 7, "10.00", "CASES", 3)
FILTER = make_item("8806098286123", 5, "229.47")


class InvoiceMixin:
    """Orders of Amazon that are accepted, shipped and invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.write(
            {
                "street": "250 Executive Park Blvd",
                "city": "San Francisco",
                "zip": "94134",
                "country_id": cls.env.ref("base.us").id,
            }
        )
        (cls.kettle | cls.filter).invoice_policy = "delivery"

    @classmethod
    def make_invoice(cls, number="4INV000X", items=(KETTLE, FILTER), taxes=None, post=True):
        """:return: the posted invoice of a purchase order that was accepted and shipped whole"""
        cls.bring(recent_order(number, *items))
        order = cls.get_order(number)
        if taxes:
            order.order_line.tax_ids = taxes
        order.action_confirm()
        cls.ship(order)
        invoice = order._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    def build(self, invoice):
        return invoice._amazon_build_invoice()["invoices"][0]

    def make_tax(self, amount, **values):
        return self.env["account.tax"].create(
            {"name": f"{amount} %", "amount": amount, "amazon_tax_type": "VAT", **values}
        )


class InvoiceCase(InvoiceMixin, AmazonCase, AccountTestInvoicingCommon):
    """Without a server: the purchase orders are stored as if Amazon had sent them."""

    @classmethod
    def bring(cls, order):
        details = order["orderDetails"]
        for name in ("purchaseOrderDate", "purchaseOrderChangedDate"):
            details[name] = "2026-03-02T08:15:00Z"
        details["purchaseOrderStateChangedDate"] = "2026-03-02T08:15:00Z"
        details["shipWindow"] = "2026-03-05T07:00:00Z--2026-03-09T07:00:00Z"
        cls.receive(json.loads(json.dumps(order)))


class InvoiceSandboxCase(InvoiceMixin, SandboxCase, AccountTestInvoicingCommon):
    """With the sandbox: orders are fetched, documents sent."""

    @classmethod
    def bring(cls, order):
        cls.place(order)
        cls.account.action_fetch_purchase_orders()

    @classmethod
    def make_invoice(cls, *args, **kwargs):
        invoice = super().make_invoice(*args, **kwargs)
        cls.account.action_send_documents()  # the acknowledgement and the shipment notice
        return invoice
