# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Ordinary business, beside somebody else's with Amazon."""

from odoo import Command, fields

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import AmazonCase, make_item, make_purchase_order

from .people import make_people

ADDONS = {"acorn_iamazon", "acorn_iamazon_account", "acorn_iamazon_reconcile"}


class OrdinaryTrade(AmazonCase, AccountTestInvoicingCommon):
    """Ordinary business beside an account with Amazon: orders with sections and notes, delivered
    and open, invoiced, paid and credited."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = cls.env
        cls.people = make_people(env)
        cls.customer = env["res.partner"].create({"name": "Deco Addict"})
        cls.pan = env["product.product"].create(
            {
                "name": "Pan",
                "is_storable": True,
                "lst_price": 20.0,
                "invoice_policy": "delivery",
                "taxes_id": [Command.set(cls.tax_sale_a.ids)],
            }
        )
        env["stock.quant"]._update_available_quantity(cls.pan, cls.warehouse.lot_stock_id, 100)

    @classmethod
    def make_order(cls, user=None, **values):
        orders = cls.env["sale.order"].with_user(user or cls.env.user)
        return orders.create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create({"display_type": "line_section", "name": "Kitchen"}),
                    Command.create({"product_id": cls.pan.id, "product_uom_qty": 3}),
                    Command.create({"display_type": "line_note", "name": "By noon, please"}),
                ],
                **values,
            }
        )

    @classmethod
    def deliver(cls, order):
        for picking in order.picking_ids.filtered(lambda picking: picking.state != "done"):
            for move in picking.move_ids:
                move.write({"quantity": move.product_uom_qty, "picked": True})
            picking.button_validate()

    @classmethod
    def pay(cls, invoice):
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return wizard.create({"payment_date": fields.Date.today()})._create_payments()

    @classmethod
    def trade(cls):
        """:return: an order that went all the way, its invoice paid and half of it credited"""
        order = cls.make_order()
        order.action_confirm()
        cls.deliver(order)
        invoice = order._create_invoices()
        invoice.invoice_line_ids = [
            Command.create({"display_type": "line_section", "name": "Thank you"})
        ]
        invoice.action_post()
        cls.pay(invoice)
        reversal = cls.env["account.move.reversal"].create(
            {"move_ids": invoice.ids, "journal_id": invoice.journal_id.id, "reason": "A dent"}
        )
        reversal.reverse_moves()
        return order

    @classmethod
    def trade_with_amazon(cls):
        """:return: an order of Amazon's, delivered and invoiced"""
        cls.kettle.invoice_policy = "delivery"
        cls.receive(make_purchase_order(items=[make_item("8806098286500", 12, "10.00")]))
        order = cls.get_order()
        order.action_confirm()
        cls.ship(order)
        invoice = order._create_invoices()
        invoice.action_post()
        return order
