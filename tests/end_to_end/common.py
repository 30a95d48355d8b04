# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import SandboxCase, make_item, recent_order


class TradeCase(SandboxCase, AccountTestInvoicingCommon):
    """A vendor in San Francisco who sells to Amazon and invoices what was delivered."""

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
    def trade(cls):
        """:return: the invoice, submitted and accepted, of an order in cases and eaches"""
        cls.place(
            recent_order(
                "6jD9W1MB",
                make_item("8806098286500", 7, "10.00", "CASES", 3),
                make_item("8806098286123", 5, "229.47"),
            )
        )
        cls.account.action_fetch_purchase_orders()
        order = cls.get_order("6jD9W1MB")
        order.action_amazon_acknowledge()
        cls.account.action_send_documents()
        cls.ship(order)
        invoice = order._create_invoices()
        invoice.action_post()
        invoice.action_amazon_submit()
        cls.account.action_send_documents()
        cls.account.action_poll_transactions()
        return invoice

    @classmethod
    def get_paid(cls, **shortages):
        """:param shortages: what Amazon keeps, by the number of the invoice
        :return: the remittance, imported and matched"""
        payment = cls.sandbox.tell("pay", shortages=shortages)
        remittance = cls.env["amazon.vendor.remittance"].import_file(
            cls.account, payment["filename"], payment["csv"].encode()
        )
        remittance.action_match()
        return remittance
