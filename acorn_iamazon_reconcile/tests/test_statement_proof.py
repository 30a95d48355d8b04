# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The month's statement ties when nothing is wrong, and says where when one thing is."""

import re
from collections import defaultdict
from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .month import MonthCase


@tagged("post_install", "-at_install")
class TestStatementProof(MonthCase):
    def test_month_ties_in_each_currency_and_in_the_companys(self):
        statement = self.make_statement()
        self.assertEqual(statement._find_wrong(), [])
        self.check_ties(statement)
        sections = statement._get_sections()
        self.assertEqual({section["currency"].name for section in sections}, {"USD", "CAD"})
        for section in sections:
            self.assertEqual(section["closing"], section["ledger"])
            self.assertEqual(section["balance"], section["ledger_balance"])
        self.assertIn("item by item", statement.description)

    def test_months_follow_each_other(self):
        day = date(2026, 11, 10)
        first = self.make_statement(date_to=day)._get_sections()
        second = self.make_statement(date_from=date(2026, 11, 11))._get_sections()
        for before, after in zip(first, second, strict=True):
            self.assertEqual(before["closing"], after["opening"])

    def test_aged_receivable_and_statement_leave_the_same_open(self):
        self.env.flush_all()
        rows = self.env["amazon.vendor.receivable"]._read_group(
            [("account_id", "=", self.account.id)], ["currency_id"], ["amount_residual:sum"]
        )
        closing = {s["currency"]: s["closing"] for s in self.make_statement()._get_sections()}
        closing[self.env.company.currency_id] -= sum(
            self.account.opening_item_ids.mapped("balance")
        )
        for currency, amount in rows:
            self.assertAlmostEqual(closing[currency], amount)

    def test_deductions_by_type_are_what_stands_on_their_accounts(self):
        remittances = self.booked
        booked = remittances.payment_id.move_id.line_ids.filtered(
            lambda item: (
                item.amazon_key.startswith(("deduction", "tax")) and item.currency_id.name == "USD"
            )
        )
        sections = {s["currency"].name: s for s in self.make_statement()._get_sections()}
        told = sum(
            amount
            for name, amount in sections["USD"]["lines"]
            if name.startswith("Deducted") and "Co-op" not in name
        )
        self.assertAlmostEqual(sum(booked.mapped("amount_currency")), -told)

    def share_by_codes(self):
        """The invoices of the month are of two vendor codes, as their numbers come."""
        codes = self.env["amazon.vendor.code"].create(
            [{"account_id": self.account.id, "name": name} for name in ("ACRN8", "ACRN9")]
        )
        invoices = self.env["account.move"].search(
            [
                ("amazon_account_id", "=", self.account.id),
                ("move_type", "in", ("out_invoice", "out_refund")),
                ("state", "=", "posted"),
            ],
            order="id",
        )
        for place, invoice in enumerate(invoices):
            invoice.amazon_code_id = codes[place % 2]
        return codes

    def test_each_type_and_vendor_code_ties_by_itself_in_both_currencies(self):
        remittances = self.booked
        codes = self.share_by_codes()
        sections = {s["currency"]: s for s in self.make_statement()._get_sections()}
        for section in sections.values():
            self.assertTrue(section["is_proven"])
            for name, whole in (("told", "closing"), ("ledger_balance", "ledger_balance")):
                by_code = sum(row[name] for row in section["codes"])
                self.assertAlmostEqual(by_code, section[whole], 2)
        told = {
            (currency.name, row["name"], row["code"]): row["told"]
            for currency, section in sections.items()
            for row in section["kept"]
        }
        expected = defaultdict(float)
        for line in remittances.line_ids.filtered(lambda line: line.kind == "deduction"):
            code = line.move_id.amazon_code_id.name or "No vendor code"
            expected[line.currency_id.name, line.deduction_type_id.name, code] -= line.paid
        for key, amount in expected.items():
            self.assertAlmostEqual(told[key], amount, 2, key)
        self.assertEqual(
            {code for _c, name, code in told if name == "Shortage claim"}, set(codes.mapped("name"))
        )
        self.check_exchanged_deductions(remittances, codes)

    def check_exchanged_deductions(self, remittances, codes):
        """The items of a shortage and of a price claim change places: all sums stay."""
        items = remittances.payment_id.move_id.line_ids.filtered(
            lambda item: item.amazon_key.startswith("deduction") and item.currency_id.name == "USD"
        )
        by_type = {item.amazon_key.split("/")[0].split(":")[2]: item for item in items}
        pair = [by_type[str(self.get_type(code).id)] for code in ("shortage", "price")]
        for item, other in (pair, reversed(pair)):
            self.change(item, amazon_key=other.amazon_key)
        statement = self.make_statement()
        wrong = [r for s in statement._get_sections() for r in s["kept"] if not r["is_proven"]]
        self.assertEqual({row["code"] for row in wrong}, set(codes.mapped("name")))
        self.assertIn("differ at Shortage claim", re.sub(r"\s+", " ", statement.description))
        self.assertFalse(statement.is_proven)

    def test_accounts_that_share_a_customer_each_show_their_own(self):
        customer = self.account.partner_id
        other = self.account.copy({"name": "ACORN second", "partner_id": customer.id})
        invoice = self.make_invoice(77.00, amazon_account_id=other.id, invoice_date="2026-11-04")
        own = self.make_statement()
        self.check_ties(own)
        [section] = self.make_statement(account_id=other.id)._get_sections()
        self.assertEqual((section["closing"], section["ledger"]), (77.00, 77.00))
        self.assertEqual(section["lines"], [("Invoices", invoice.amount_total)])

    def test_companies_with_the_same_invoice_numbers_each_show_their_own(self):
        own = self.make_invoice(50.00, invoice_date="2026-11-04", name="2026-4711")
        company = self.env["res.company"].create({"name": "ACORN Canada"})
        self.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        self.env.user.company_ids |= company
        customer = self.env["res.partner"].create({"name": "Amazon.ca, Inc.", "is_company": True})
        other = self.account.copy(
            {
                "name": "ACORN Canada",
                "company_id": company.id,
                "partner_id": customer.id,
                "claims_account_id": False,
                "provision_account_id": False,
            }
        )
        prepared = self.prepare_invoice(
            77.00,
            amazon_account_id=other.id,
            partner_id=customer.id,
            invoice_date="2026-11-04",
            name=own.name,
        )
        self.env["account.move"].with_company(company).create(prepared).action_post()
        [section] = self.make_statement(account_id=other.id)._get_sections()
        self.assertEqual((section["closing"], section["ledger"]), (77.00, 77.00))
        statement = self.make_statement()
        self.check_ties(statement)

    def test_deductions_claims_and_revenue_are_held_against_their_accounts(self):
        sections = {s["currency"].name: s for s in self.make_statement()._get_sections()}
        rows = {row["name"]: row for row in sections["USD"]["profit"]}
        costs = rows[self.expense.display_name]
        names = dict(costs["kinds"])
        self.assertIn("Deducted: Shortage claim", names)
        self.assertIn("Disputed, and not decided", names)
        self.assertLess(names["Disputed, and not decided"], 0)
        self.assertAlmostEqual(sum(names.values()), costs["ledger"], places=2)
        sales = rows[self.company_data["default_account_revenue"].display_name]
        invoiced = sum(
            self.env["account.move"]
            .search(
                [
                    ("move_type", "=", "out_invoice"),
                    ("currency_id.name", "=", "USD"),
                    ("state", "=", "posted"),
                    ("amazon_account_id", "=", self.account.id),
                ]
            )
            .mapped("amount_untaxed")
        )
        self.assertAlmostEqual(dict(sales["kinds"])["Invoices"], -invoiced, places=2)
        self.assertTrue(all(row["is_proven"] for s in sections.values() for row in s["profit"]))

    def book_by_hand(self):
        suspense = self.env.company.account_journal_suspense_account_id
        items = [
            Command.create(
                {
                    "account_id": place.id,
                    "balance": balance,
                    "partner_id": self.account.partner_id.id,
                }
            )
            for place, balance in ((self.expense, 12.00), (suspense, -12.00))
        ]
        entry = self.env["account.move"].create({"date": "2026-11-15", "line_ids": items})
        entry.action_post()
        return entry

    def test_what_somebody_books_by_hand_is_named_until_a_person_answers_for_it(self):
        entry = self.book_by_hand()
        statement = self.make_statement()
        self.assertEqual([record for record, _text in statement._find_wrong()], [entry])
        self.assertTrue(statement.has_strange)
        self.assertFalse(statement.is_proven)
        statement.action_accept()
        self.assertEqual(entry.amazon_accepted_by_id, self.env.user)
        statement = self.make_statement()
        self.check_ties(statement)
        rows = {r["name"]: r for s in statement._get_sections() for r in s["profit"]}
        kinds = dict(rows[self.expense.display_name]["kinds"])
        self.assertEqual(kinds["Entries that were accepted"], 12.00)
        with self.assertRaisesRegex(UserError, "stands behind each entry"):
            statement.action_accept()
        self.change(entry.line_ids[0], balance=13.00, amount_currency=13.00)
        self.assertIn(entry, [record for record, _text in self.find_wrong()])

    def test_claim_that_does_not_stand_as_it_was_filed_is_named(self):
        dispute = self.env["amazon.vendor.dispute"].search([("state", "=", "disputed")])[0]
        dispute.amount_disputed /= 2
        self.assertIn(dispute, [record for record, _text in self.find_wrong()])

    def test_credit_note_booked_for_a_deduction_is_counted_once(self):
        self.get_type("chargeback").document_kind = "credit_note"
        invoice = self.make_taxed(self.roll())
        self.book(
            "400100209", (invoice.name, invoice.amount_total, 0), ("5550002VCBSINV", -2.50, 0)
        )
        statement = self.make_statement()
        self.check_ties(statement)

    def test_undone_month_ties_again(self):
        self.booked.action_unpost()
        statement = self.make_statement()
        self.check_ties(statement)

    def test_remittance_falsified_by_a_hundred_is_named(self):
        remittance = self.booked[0]
        remittance.amount += 100
        [(record, text)] = [w for w in self.find_wrong() if "the lines make" in w[1]]
        self.assertEqual(record, remittance)
        self.assertIn("Amazon paid", text)

    def test_payment_that_was_booked_twice_is_named(self):
        payment = self.booked.payment_id[0]
        twin = payment.move_id.copy({"date": payment.date})
        twin.action_post()
        self.assertIn(twin, [record for record, _text in self.find_wrong()])

    def test_settlement_that_was_undone_by_hand_is_named(self):
        invoice = self.booked.line_ids.move_id[0]
        invoice.line_ids.remove_move_reconcile()
        self.assertIn(invoice, [record for record, _text in self.find_wrong()])

    def test_invoice_that_amazon_paid_and_nobody_posted_is_named(self):
        invoice = self.booked.line_ids.move_id[0]
        self.falsify_state(invoice)
        self.assertIn(invoice, [record for record, _text in self.find_wrong()])

    def falsify_state(self, move):
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET state = 'draft' WHERE id = %s", [move.id])
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s", [move.id]
        )
        self.env.invalidate_all()
