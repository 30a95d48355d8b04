# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import RemittanceCase
from .files import make_line


@tagged("post_install", "-at_install")
class TestBank(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.journal = cls.account._get_remittance_journal()
        cls.account.bank_fee_account_id = cls.company_data["default_account_expense"]

    def book(self, invoice, number="400100200", post=True):
        amount = f"{invoice.amount_total:.2f}"
        remittance = self.import_lines(
            amount, make_line(invoice.name, amount, number), number=number
        )
        remittance.action_match()
        if post:
            remittance.action_post()
        return remittance

    def receive(self, amount, text="AMAZON.COM SERVICES", **values):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "date": "2026-11-21",
                "payment_ref": text,
                "amount": amount,
                **values,
            }
        )

    def match(self):
        self.account.action_match_bank_lines()

    def get_suspense(self, line):
        return line._seek_for_lines()[1]

    # === MATCH === #

    def test_deposit_is_reconciled_with_the_booked_payment(self):
        remittance = self.book(self.first)
        line = self.receive(100.00)
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        self.assertTrue(line.is_reconciled)
        self.assertFalse(self.get_suspense(line))
        self.assertTrue(remittance.payment_id.is_matched)
        self.assertFalse(remittance._get_outstanding_items())
        self.assertEqual(line.partner_id, self.account.partner_id.commercial_partner_id)

    def test_two_remittances_in_one_deposit(self):
        remittances = self.book(self.first) + self.book(self.second, "400100201")
        line = self.receive(329.47)
        self.match()
        self.assertEqual(remittances.bank_line_id, line)
        self.assertEqual(remittances.payment_id.mapped("is_matched"), [True, True])
        self.assertEqual(line.amazon_reason, "Several payments make this amount, and only these.")

    def test_fee_of_the_bank_is_booked_on_its_account(self):
        self.account.bank_fee_limit = 15.00
        remittance = self.book(self.first)
        line = self.receive(88.00, "WIRE 400100200")
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        fee = line.move_id.line_ids.filtered(
            lambda item: item.account_id == self.account.bank_fee_account_id
        )
        self.assertEqual(fee.balance, 12.00)
        self.assertTrue(remittance.payment_id.is_matched)

    def test_missing_account_of_fees_is_named_and_holds_no_other_line_back(self):
        self.env.company.chart_template = "us"  # has no account of its own for them
        self.account.write({"bank_fee_limit": 15.00, "bank_fee_account_id": False})
        self.book(self.first)
        other = self.book(self.second, "400100201")
        short = self.receive(88.00, "WIRE 400100200")
        self.receive(229.47, "WIRE 400100201")
        self.match()
        self.assertFalse(short.is_reconciled)
        self.assertFalse(short.amazon_remittance_ids)
        self.assertIn("Set the account of bank fees", short.amazon_reason)
        self.assertTrue(other.bank_line_id.is_reconciled)

    def test_deposit_that_comes_before_the_booking_is_reconciled_by_it(self):
        remittance = self.book(self.first, post=False)
        line = self.receive(100.00)
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        self.assertFalse(line.is_reconciled)
        remittance.action_post()
        self.assertTrue(line.is_reconciled)
        self.assertTrue(remittance.payment_id.is_matched)

    def test_deposit_confirms_what_was_only_expected(self):
        remittance = self.remittances.create(
            {
                "name": "400100200",
                "account_id": self.account.id,
                "date": "2026-11-20",
                "currency_id": self.first.currency_id.id,
                "amount": 100.00,
                "source": "api",
                "state": "expected",
                "line_ids": [
                    (0, 0, {"number": self.first.name, "invoice_amount": 100, "paid": 100})
                ],
            }
        )
        self.receive(100.00)
        self.match()
        self.assertEqual(remittance.state, "matched")
        remittance.action_post()
        self.assertTrue(remittance.bank_line_id.is_reconciled)
        self.assertEqual(self.first.amount_residual, 0)

    def test_money_of_others_is_left_alone(self):
        self.book(self.first)
        line = self.receive(100.00, "Miller Ltd")
        self.match()
        self.assertFalse(line.amazon_remittance_ids)
        self.assertEqual(len(self.get_suspense(line)), 1)

    def test_deposit_in_another_currency_is_reconciled_in_it(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            [
                {"name": day, "rate": rate, "currency_id": euro.id}
                for day, rate in (("2026-01-01", 0.50), ("2026-11-21", 0.40))
            ]
        )
        invoice = self.make_invoice(200.00, currency_id=euro.id)
        remittance = self.import_lines("200.00", make_line(invoice.name, "200.00"))
        remittance.write({"currency_id": euro.id, "payment_currency_id": euro.id})
        remittance.action_match()
        remittance.action_post()
        line = self.receive(500.00, foreign_currency_id=euro.id, amount_currency=200.00)
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        self.assertFalse(remittance._get_outstanding_items())
        self.assertFalse(self.get_suspense(line))
        self.assertTrue(remittance.payment_id.is_matched)

    # === MONEY THAT THE BANK CHANGED === #

    def receive_changed(self, amount, text, payments=("990.00",)):
        """Invoices in dollars, books and bank in euros: the bank changed what Amazon paid."""
        dollar = self.make_foreign_currency()
        remittances = self.remittances
        for place, paid in enumerate(payments):
            number = f"91{place + 6}"
            invoice = self.make_invoice(float(paid), currency_id=dollar.id)
            remittance = self.import_lines(
                paid, make_line(invoice.name, paid, number), number=number
            )
            remittance.write({"currency_id": dollar.id, "payment_currency_id": dollar.id})
            remittance.action_match()
            remittance.action_post()
            remittances |= remittance
        return remittances, self.receive(amount, text)

    def make_foreign_currency(self):
        currency = self.env.ref("base.EUR")
        currency.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.25, "currency_id": currency.id}
        )
        return currency

    def get_exchange(self, remittances):
        """:return: what was lost by exchange when the money came"""
        items = remittances.payment_id.move_id.line_ids
        moves = (items.matched_debit_ids | items.matched_credit_ids).exchange_move_id
        company = self.env.company
        accounts = (
            company.income_currency_exchange_account_id
            | company.expense_currency_exchange_account_id
        )
        return sum(moves.line_ids.filtered(lambda i: i.account_id in accounts).mapped("balance"))

    def test_deposit_that_the_bank_changed_is_found_by_its_number(self):
        remittance, line = self.receive_changed(785.00, "AMAZON 916 USD 990,00")
        self.match()
        self.assertEqual(remittance.bank_line_id, line)
        self.assertEqual(
            line.amazon_reason, "The bank names the payment number, and changed the money."
        )
        self.assertTrue(line.is_reconciled)
        self.assertFalse(remittance._get_outstanding_items())
        self.assertFalse(self.get_suspense(line))
        self.assertTrue(remittance.payment_id.is_matched)
        # 990.00 were worth 792.00 when Amazon paid
        self.assertAlmostEqual(self.get_exchange(remittance), 7.00)

    def test_two_payments_in_one_changed_deposit_share_the_loss(self):
        remittances, line = self.receive_changed(
            1180.00, "AMAZON 916 / 917", payments=("990.00", "510.00")
        )
        self.match()
        self.assertEqual(remittances.bank_line_id, line)
        self.assertEqual(remittances.payment_id.mapped("is_matched"), [True, True])
        self.assertAlmostEqual(self.get_exchange(remittances), 20.00)

    def test_changed_deposit_of_another_size_waits_for_a_person_who_may_choose_it(self):
        remittance, line = self.receive_changed(600.00, "AMAZON 916")
        self.match()
        self.assertFalse(remittance.bank_line_id)
        self.assertEqual(line.amazon_reason, "The bank names a payment of another amount.")
        wizard = Form.from_action(self.env, line.action_amazon_choose())
        wizard.remittance_ids.add(remittance)
        self.assertEqual(wizard.difference, 192.00)
        wizard.save().action_confirm()
        self.assertTrue(line.is_reconciled)
        self.assertAlmostEqual(self.get_exchange(remittance), 192.00)

    # === UNDO === #

    def test_what_a_person_undid_is_not_matched_again_by_itself(self):
        remittance = self.book(self.first)
        line = self.receive(100.00)
        self.match()
        line.action_amazon_undo()
        self.assertEqual(self.get_suspense(line).balance, -100.00)
        self.assertFalse(remittance.bank_line_id)
        self.match()
        self.assertFalse(line.is_reconciled)
        line.action_amazon_match()
        self.assertTrue(line.is_reconciled)

    def test_undoing_the_booking_gives_the_deposit_back_and_booking_again_takes_it(self):
        remittance = self.book(self.first)
        line = self.receive(100.00)
        self.match()
        remittance.action_unpost()
        self.assertEqual(self.get_suspense(line).balance, -100.00)
        self.assertEqual(self.first.amount_residual, 100.00)
        remittance.action_post()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(self.first.amount_residual, 0)

    def test_undo_in_a_closed_period_keeps_the_bank_entry_for_the_next_booking(self):
        remittance = self.book(self.first)
        line = self.receive(100.00)
        self.match()
        entry = line.move_id.line_ids
        self.account.company_id.fiscalyear_lock_date = "2026-11-30"
        remittance.action_unpost()
        self.assertEqual((remittance.state, remittance.bank_line_id), ("matched", line))
        self.assertEqual(line.move_id.line_ids, entry)
        self.assertEqual(self.first.amount_residual, 100.00)
        self.account.company_id.fiscalyear_lock_date = False
        remittance.action_post()
        self.assertEqual(line.move_id.line_ids, entry)
        self.assertFalse(remittance._get_outstanding_items())
        self.assertEqual(self.first.amount_residual, 0)

    def test_deposit_is_matched_once(self):
        self.book(self.first)
        second = self.book(self.second, "400100201")
        line = self.receive(100.00)
        self.match()
        with self.assertRaisesRegex(UserError, "matched already"):
            line._amazon_take(second)

    # === BY HAND === #

    def test_person_chooses_and_the_difference_is_the_fee(self):
        remittance = self.book(self.first)
        line = self.receive(97.50, "INCOMING WIRE")
        self.match()
        self.assertFalse(line.amazon_remittance_ids)
        with Form(
            self.env["amazon.vendor.bank.match"].with_context(default_bank_line_id=line.id)
        ) as form:
            form.remittance_ids.add(remittance)
            self.assertEqual(form.difference, 2.50)
        form.record.action_confirm()
        self.assertTrue(line.is_reconciled)
        self.assertEqual(line.amazon_reason, f"Chosen by {self.env.user.name}.")

    def test_remittances_of_less_than_the_deposit_are_refused(self):
        remittance = self.book(self.first)
        line = self.receive(120.00, "INCOMING WIRE")
        match = self.env["amazon.vendor.bank.match"].create(
            {"bank_line_id": line.id, "remittance_ids": remittance.ids}
        )
        with self.assertRaisesRegex(UserError, "20.00.* more than these remittances"):
            match.action_confirm()

    # === SCHEDULE === #

    def test_remittances_are_booked_by_schedule_when_the_account_says_so(self):
        remittance = self.book(self.first, post=False)
        self.run_due("book_remittances")
        self.assertEqual(remittance.state, "matched")
        self.account.book_automatically = True
        self.run_due("book_remittances")
        self.assertEqual(remittance.state, "posted")

    def test_remittance_that_cannot_be_booked_tells_once_and_holds_no_other_back(self):
        closed = self.book(self.first, post=False)
        closed.date = "2026-10-30"
        self.account.company_id.fiscalyear_lock_date = "2026-10-31"
        other = self.book(self.second, "400100201", post=False)
        for _round in range(2):
            self.account.action_book_remittances()
        self.assertEqual((closed.state, other.state), ("matched", "posted"))
        self.assertEqual(closed.activity_ids.mapped("summary"), ["400100200 cannot be booked"])
        self.assertIn("books are closed", closed.activity_ids.note)
