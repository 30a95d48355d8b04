# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The first month: what stood open in the former system, an invoice each or all in one sum."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment


class OpeningCase(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receivable = cls.account.partner_id.property_account_receivable_id
        cls.equity = cls.env["account.account"].create(
            {"name": "Opening balances", "code": "AOPN01", "account_type": "equity"}
        )

    @classmethod
    def open_books(cls, *amounts, day="2026-11-01", **values):
        """:param amounts: (label, amount) of items on Amazon's receivable
        :return: these items"""
        partner = cls.account.partner_id
        commands = [
            Command.create(
                {
                    "name": label,
                    "account_id": cls.receivable.id,
                    "partner_id": partner.id,
                    "balance": amount,
                }
            )
            for label, amount in amounts
        ]
        total = sum(amount for _label, amount in amounts)
        commands.append(Command.create({"account_id": cls.equity.id, "balance": -total}))
        entry = cls.env["account.move"].create({"date": day, "line_ids": commands, **values})
        entry.action_post()
        return entry.line_ids.filtered(lambda item: item.account_id == cls.receivable)

    def take_over(self, items, sums=False, begin="2026-11-01"):
        wizard = self.env["amazon.vendor.take.over"].create(
            {
                "account_id": self.account.id,
                "move_ids": False,
                "opening_item_ids": items.ids,
                "sum_item_ids": sums.ids if sums else False,
                "books_begin": begin,
            }
        )
        wizard.action_take_over()
        return wizard

    def bring(self, number, *lines, day="11/20/2026"):
        total = f"{sum(float(line[8]) for line in lines):.2f}"
        content = make_csv([make_payment(number, total, day)], lines)
        remittance = self.remittances.import_file(self.account, f"{number}.csv", content)
        remittance.action_match()
        return remittance


@tagged("post_install", "-at_install")
class TestOpening(OpeningCase):
    def test_opening_item_of_an_invoice_is_found_by_its_number_and_paid(self):
        items = self.open_books(("OLD-2026-0042", 50.00), ("OLD-2026-0043", 70.00))
        self.take_over(items)
        remittance = self.bring("801", make_line("OLD-2026-0042", "50.00", "801"))
        line = remittance.line_ids
        self.assertEqual((line.kind, line.opening_item_id), ("opening", items[0]))
        remittance.action_post()
        self.assertEqual(items.mapped("reconciled"), [True, False])
        remittance.action_unpost()
        self.assertEqual(items.mapped("reconciled"), [False, False])

    def test_number_may_be_the_reference_of_an_entry_a_document(self):
        items = self.open_books(("Opening", 50.00), ref="OLD-2026-0042")
        self.take_over(items)
        line = self.bring("801", make_line("OLD20260042", "50.00", "801")).line_ids
        self.assertEqual(line.opening_item_id, items)

    def test_another_amount_waits_as_it_does_for_an_invoice(self):
        items = self.open_books(("OLD-2026-0042", 50.00))
        self.take_over(items)
        line = self.bring("801", make_line("OLD-2026-0042", "55.00", "801")).line_ids
        self.assertEqual(line.kind, "open")
        self.assertEqual(line.candidate_ids.opening_item_id, items)

    def test_opening_item_is_paid_once(self):
        items = self.open_books(("OLD-2026-0042", 50.00))
        self.take_over(items)
        self.bring("801", make_line("OLD-2026-0042", "50.00", "801")).action_post()
        line = self.bring("802", make_line("OLD-2026-0042", "50.00", "802")).line_ids
        self.assertEqual(line.kind, "open")

    def test_credit_note_of_before_is_taken_off(self):
        items = self.open_books(("OLD-2026-0042", 50.00), ("OLD-2026-0050", -20.00))
        self.take_over(items)
        remittance = self.bring(
            "801",
            make_line("OLD-2026-0042", "50.00", "801"),
            make_line("OLD-2026-0050", "-20.00", "801"),
        )
        remittance.action_post()
        self.assertEqual(items.mapped("reconciled"), [True, True])

    def test_claim_on_an_invoice_of_before_is_a_deduction(self):
        self.take_over(self.open_books(("OLD-2026-0042", 50.00)))
        line = self.bring("801", make_line("OLD-2026-0042SC", "-5.00", "801")).line_ids
        self.assertEqual((line.kind, line.deduction_type_id.code), ("deduction", "shortage"))
        self.assertFalse(line.opening_item_id)

    def test_older_invoices_are_settled_from_one_sum_as_far_as_it_goes(self):
        [item] = items = self.open_books(("Amazon, open items", 120.00))
        remittance = self.bring(
            "801",
            make_line("K-0042", "50.00", "801", date="09/01/2026"),
            make_line("K-0043", "60.00", "801", date="09/02/2026"),
            make_line("K-0044", "30.00", "801", date="09/03/2026"),
        )
        self.take_over(items, sums=items)
        self.assertEqual(remittance.line_ids.mapped("kind"), ["opening", "opening", "open"])
        self.assertIn("Older than the books", remittance.line_ids[0].match_reason)
        remittance.line_ids[2].deduction_type_id = self.env.ref(
            "acorn_iamazon_reconcile.deduction_type_other"
        )
        remittance.action_post()
        self.assertEqual(item.amount_residual, 10.00)

    def test_what_is_younger_or_like_an_invoice_is_not_settled_from_the_sum(self):
        items = self.open_books(("Amazon, open items", 900.00))
        remittance = self.bring(
            "801",
            make_line("K-0042", "50.00", "801", date="11/02/2026"),
            make_line(self.first.name, "90.00", "801", whole="100.00", date="09/02/2026"),
        )
        self.take_over(items, sums=items)
        self.assertFalse(remittance.line_ids.opening_item_id)

    def test_what_amazon_paid_before_the_books_began_is_history(self):
        items = self.open_books(("OLD-2026-0042", 50.00))
        before = self.bring("790", make_line("K-0001", "70.00", "790"), day="10/15/2026")
        self.take_over(items)
        self.assertEqual(before.state, "before")
        with self.assertRaisesRegex(UserError, "booked in the former system"):
            before.action_post()
        later = self.bring("791", make_line("K-0002", "70.00", "791"), day="10/16/2026")
        self.assertEqual(later.state, "before")
        before.action_book_after_all()
        self.assertEqual(before.state, "draft")

    def test_wizard_tells_what_is_explained(self):
        items = self.open_books(("OLD-2026-0042", 50.00))
        self.bring("790", make_line("K-0001", "70.00", "790"), day="10/15/2026")
        self.bring(
            "801",
            make_line("OLD-2026-0042", "50.00", "801"),
            make_line(self.first.name, "100.00", "801"),
            make_line("STRANGE-1", "1.00", "801"),
        )
        self.take_over(items)
        wizard = Form(
            self.env["amazon.vendor.take.over"].with_context(default_account_id=self.account.id)
        ).save()
        self.assertEqual(wizard.books_begin, date(2026, 11, 1))
        told = {what: (count, amount) for _currency, what, count, amount in wizard._count_lines()}
        self.assertEqual(
            told,
            {
                "Invoice": (1, 100.00),
                "Opening balance": (1, 50.00),
                "Not explained": (1, 1.00),
                "Booked before": (1, 70.00),
            },
        )
        self.assertEqual(wizard._list_opening(), [(items, 50.00, 50.00, 0.00)])
        self.assertIn("Not explained", wizard.explained)

    def test_month_with_opening_items_ties_and_a_falsified_one_is_named(self):
        items = self.open_books(("OLD-2026-0042", 50.00), ("OLD-2026-0043", 70.00))
        self.take_over(items)
        self.bring("801", make_line("OLD-2026-0042", "50.00", "801")).action_post()
        statement = self.env["amazon.vendor.statement"].create(
            {"account_id": self.account.id, "date_from": "2026-11-01", "date_to": "2026-11-30"}
        )
        self.assertTrue(statement.is_proven, statement._find_wrong())
        [section] = statement._get_sections()
        self.assertEqual(dict(section["lines"])["Taken over from before"], 120.00)
        items[0].remove_move_reconcile()
        self.assertIn(items.move_id, [record for record, _text in statement._find_wrong()])

    def test_item_of_somebody_else_is_refused(self):
        other = self.env["res.partner"].create({"name": "M"})
        items = self.open_books(("OLD-2026-0042", 50.00))
        items.partner_id = other
        with self.assertRaisesRegex(UserError, "no open item of an entry"):
            self.take_over(items)
