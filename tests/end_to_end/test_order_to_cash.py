# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""One order from Amazon's purchase order to the paid invoice, through all three addons."""

from odoo.tests.common import tagged

from tests.contract.models import FOLDER, find_errors_of_body

from .common import TradeCase


@tagged("post_install", "-at_install")
class TestOrderToCash(TradeCase):
    def test_every_step_is_accepted_and_the_invoice_paid(self):
        invoice = self.trade()
        order = self.account.order_ids
        self.assertEqual(order.amazon_acknowledgement_state, "accepted")
        self.assertEqual(order.picking_ids.amazon_shipment_state, "accepted")
        self.assertEqual(invoice.amazon_submission_state, "accepted")
        remittance = self.get_paid(**{invoice.name: "229.47"})
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
