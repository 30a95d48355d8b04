# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Booking and the bank go on past a remittance or a bank line that raises."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.acorn_iamazon.tests.work_loop import WorkLoopMixin

from .common import RemittanceCase
from .files import make_line


@tagged("post_install", "-at_install")
class TestReconciliationLoop(WorkLoopMixin, RemittanceCase):
    def match_remittances(self):
        """:return: three remittances that are matched to the cent"""
        remittances = self.remittances
        for number, invoice in enumerate(self.make_invoices(3), start=400100201):
            amount = f"{invoice.amount_total:.2f}"
            remittances |= self.import_lines(
                amount, make_line(invoice.name, amount, str(number)), number=str(number)
            )
        remittances.action_match()
        return remittances

    def test_book_by_schedule(self):
        self.assert_one_holds_no_other_back(
            "book_remittances",
            self.match_remittances(),
            "_book_by_schedule",
            self.account.action_book_remittances,
        )

    def test_remittance_that_somebody_is_booking_is_no_failure(self):
        remittance = self.match_remittances()[:1]
        remittance.action_post()
        remittance._book_by_schedule()
        locked = patch.object(
            type(remittance), "try_lock_for_update", lambda records: records.browse()
        )
        with locked:
            self.account.action_book_remittances()
        self.assertFalse(self.account.failure_ids)
        self.account.action_book_remittances()
        self.assertEqual(set(self.remittances.search([]).mapped("state")), {"posted"})

    def test_match_bank_lines(self):
        self.match_remittances()
        lines = self.env["account.bank.statement.line"].create(
            [
                {
                    "journal_id": self.account._get_remittance_journal().id,
                    "date": fields.Date.to_date("2026-11-21"),
                    "payment_ref": f"AMAZON {number}",
                    "amount": 10.0 + number,
                }
                for number in range(3)
            ]
        )
        self.assert_one_holds_no_other_back(
            "match_bank_lines", lines, "_amazon_match", self.account.action_match_bank_lines
        )
