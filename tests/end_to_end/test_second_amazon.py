# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The addons before the Amazon of ``tests/world``, which was written without reading them."""

from datetime import timedelta, timezone

import pytest

from odoo import fields
from odoo.tests.common import freeze_time, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import SEED, AmazonCase

from tests.world.amazon import WORK_HOUR, Amazon
from tests.world.api import Api
from tests.world.door import open_door
from tests.world.shipments import Load


class _Unlimited:
    def take(self, _operation, _now):
        return True


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestSecondAmazon(AmazonCase, AccountTestInvoicingCommon):
    def setUp(self):
        super().setUp()
        now = fields.Datetime.now().replace(tzinfo=timezone.utc, microsecond=0)
        self.amazon = Amazon(SEED, now - WORK_HOUR - timedelta(hours=1))  # ordered an hour ago
        self.amazon.firm.currency, self.amazon.firm.marketplace = "USD", "ATVPDKIKX0DER"
        self.amazon.firm.tax_percent, self.amazon.firm.net_days = 0, 12
        self.door = self.enterContext(open_door(Api(self.amazon, _Unlimited())))
        self.account.write(
            {
                "api_url": self.door.address,
                "token_url": f"{self.door.address}/auth/o2/token",
                "lwa_client_id": self.door.login.client_id,
                "lwa_client_secret": self.door.login.client_secret,
                "refresh_token": self.door.login.refresh_token,
            }
        )
        for product in self.amazon.products:
            self.make_product(product.number, product.number, invoice_policy="delivery")
        self.amazon.advance(now)

    def _wait(self, **span):
        self.amazon.advance(self.amazon.now + timedelta(**span))

    def _acknowledge(self):
        """:return: the orders, all of them accepted"""
        self.account.action_fetch_purchase_orders()
        orders = self.account.order_ids
        self.assertEqual(set(orders.mapped("amazon_purchase_order_number")), {*self.amazon.orders})
        orders.action_amazon_acknowledge()
        self.account.action_send_documents()
        self._wait(minutes=20)
        return orders

    def _ship_and_invoice(self, order):
        """:return: the invoice of what left; all that the order has"""
        self.ship(order)
        self.account.action_send_documents()
        self._wait(minutes=20)
        number = order.amazon_purchase_order_number
        theirs = self.amazon.orders[number]
        loads = [Load(number, line.sequence, line.accepted) for line in theirs.lines]
        (notice,) = self._get_notices(number)
        self.amazon.shipments.hand_over(theirs.centre, self.amazon.now, loads, notice.identifier)
        invoice = order._create_invoices()
        invoice.action_post()
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        self._wait(minutes=20)
        return invoice

    def _get_notices(self, number):
        notices = self.amazon.shipments.notices.values()
        return [n for n in notices if number in {order for order, _line in n.quantities}]

    def test_orders_come_in_line_by_line_and_are_answered(self):
        for order in self._acknowledge():
            theirs = self.amazon.orders[order.amazon_purchase_order_number]
            total = sum(line.ordered * line.cost for line in theirs.lines)
            self.assertAlmostEqual(order.amount_untaxed, float(total), 2)
            self.assertEqual(theirs.state, "Acknowledged")
            for line in theirs.lines:
                self.assertEqual((line.accepted, line.rejected), (line.ordered, 0))

    def test_documents_are_taken_at_first_and_paid_to_the_cent(self):
        invoices = [self._ship_and_invoice(order) for order in self._acknowledge()]
        for invoice in invoices:
            theirs = self.amazon.invoices.by_number[invoice.name]
            self.assertEqual(theirs.faults, [])
            self.assertAlmostEqual(float(theirs.total), invoice.amount_total, 2)
        self._wait(days=30)
        with freeze_time(self.amazon.now.replace(tzinfo=None)):
            self.account.action_fetch_remittances()
            remittances = self.env["amazon.vendor.remittance"].search(
                [("account_id", "=", self.account.id)]
            )
            remittances.action_match()
            told = {remittance.name: remittance.amount for remittance in remittances}
            whole = [
                payment
                for payment in self.amazon.remittances.payments
                if not payment.is_failed and (self.amazon.now - payment.date).days
            ]
            self.assertTrue(whole)
            for payment in whole:
                self.assertAlmostEqual(told[payment.number], float(payment.amount), 2)
            paid = {payment.number for payment in whole}
            remittances.filtered(lambda r: r.name in paid).action_post()
        for invoice in invoices:
            document = self.amazon.claims.documents[invoice.name]
            self.assertEqual(invoice.amount_residual, float(document.open), invoice.name)
