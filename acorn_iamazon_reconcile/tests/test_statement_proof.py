# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The month's statement ties when nothing is wrong, and says where when any one thing is."""

import logging
import os
import random
import re
from collections import defaultdict
from datetime import date

from odoo import Command
from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment

_logger = logging.getLogger(__name__)

MUTATIONS = int(os.environ.get("ACORN_MUTATIONS", "25"))
MONTH = {"date_from": date(2026, 11, 1), "date_to": date(2026, 11, 30)}


class MonthCase(RemittanceCase):
    """A month of trade in two currencies with two customers of Amazon's: invoices with two rates of
    tax, claims, a discount, a credit note, a bill of Amazon's, a payment by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cad = cls.env.ref("base.CAD")
        cls.cad.active = True
        cls.env["res.currency.rate"].create(
            [
                {"name": day, "rate": rate, "currency_id": cls.cad.id}
                for day, rate in (("2026-01-01", 1.30), ("2026-11-10", 1.37))
            ]
        )
        cls.expense = cls.company_data["default_account_expense"]
        cls.other_customer = cls.env["res.partner"].create(
            {"name": "Amazon.ca, Inc.", "is_company": True}
        )
        for code in ("shortage", "price", "discount", "chargeback", "co_op"):
            cls.get_type(code).account_id = cls.expense
        cls.account.claims_account_id = cls.env["account.account"].create(
            {"name": "Claims at Amazon", "code": "ACLM01", "account_type": "asset_current"}
        )
        cls.get_type("co_op").document_kind = "vendor_bill"
        cls.taxes = [cls.make_tax(19), cls.make_tax(7)]

    @classmethod
    def get_type(cls, code):
        return cls.env.ref(f"acorn_iamazon_reconcile.deduction_type_{code}")

    @classmethod
    def make_tax(cls, amount):
        tax = cls.env["account.tax"].create(
            {"name": f"VAT {amount} %", "amount": amount, "type_tax_use": "sale"}
        )
        lines = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        lines.filtered(lambda line: line.repartition_type == "tax").account_id = cls.company_data[
            "default_account_tax_sale"
        ]
        for line in lines:
            line.tag_ids = cls.env["account.account.tag"].create(
                {
                    "name": f"{amount} {line.document_type} {line.repartition_type}",
                    "applicability": "taxes",
                }
            )
        return tax

    def setUp(self):
        super().setUp()
        self.env["account.move"].browse((self.first | self.second).ids).button_cancel()
        self.dice = random.Random(self.get_seed())

    def get_seed(self):
        return 11

    def make_taxed(self, *nets, **values):
        commands = [
            Command.create({"name": "Kettle", "price_unit": net, "tax_ids": tax.ids})
            for net, tax in zip(nets, self.taxes, strict=False)
        ]
        return self.make_invoice(
            0, **{"invoice_line_ids": commands, "invoice_date": "2026-11-03", **values}
        )

    def trade(self):
        invoices = [self.make_taxed(self.roll(), self.roll()) for _invoice in range(4)]
        note = self.make_taxed(self.roll(1000), move_type="out_refund")
        self.book(
            "400100200",
            *((invoice.name, invoice.amount_total, 0) for invoice in invoices[:2]),
            (f"{invoices[0].name}SC", -self.roll(900), 0),
            (f"{invoices[1].name}PC", -self.roll(900), 0),
            (note.name, -note.amount_total, 0),
            ("1234-123456789", -self.roll(900), 0),
        )
        discount = round(invoices[2].amount_total * 0.02, 2)
        self.book(
            "400100201",
            (invoices[2].name, round(invoices[2].amount_total - discount, 2), discount),
            ("5550001VCBSINV", -self.roll(900), 0),
        )
        foreign = self.make_taxed(
            self.roll(), currency_id=self.cad.id, partner_id=self.other_customer.id
        )
        self.book(
            "400100202",
            (foreign.name, foreign.amount_total, 0),
            (f"{foreign.name}SC", -self.roll(900), 0),
            currency="CAD",
        )
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices[3].ids
        ).create({"amount": 10, "payment_date": "2026-11-25"}).action_create_payments()
        self.dispute()
        return self.remittances.search([("account_id", "=", self.account.id)])

    def dispute(self):
        """What Amazon kept of the invoices is claimed back, all of it or a half."""
        disputes = self.env["amazon.vendor.dispute"].search(
            [("account_id", "=", self.account.id), ("move_id", "!=", False)]
        )
        for share, dispute in zip((1, 0.5, 1), disputes, strict=True):
            dispute.amount_disputed = round(dispute.amount * share, 2)
        disputes.write({"state": "disputed"})
        disputes._align_claims(date(2026, 11, 28))
        self.assertTrue(all(disputes.mapped("amount_claimed")))

    def roll(self, most=90000):
        return self.dice.randint(200, most) / 100

    def book(self, number, *rows, currency="USD"):
        """:param rows: (document number, paid, discount)"""
        total = f"{sum(paid for _name, paid, _discount in rows):.2f}"
        lines = [
            make_line(name, f"{paid:.2f}", number, f"{discount:.2f}", f"{paid + discount:.2f}")
            for name, paid, discount in rows
        ]
        content = make_csv([make_payment(number, total)], lines)
        remittance = self.remittances.import_file(
            self.account, "p.csv", content.replace(b"USD", currency.encode())
        )
        remittance.action_match()
        for line in remittance.line_ids.filtered(lambda line: line.kind == "open"):
            line.deduction_type_id = self.get_type("co_op")
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        return remittance

    def change(self, item, **values):
        names = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE account_move_line SET {names} WHERE id = %s", [*values.values(), item.id]
        )

    def make_statement(self, **values):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["amazon.vendor.statement"].create(
            {"account_id": self.account.id, **MONTH, **values}
        )

    def find_wrong(self):
        return self.make_statement()._find_wrong()


@tagged("post_install", "-at_install")
class TestStatementProof(MonthCase):
    def test_month_ties_in_each_currency_and_in_the_companys(self):
        self.trade()
        statement = self.make_statement()
        self.assertEqual(statement._find_wrong(), [])
        self.assertTrue(statement.is_proven)
        sections = statement._get_sections()
        self.assertEqual({section["currency"].name for section in sections}, {"USD", "CAD"})
        for section in sections:
            self.assertEqual(section["closing"], section["ledger"])
            self.assertEqual(section["balance"], section["ledger_balance"])
        self.assertIn("item by item", statement.description)

    def test_months_follow_each_other(self):
        self.trade()
        day = date(2026, 11, 10)
        first = self.make_statement(date_to=day)._get_sections()
        second = self.make_statement(date_from=date(2026, 11, 11))._get_sections()
        for before, after in zip(first, second, strict=True):
            self.assertEqual(before["closing"], after["opening"])

    def test_aged_receivable_and_statement_leave_the_same_open(self):
        self.trade()
        self.env.flush_all()
        rows = self.env["amazon.vendor.receivable"]._read_group(
            [("account_id", "=", self.account.id)], ["currency_id"], ["amount_residual:sum"]
        )
        closing = {s["currency"]: s["closing"] for s in self.make_statement()._get_sections()}
        for currency, amount in rows:
            self.assertAlmostEqual(closing[currency], amount)

    def test_deductions_by_type_are_what_stands_on_their_accounts(self):
        remittances = self.trade()
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
        remittances = self.trade()
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
        self.trade()
        customer = self.account.partner_id
        other = self.account.copy({"name": "ACORN second", "partner_id": customer.id})
        invoice = self.make_invoice(77.00, amazon_account_id=other.id, invoice_date="2026-11-04")
        own = self.make_statement()
        self.assertTrue(own.is_proven, own._find_wrong())
        [section] = self.make_statement(account_id=other.id)._get_sections()
        self.assertEqual((section["closing"], section["ledger"]), (77.00, 77.00))
        self.assertEqual(section["lines"], [("Invoices", invoice.amount_total)])

    def test_companies_with_the_same_invoice_numbers_each_show_their_own(self):
        self.trade()
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
        self.assertTrue(statement.is_proven, statement._find_wrong())

    def test_deductions_claims_and_revenue_are_held_against_their_accounts(self):
        self.trade()
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

    def test_what_somebody_books_by_hand_on_such_an_account_is_shown_beside(self):
        self.trade()
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
        statement = self.make_statement()
        rows = {r["name"]: r for s in statement._get_sections() for r in s["profit"]}
        self.assertEqual(dict(rows[self.expense.display_name]["kinds"])["Other entries"], 12.00)
        self.assertTrue(statement.is_proven, statement._find_wrong())

    def test_claim_that_does_not_stand_as_it_was_filed_is_named(self):
        self.trade()
        dispute = self.env["amazon.vendor.dispute"].search([("state", "=", "disputed")])[0]
        dispute.amount_disputed /= 2
        self.assertIn(dispute, [record for record, _text in self.find_wrong()])

    def test_credit_note_booked_for_a_deduction_is_counted_once(self):
        self.get_type("chargeback").document_kind = "credit_note"
        self.trade()
        statement = self.make_statement()
        self.assertTrue(statement.is_proven, statement._find_wrong())

    def test_undone_month_ties_again(self):
        self.trade().action_unpost()
        statement = self.make_statement()
        self.assertTrue(statement.is_proven, statement._find_wrong())

    def test_remittance_falsified_by_a_hundred_is_named(self):
        remittance = self.trade()[0]
        remittance.amount += 100
        [(record, text)] = [w for w in self.find_wrong() if "the lines make" in w[1]]
        self.assertEqual(record, remittance)
        self.assertIn("Amazon paid", text)

    def test_payment_that_was_booked_twice_is_named(self):
        payment = self.trade().payment_id[0]
        twin = payment.move_id.copy({"date": payment.date})
        twin.action_post()
        self.assertIn(twin, [record for record, _text in self.find_wrong()])

    def test_settlement_that_was_undone_by_hand_is_named(self):
        invoice = self.trade().line_ids.move_id[0]
        invoice.line_ids.remove_move_reconcile()
        self.assertIn(invoice, [record for record, _text in self.find_wrong()])

    def test_invoice_that_amazon_paid_and_nobody_posted_is_named(self):
        invoice = self.trade().line_ids.move_id[0]
        self.falsify_state(invoice)
        self.assertIn(invoice, [record for record, _text in self.find_wrong()])

    def falsify_state(self, move):
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_move SET state = 'draft' WHERE id = %s", [move.id])
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE move_id = %s", [move.id]
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install", "slow")
class TestFalsifiedMonth(MonthCase):
    """One thing in a month is falsified behind Odoo's back, in ways that dice choose."""

    def get_seed(self):
        seed = int(os.environ.get("ACORN_SEED") or random.SystemRandom().randrange(10**6))
        _logger.info("ACORN_SEED=%s", seed)
        self.seed = seed
        return seed

    def test_each_falsified_entry_is_named(self):
        remittances = self.trade()
        self.assertEqual(self.find_wrong(), [], f"ACORN_SEED={self.seed}")
        items = self.get_items(remittances)
        for place in range(MUTATIONS):
            item = self.dice.choice(items)
            kind = self.dice.choice(sorted(self.get_kinds()))
            with self.subTest(seed=self.seed, place=place, kind=kind, item=item.id):
                self.check_falsified(item, kind)

    def check_falsified(self, item, kind):
        move = item.move_id
        savepoint = self.env.cr.savepoint()
        self.get_kinds()[kind](item)
        self.env.invalidate_all()
        statement = self.make_statement()
        named = [record for record, _text in statement._find_wrong()]
        self.assertIn(move, named)
        self.assertFalse(statement.is_proven)
        savepoint.rollback()
        savepoint.close()
        self.env.invalidate_all()

    def get_items(self, remittances):
        """:return: all items of payments, invoices, documents of deductions and claims"""
        documents = remittances.line_ids.move_id | remittances.line_ids.document_id
        claims = self.env["amazon.vendor.dispute"].search([]).claim_entry_ids
        items = (remittances.payment_id.move_id | documents | claims).line_ids
        return [*items.filtered("balance")]

    def get_kinds(self):
        return {
            "amount": self.change_amount,
            "balance": self.change_balance,
            "partner": self.change_partner,
            "account": self.change_account,
            "currency": self.change_currency,
            "tags": self.change_tags,
            "left out": self.leave_out,
            "doubled": self.double,
        }

    def change_amount(self, item):
        # The database itself wants both amounts on one side.
        more = self.dice.choice([0.01, 1.00, 100.00]) * (1 if item.balance > 0 else -1)
        self.change(
            item,
            amount_currency=item.amount_currency + more,
            balance=item.balance + more,
        )

    def change_balance(self, item):
        more = self.dice.choice([0.01, 5.00]) * (1 if item.balance > 0 else -1)
        self.change(item, balance=item.balance + more)

    def change_partner(self, item):
        self.change(item, partner_id=self.env.company.partner_id.id)

    def change_account(self, item):
        accounts = self.env["account.account"].search(
            [("account_type", "=", item.account_id.account_type), ("id", "!=", item.account_id.id)]
        )
        others = accounts or self.env["account.account"].search([("id", "!=", item.account_id.id)])
        self.change(item, account_id=self.dice.choice(others.ids))

    def change_currency(self, item):
        others = (self.cad | self.env.company.currency_id) - item.currency_id
        self.change(item, currency_id=others[0].id)

    def change_tags(self, item):
        """Of an item of the same entry that counts in the tax report."""
        taxed = item.move_id.line_ids.filtered("tax_tag_ids")
        if not taxed:  # such as a bill without taxes
            return self.leave_out(item)
        chosen = self.dice.choice([*taxed])
        self.env.cr.execute(
            "DELETE FROM account_account_tag_account_move_line_rel WHERE account_move_line_id = %s",
            [chosen.id],
        )
        return None

    def leave_out(self, item):
        self.env.cr.execute(
            "DELETE FROM account_partial_reconcile WHERE debit_move_id = %s OR credit_move_id = %s",
            [item.id, item.id],
        )
        self.env.cr.execute("DELETE FROM account_move_line WHERE id = %s", [item.id])

    def double(self, item):
        names = [
            name
            for name, field in item._fields.items()
            if field.store and field.column_type and name != "id"
        ]
        columns = ", ".join(f'"{name}"' for name in names)
        self.env.cr.execute(
            f"INSERT INTO account_move_line ({columns}) "
            f"SELECT {columns} FROM account_move_line WHERE id = %s",
            [item.id],
        )
