# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Somebody registered the payment of an invoice; then Amazon's remittance of it comes."""

from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_line


@tagged("post_install", "-at_install")
class TestPaidByHand(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.outstanding = cls.env["account.account"].create(
            {
                "name": "Outstanding receipts",
                "code": "101499",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        journal = cls.account._get_remittance_journal()
        journal.inbound_payment_method_line_ids.payment_account_id = cls.outstanding

    def register(self, *invoices):
        moves = self.env["account.move"].union(*invoices)
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"group_payment": True})
        )
        return wizard._create_payments()

    def import_both(self):
        remittance = self.import_lines(
            "329.47",
            make_line(self.first.name, "100.00", date="03/05/2026"),
            make_line(self.second.name, "229.47", date="03/05/2026"),
        )
        remittance.action_match()
        return remittance

    def get_balance(self, account):
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(items.mapped("balance"))

    def test_remittance_takes_the_place_of_the_payment(self):
        payment = self.register(self.first)
        remittance = self.import_both()
        line = remittance.line_ids[0]
        self.assertEqual((line.kind, line.move_id), ("invoice", self.first))
        self.assertIn("registered as paid by hand", line.match_reason)
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        receivable = self.first._amazon_get_receivable()
        self.assertEqual(len(receivable.matched_credit_ids), 1, "it is paid once")
        self.assertTrue(payment.is_matched)
        self.assertEqual(self.get_balance(self.outstanding), 329.47, "what the bank will bring")
        self.assertEqual(self.second.amount_residual, 0)
        self.assertEqual(self.env["amazon.vendor.proof"]._prove(self.account, "2026-12-31"), [])

    def test_one_payment_of_two_invoices(self):
        payment = self.register(self.first, self.second)
        self.assertEqual(len(payment), 1)
        remittance = self.import_both()
        remittance.action_post()
        self.assertTrue(payment.is_matched)
        self.assertEqual(self.get_balance(self.outstanding), 329.47)

    def test_deposit_is_reconciled_with_the_remittance(self):
        self.register(self.first)
        remittance = self.import_both()
        remittance.action_post()
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.account._get_remittance_journal().id,
                "date": "2026-11-21",
                "payment_ref": "AMAZON 400100200",
                "amount": 329.47,
            }
        )
        self.account.action_match_bank_lines()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.get_balance(self.outstanding), 0)

    def test_undo_leaves_the_payment_as_it_was(self):
        payment = self.register(self.first)
        remittance = self.import_both()
        remittance.action_post()
        remittance.action_unpost()
        self.assertFalse(payment.is_matched)
        self.assertEqual(self.get_balance(self.outstanding), 100.00)
        self.assertEqual(self.first.amount_residual, 0)
        self.assertEqual(self.second.amount_residual, 229.47)

    def test_payment_that_the_bank_brought_leaves_the_line_waiting(self):
        payment = self.register(self.first)
        liquidity = payment._seek_for_lines()[0]
        back = self.env["account.move"].create(
            {
                "line_ids": [
                    (0, 0, {"account_id": self.outstanding.id, "credit": 100.00}),
                    (0, 0, {"account_id": self.env.company.transfer_account_id.id, "debit": 100}),
                ]
            }
        )
        back.action_post()
        (liquidity + back.line_ids[0]).reconcile()
        line = self.import_both().line_ids[0]
        self.assertEqual(line.kind, "open")
        self.assertIn("left to be paid only", line.match_reason)

    def test_invoice_paid_twice_by_amazon_is_linked_once(self):
        self.register(self.first)
        self.import_both().action_post()
        again = self.match(
            "100.00", make_line(self.first.name, "100.00", "2", date="03/05/2026"), "2"
        )
        self.assertEqual(again.kind, "open")

    def test_number_that_may_be_a_deduction_waits_with_the_invoice_offered(self):
        invoice = self.make_invoice(740.00, name="26-00123-AMS")
        self.register(invoice)
        line = self.match("740.00", make_line("26-00123-AMS", "740.00"))
        self.assertEqual(line.kind, "open")
        self.assertIn(invoice, line.candidate_ids.move_id)
        line.move_id = invoice
        self.assertTrue(line.is_paid_by_hand)
        line.remittance_id.action_post()
        self.assertEqual(self.get_balance(self.outstanding), 740.00)
