# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Where nothing may be deleted, a booking is taken back by a reversing entry."""

import runpy
from datetime import date

from odoo.tests.common import tagged
from odoo.tools import file_path

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment


@tagged("post_install", "-at_install")
class TestReversingUndo(RemittanceCase):
    def book(self):
        """Both invoices, a claim that is booked as an item, one that becomes a bill."""
        co_op = self.env.ref("acorn_iamazon_reconcile.deduction_type_co_op")
        co_op.write({"document_kind": "vendor_bill"})
        remittance = self.import_lines(
            "280.00",
            make_line(self.first.name, "100.00"),
            make_line(self.second.name, "229.47"),
            make_line(f"{self.second.name}SC", "-29.47"),
            make_line("1234-123456789", "-20.00"),
        )
        remittance.action_match()
        self.before = self.get_books()
        remittance.action_post()
        self.assertEqual(remittance.state, "posted")
        return remittance

    def get_books(self):
        """:return: what must be the same after an undo"""
        self.env.flush_all()
        balances = self.env["account.move.line"]._read_group(
            [("parent_state", "=", "posted"), ("company_id", "=", self.env.company.id)],
            ["account_id", "currency_id"],
            ["balance:sum", "amount_currency:sum", "amount_residual:sum"],
        )
        return [
            (account, currency, *(round(amount, 2) for amount in amounts))
            for account, currency, *amounts in balances
            if any(round(amount, 2) for amount in amounts)
        ], [(i.payment_state, i.amount_residual, i.matched_payment_ids) for i in self.invoices]

    @property
    def invoices(self):
        return self.first | self.second

    def assert_reversed(self, remittance, payment, bill, day):
        entry = payment.move_id
        self.assertEqual((entry.state, payment.state), ("posted", "canceled"))
        self.assertEqual(entry.reversal_move_ids.date, day)
        self.assertTrue(
            all(item.reconciled for item in entry.line_ids if item.account_id.reconcile)
        )
        self.assertEqual((bill.state, bill.reversal_move_ids.state), ("posted", "posted"))
        self.assertEqual(bill.amount_residual, 0)
        self.assertFalse(remittance.payment_id or remittance.line_ids.document_id)
        self.assertEqual(self.get_books(), self.before)

    def undo_and_check(self, remittance, day=date(2026, 11, 20)):
        payment, bill = remittance.payment_id, remittance.line_ids.document_id
        count = self.env["account.move"].search_count([])
        remittance.action_unpost()
        self.assertEqual(remittance.state, "matched")
        self.assert_reversed(remittance, payment, bill, day)
        self.assertEqual(self.env["account.move"].search_count([]), count + 2)
        self.assertIn(
            payment.move_id.reversal_move_ids.name, remittance.message_ids.mapped("body")[0]
        )
        return payment

    def test_audit_trail_has_the_booking_reversed(self):
        self.env.company.restrictive_audit_trail = True
        remittance = self.book()
        self.undo_and_check(remittance)

    def test_hashed_journals_have_the_booking_reversed(self):
        journals = self.account._get_remittance_journal()
        journals |= self.company_data["default_journal_purchase"]
        journals.restrict_mode_hash_table = True
        remittance = self.book()
        self.assertTrue(remittance.payment_id.move_id.inalterable_hash)
        self.undo_and_check(remittance)

    def test_closed_period_is_taken_back_on_its_first_open_day_and_the_note_says_so(self):
        remittance = self.book()
        self.env.company.fiscalyear_lock_date = "2026-11-30"
        payment = self.undo_and_check(remittance, date(2026, 12, 1))
        self.assertIn("2026-12-01, the first open day", remittance.message_ids.mapped("body")[0])
        self.assertEqual(payment.move_id.date, date(2026, 11, 20))

    def test_void_by_amazon_is_reversed_too(self):
        self.env.company.restrictive_audit_trail = True
        remittance = self.book()
        payment, bill = remittance.payment_id, remittance.line_ids.document_id
        content = make_csv(
            [make_payment(amount="280.00", status="Voided")],
            [make_line(self.first.name, "280.00")],
        )
        self.remittances.import_file(self.account, "Payments.csv", content)
        self.assertEqual(remittance.state, "cancelled")
        self.assert_reversed(remittance, payment, bill, date(2026, 11, 20))

    def test_what_was_reversed_is_booked_again_by_a_new_payment(self):
        self.env.company.restrictive_audit_trail = True
        remittance = self.book()
        first = self.undo_and_check(remittance)
        remittance.action_post()
        self.assertEqual(remittance.state, "posted")
        self.assertNotEqual(remittance.payment_id, first)
        self.assertEqual(self.invoices.mapped("amount_residual"), [0, 0])

    def test_elsewhere_the_entry_is_cancelled_and_kept(self):
        remittance = self.book()
        payment, bill = remittance.payment_id, remittance.line_ids.document_id
        remittance.action_unpost()
        self.assertEqual((payment.state, payment.move_id.state), ("canceled", "cancel"))
        self.assertEqual(bill.state, "cancel")
        self.assertEqual(self.get_books(), self.before)

    def test_booking_of_an_earlier_version_gets_its_links(self):
        remittance = self.book()
        items = remittance.payment_id.move_id.line_ids.sorted("id")
        wanted = [(item.amazon_key, item.amazon_remittance_line_id) for item in items[:3]]
        items.write({"amazon_key": False, "amazon_remittance_line_id": False})
        self.env.flush_all()
        script = "acorn_iamazon_reconcile/migrations/19.0.1.1.0/post-link_items.py"
        runpy.run_path(file_path(script))["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        found = [(item.amazon_key, item.amazon_remittance_line_id) for item in items[:3]]
        self.assertEqual(found, wanted)
        remittance.action_unpost()
        self.assertEqual(self.get_books(), self.before)
