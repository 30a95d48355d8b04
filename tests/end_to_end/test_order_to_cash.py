# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""One order from Amazon's purchase order to the paid invoice, through all three addons."""

from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import SandboxCase, make_item, recent_order

from tests.contract.models import FOLDER, find_errors_of_body


@tagged("post_install", "-at_install")
class TestOrderToCash(SandboxCase, AccountTestInvoicingCommon):
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

    def trade(self):
        """:return: the invoice, submitted and accepted, of an order in cases and eaches"""
        self.place(
            recent_order(
                "6jD9W1MB",
                make_item("8806098286500", 7, "10.00", "CASES", 3),
                make_item("8806098286123", 5, "229.47"),
            )
        )
        self.account.action_fetch_purchase_orders()
        order = self.get_order("6jD9W1MB")
        order.action_amazon_acknowledge()
        self.account.action_send_documents()
        self.ship(order)
        invoice = order._create_invoices()
        invoice.action_post()
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        return invoice

    def test_every_step_is_accepted_and_the_invoice_paid(self):
        invoice = self.trade()
        order = self.account.order_ids
        self.assertEqual(order.amazon_acknowledgement_state, "accepted")
        self.assertEqual(order.picking_ids.amazon_shipment_state, "accepted")
        self.assertEqual(invoice.amazon_submission_state, "accepted")
        payment = self.sandbox.tell("pay", shortages={invoice.name: "229.47"})
        remittance = self.env["amazon.vendor.remittance"].import_file(
            self.account, payment["filename"], payment["csv"].encode()
        )
        remittance.action_match()
        remittance.action_post()
        self.assertEqual(remittance.amount, 987.88)
        self.assertEqual(remittance.amount_deductions, -229.47)
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(invoice.amount_residual, 0)

    def test_payloads_fit_amazons_published_models(self):
        if not FOLDER.is_dir():
            self.skipTest("Amazon's published models are not at hand (SPAPI_MODELS)")
        self.trade()
        for operation in (
            "submitAcknowledgement",
            "SubmitShipmentConfirmations",
            "submitInvoices",
        ):
            (call,) = self.sandbox.ask("received", operation=operation)
            self.assertEqual(find_errors_of_body(operation, call["body"]), [], operation)
            self.assertIn("6jD9W1MB", str(call["body"]))
