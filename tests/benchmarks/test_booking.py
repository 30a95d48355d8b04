# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Booking a remittance beside Odoo's own work on the same items: one entry, posted and reconciled.

ACORN_BENCHMARK_LINES tells how many lines: some by default, which show the same ratios; 10,000 are
a large remittance.
"""

import os

import pytest

from odoo import Command
from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import AmazonCase
from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment

from .figures import keep, measure, tell

LINES = int(os.environ.get("ACORN_BENCHMARK_LINES", "60"))


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestBookingOfALargeRemittance(AmazonCase, AccountTestInvoicingCommon):
    def make_invoices(self):
        invoices = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.account.partner_id.id,
                    "invoice_date": "2026-03-05",
                    "amazon_account_id": self.account.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Kettle", "price_unit": 10.0, "tax_ids": False})
                    ],
                }
                for _line in range(LINES)
            ]
        )
        invoices.action_post()
        self.env.flush_all()
        self.env.invalidate_all()
        return invoices

    def reconcile_as_odoo(self, invoices):
        """What Odoo itself has to do at the least: the entry, and each invoice with its item."""
        receivables = invoices.line_ids.filtered(lambda item: item.display_type == "payment_term")
        items = [("debit", self.company_data["default_account_assets"].id, 10.0 * LINES)]
        items += [("credit", item.account_id.id, 10.0) for item in receivables]
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": self.company_data["default_journal_bank"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account,
                            side: amount,
                            "partner_id": self.account.partner_id.id,
                        }
                    )
                    for side, account, amount in items
                ],
            }
        )
        entry.action_post()
        paying = entry.line_ids.sorted("id")[1:]
        self.env["account.move.line"]._reconcile_plan(
            [owed + paid for owed, paid in zip(receivables, paying, strict=True)]
        )

    def test_booking_costs_what_odoos_own_reconciliation_costs(self):
        by_odoo, by_us = self.make_invoices(), self.make_invoices()
        content = make_csv(
            [make_payment(amount=f"{10 * LINES}.00")],
            [make_line(invoice.name, "10.00") for invoice in by_us],
        )
        remittance = self.env["amazon.vendor.remittance"].import_file(
            self.account, "Payments.csv", content
        )
        _none, matching = measure(self.env, remittance.action_match)
        print(f"\nmatch, by line: {matching / LINES}")
        keep("match, by line", ours=str(matching / LINES))
        _none, booking = measure(self.env, remittance.action_post)
        _none, odoo = measure(self.env, lambda: self.reconcile_as_odoo(by_odoo))
        self.assertEqual(set((by_us | by_odoo).mapped("payment_state")), {"paid"})
        tell("book, by line", booking / LINES, odoo / LINES, "1.10")
        self.assertLess(matching.queries, LINES)  # not one a line
