# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Taxes that are due when they are paid: Odoo makes an entry for each settlement, and what Amazon
keeps is settled on the day of its payment."""

from odoo.tests.common import tagged

from .month import MonthCase


@tagged("post_install", "-at_install")
class TestCashBasisMonth(MonthCase):
    IS_DUE_ON_PAYMENT = True

    def find_due(self):
        made = self.env["account.move"].search([("tax_cash_basis_origin_move_id", "!=", False)])
        return made.sorted("id")

    def get_due(self, *entries):
        """:return: {tag: amount} of what the tax report hears of"""
        due = {}
        for item in self.env["account.move"].union(*entries).line_ids:
            for tag in item.tax_tag_ids:
                due[tag.name] = round(due.get(tag.name, 0) + item.balance, 2)
        return due

    # === BOOKING === #

    def test_invoice_less_a_claim_makes_due_what_is_left_of_its_tax(self):
        invoice = self.make_taxed(100.00)
        self.assertEqual(self.get_due(invoice), {})
        entry = self.book(
            "400100300", (invoice.name, 119.00, 0), (f"{invoice.name}SC", -11.90, 0)
        ).payment_id.move_id
        due = self.get_due(entry, *invoice.tax_cash_basis_created_move_ids)
        self.assertEqual(
            due,
            {
                "19 invoice base": -100.00,
                "19 invoice tax": -19.00,
                "19 refund base": 10.00,
                "19 refund tax": 1.90,
            },
        )
        [waiting] = self.taxes[0].cash_basis_transition_account_id
        items = (invoice | entry | invoice.tax_cash_basis_created_move_ids).line_ids
        left = items.filtered(lambda item: item.account_id == waiting)
        self.assertAlmostEqual(sum(left.mapped("balance")), 0)

    def test_claim_that_comes_alone_lowers_the_tax_on_its_day(self):
        invoice = self.make_taxed(100.00)
        self.book("400100300", (invoice.name, 119.00, 0))
        entry = self.book("400100301", (f"{invoice.name}SC", -11.90, 0)).payment_id.move_id
        self.assertEqual(self.get_due(entry), {"19 refund base": 10.00, "19 refund tax": 1.90})
        self.assertFalse(entry.tax_cash_basis_created_move_ids)

    def test_claim_that_is_taken_back_by_reversal_leaves_the_tax_report_as_it_was(self):
        self.env.company.restrictive_audit_trail = True
        invoice = self.make_taxed(100.00)
        remittance = self.book(
            "400100300", (invoice.name, 119.00, 0), (f"{invoice.name}SC", -11.90, 0)
        )
        entry = remittance.payment_id.move_id
        remittance.action_unpost()
        reversal = entry.reversal_move_ids
        self.assertTrue(reversal.always_tax_exigible)
        due = self.get_due(entry, reversal, *invoice.tax_cash_basis_created_move_ids)
        self.assertEqual(set(due.values()), {0})
        statement = self.make_statement()
        self.check_ties(statement)

    # === PROOF === #

    def test_month_ties_whichever_account_has_the_bases(self):
        statement = self.make_statement()
        self.check_ties(statement)
        self.assertTrue(self.find_due().filtered("tax_cash_basis_rec_id"))
        self.booked.action_unpost()
        place = self.make_account("Bases", "asset_current")
        self.env.company.account_cash_basis_base_account_id = place
        self.booked.action_match()
        self.booked.action_post()
        self.assertIn(place, self.find_due().line_ids.account_id)
        statement = self.make_statement()
        self.check_ties(statement)

    def test_invoice_that_its_reversal_cancelled_owes_no_tax(self):
        invoice = self.make_taxed(100.00)
        invoice._reverse_moves([{"invoice_date": "2026-11-05"}], cancel=True)
        self.assertFalse(invoice.tax_cash_basis_created_move_ids)
        self.assertEqual(self.find_wrong(), [])

    def test_each_falsified_part_of_what_is_due_is_named(self):
        entry = self.find_due().filtered("tax_cash_basis_rec_id")[0]
        tax = entry.line_ids.filtered("tax_repartition_line_id")[0]
        base = entry.line_ids.filtered("tax_ids")[0]
        for item, values in (
            (tax, {"balance": tax.balance - 0.01, "amount_currency": tax.amount_currency - 0.01}),
            (tax, {"account_id": self.expense.id}),
            (base, {"balance": base.balance - 5, "amount_currency": base.amount_currency - 5}),
            (base, {"partner_id": self.other_customer.id}),
        ):
            with self.subTest(item.name, values=values), self.env.cr.savepoint() as point:
                self.change(item, **values)
                self.assertIn(entry, [record for record, _text in self.find_wrong()])
                point.rollback()

    def test_amounts_are_reckoned_from_the_document_and_not_from_a_note(self):
        entry = self.find_due().filtered("tax_cash_basis_rec_id")[0]
        for item in entry.line_ids:
            twice = {"balance": item.balance * 2, "amount_currency": item.amount_currency * 2}
            self.change(item, **twice)
        self.env.invalidate_all()
        entry._amazon_note_posted()
        self.assertIn(entry, [record for record, _text in self.find_wrong()])

    def test_what_was_not_made_due_is_named_with_its_document(self):
        entry = self.find_due().filtered("tax_cash_basis_rec_id")[0]
        origin = entry.tax_cash_basis_origin_move_id
        self.env.flush_all()
        for query in (
            "DELETE FROM account_partial_reconcile WHERE debit_move_id IN %s",
            "DELETE FROM account_partial_reconcile WHERE credit_move_id IN %s",
            "DELETE FROM account_move_line WHERE id IN %s",
        ):
            self.env.cr.execute(query, [tuple(entry.line_ids.ids)])
        self.env.cr.execute("DELETE FROM account_move WHERE id = %s", [entry.id])
        wrong = {record: text for record, text in self.find_wrong() if record == origin}
        self.assertIn("not due yet", wrong[origin])
