# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Invoicing goes on past an order or invoice that raises."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from odoo.addons.acorn_iamazon.tests.common import recent_order
from odoo.addons.acorn_iamazon.tests.work_loop import WorkLoopMixin

from .common import FILTER, InvoiceCase

NUMBERS = ("4AAA0001", "4BBB0002", "4CCC0003")


@tagged("post_install", "-at_install")
class TestInvoicingLoop(WorkLoopMixin, InvoiceCase):
    def ship_orders(self):
        """:return: three orders that are shipped, and whose notices Amazon accepted"""
        orders = self.env["sale.order"]
        for number in NUMBERS:
            self.bring(recent_order(number, FILTER))
            orders |= self.get_order(number)
        for order in orders:
            order.action_confirm()
            self.ship(order)
        orders.picking_ids.amazon_document_ids.write({"state": "accepted"})
        return orders

    def submit_invoices(self, **values):
        invoices = self.env["account.move"]
        for number in NUMBERS:
            invoices |= self.make_invoice(number, items=(FILTER,))
        for invoice in invoices:
            invoice.action_amazon_submit()
        documents = invoices.amazon_document_ids
        documents.write({"state": "sent", "sent_at": fields.Datetime.now(), **values})
        return documents

    def test_invoice_what_was_shipped(self):
        self.assert_one_holds_no_other_back(
            "create_invoices",
            self.ship_orders(),
            "_amazon_invoice_shipped",
            self.account.action_create_invoices,
        )

    def test_keep_copies(self):
        self.account.invoice_accept_hours = 0
        self.assert_one_holds_no_other_back(
            "watch_invoices",
            self.submit_invoices(),
            "_keep_copies",
            self.account.action_watch_invoices,
        )

    def test_tell_of_late_invoices(self):
        documents = self.submit_invoices(copies_kept_at=fields.Datetime.now())
        self.account.invoice_accept_hours = 1
        self.env.cr.execute(
            "UPDATE amazon_vendor_document SET create_date = %s WHERE id IN %s",
            [fields.Datetime.now() - timedelta(hours=2), tuple(documents.ids)],
        )
        documents.invalidate_recordset()
        self.assert_one_holds_no_other_back(
            "watch_invoices", documents, "_tell_late", self.account.action_watch_invoices
        )
