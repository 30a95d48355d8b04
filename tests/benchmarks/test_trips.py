# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""How far one has to read to follow the way of one thing: ``setup/bench trips`` prints it."""

import pytest

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order
from odoo.addons.acorn_iamazon_account.tests.common import InvoiceCase
from odoo.addons.acorn_iamazon_reconcile.tests.common import RemittanceCase
from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment

from .trips import counted


class TripMixin:
    def report(self, name, trip):
        print(f"\n{name}: {len(trip.files)} files, {len(trip.functions)} functions")
        print(trip.describe())


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestTripsOfAnOrder(TripMixin, InvoiceCase):
    def test_apply_a_purchase_order(self):
        order = make_purchase_order("4TRIP00X", [make_item("8806098286500", 5, "10.00")])
        (document,) = self.env["amazon.vendor.document"]._store_incoming(
            self.account, "purchase_order", [order], "request"
        )
        with counted(self.env) as trip:
            document._apply()
        self.assertEqual(document.state, "done")
        self.report("apply a purchase order", trip)

    def test_submit_an_invoice(self):
        invoice = self.make_invoice()
        with counted(self.env) as trip:
            invoice.action_amazon_submit()
        self.assertEqual(invoice.amazon_submission_state, "queued")
        self.report("submit an invoice", trip)


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestTripsOfARemittance(TripMixin, RemittanceCase):
    def test_import_match_and_book_a_remittance_and_undo_it(self):
        content = make_csv([make_payment("400100200", 100.0)], [make_line(self.first.name, 100.0)])
        with counted(self.env) as trip:
            remittance = self.remittances.import_file(self.account, "Payments.csv", content)
            remittance.action_match()
            remittance.action_post()
        self.assertEqual(remittance.state, "posted")
        self.report("import, match and book a remittance", trip)
        with counted(self.env) as trip:
            remittance.action_unpost()
        self.assertEqual(remittance.state, "matched")
        self.report("undo the booking", trip)
