# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import random

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import SEED, AmazonCase

from .files import make_csv, make_line, make_payment

ROUNDS = 6


@tagged("post_install", "-at_install")
class TestBooking(AmazonCase, AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.remittances = cls.env["amazon.vendor.remittance"]
        cls.expense = cls.company_data["default_account_expense"]
        cls.cad = cls.env.ref("base.CAD")
        cls.cad.active = True
        cls.env["res.currency.rate"].create(
            [
                {"name": date, "rate": rate, "currency_id": cls.cad.id}
                for date, rate in (("2026-01-01", 1.30), ("2026-11-01", 1.37))
            ]
        )

    def make_invoice(self, amount, move_type="out_invoice", **values):
        invoice = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.account.partner_id.id,
                "invoice_date": "2026-03-05",
                "amazon_account_id": self.account.id,
                "invoice_line_ids": [
                    Command.create({"name": "Kettle", "price_unit": amount, "tax_ids": False})
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def make_taxed_invoice(self, *lines):
        """:param lines: (net price, taxes)"""
        commands = [
            Command.create({"name": "Kettle", "price_unit": price, "tax_ids": taxes.ids})
            for price, taxes in lines
        ]
        return self.make_invoice(0, invoice_line_ids=commands)

    def import_lines(self, amount, *lines, number="400100200", **replaced):
        content = make_csv([make_payment(number, amount)], lines)
        for old, new in replaced.items():
            content = content.replace(old.encode(), new.encode())
        remittance = self.remittances.import_file(self.account, "Payments.csv", content)
        remittance.action_match()
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))
        return remittance

    def get_type(self, code):
        return self.env.ref(f"acorn_iamazon_reconcile.deduction_type_{code}")

    # === DEDUCTIONS === #

    def test_deduction_goes_to_the_account_partner_and_analytics_of_its_type(self):
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "Amazon", "plan_id": plan.id}
        )
        carrier = self.env["res.partner"].create({"name": "Carrier"})
        self.get_type("freight").write(
            {
                "account_id": self.expense.id,
                "partner_id": carrier.id,
                "analytic_distribution": {str(analytic.id): 100},
            }
        )
        invoice = self.make_invoice(100.00)
        remittance = self.import_lines(
            "88.00",
            make_line(invoice.name, "100.00"),
            make_line("77001", "-12.00", text="Collect freight"),
        )
        remittance.action_post()
        item = remittance.payment_id.move_id.line_ids.filtered(
            lambda line: line.account_id == self.expense
        )
        self.assertEqual((item.balance, item.partner_id), (12.00, carrier))
        self.assertEqual(item.analytic_distribution, {str(analytic.id): 100})
        self.assertEqual(item.analytic_line_ids.mapped("amount"), [-12.00])

    def test_tax_is_taken_out_of_the_deduction_and_given_back_by_its_reversal(self):
        tax = self.env["account.tax"].create(
            {"name": "VAT 20%", "amount": 20, "type_tax_use": "sale"}
        )
        tax.refund_repartition_line_ids[1].account_id = self.company_data[
            "default_account_tax_sale"
        ]
        tax.invoice_repartition_line_ids[1].account_id = self.company_data[
            "default_account_tax_sale"
        ]
        self.get_type("price").account_id = self.expense
        invoice = self.make_taxed_invoice((500.00, tax))
        remittance = self.import_lines(
            "504.00",
            make_line(invoice.name, "600.00"),
            make_line(f"{invoice.name}PC", "-120.00"),
            make_line(f"{invoice.name}PCR", "24.00"),
        )
        remittance.action_post()
        items = remittance.payment_id.move_id.line_ids
        self.assertEqual(items.filtered("tax_ids").mapped("balance"), [100.00, -20.00])
        taxes = items.filtered("tax_repartition_line_id")
        self.assertEqual(taxes.mapped("balance"), [20.00, -4.00])
        self.assertEqual(
            taxes.tax_repartition_line_id.mapped("document_type"), ["refund", "invoice"]
        )
        self.assertEqual(taxes.account_id, self.company_data["default_account_tax_sale"])
        self.assertEqual(len(items), 6)

    def test_chargebacks_are_told_apart_by_amazons_text(self):
        remittance = self.import_lines(
            "-30.00",
            make_line("5550001VCBSINV", "-10.00", text="PO On-Time Accuracy"),
            make_line("5550002VCBSINV", "-10.00", text="Prep - Bagging"),
            make_line("5550003VCBSINV", "-10.00"),
        )
        self.assertEqual(
            remittance.line_ids.deduction_type_id.mapped("code"),
            ["chargeback_on_time", "chargeback_prep", "chargeback"],
        )

    # === MONEY === #

    def test_payment_below_zero_is_booked_as_money_that_goes_back(self):
        remittance = self.import_lines("-30.00", make_line("5550001VCBSINV", "-30.00"))
        remittance.action_post()
        payment = remittance.payment_id
        self.assertEqual((payment.payment_type, payment.amount), ("outbound", 30.00))
        self.assertEqual(payment.move_id.line_ids[0].balance, -30.00)

    def test_payment_of_nothing_pays_the_invoice_with_the_deduction(self):
        invoice = self.make_invoice(30.00)
        remittance = self.import_lines(
            "0.00", make_line(invoice.name, "30.00"), make_line("5550001VCBSINV", "-30.00")
        )
        remittance.action_post()
        self.assertEqual(invoice.payment_state, "paid")

    def test_payment_in_another_currency_is_worth_what_reached_the_bank(self):
        invoice = self.make_invoice(130.00, currency_id=self.cad.id)
        remittance = self.import_lines("130.00", make_line(invoice.name, "130.00"), USD="CAD")
        remittance.write({"payment_currency_id": self.env.company.currency_id.id})
        remittance.payment_amount = 95.00
        remittance.action_post()
        money, paid = remittance.payment_id.move_id.line_ids
        self.assertEqual((money.balance, paid.balance), (95.00, -95.00))
        self.assertEqual((paid.currency_id, paid.amount_currency), (self.cad, -130.00))
        self.assertEqual(invoice.payment_state, "paid")
        difference = invoice.line_ids.matched_credit_ids.exchange_move_id
        self.assertEqual(sum(difference.line_ids.mapped("debit")), 5.00)

    # === CLOSED PERIODS === #

    def test_closed_period_is_named_before_anything_is_booked(self):
        invoice = self.make_invoice(100.00)
        remittance = self.import_lines("100.00", make_line(invoice.name, "100.00"))
        self.env.company.fiscalyear_lock_date = "2026-11-30"
        with self.assertRaisesRegex(UserError, "closed up to 2026-11-30"):
            remittance.action_post()
        self.assertFalse(self.env["account.payment"].search([("memo", "=", remittance.name)]))

    # === UNDO === #

    def get_books(self):
        """:return: what must be the same after an undo: balances and the state of each invoice"""
        self.env.flush_all()
        balances = self.env["account.move.line"]._read_group(
            [("parent_state", "=", "posted"), ("company_id", "=", self.env.company.id)],
            ["account_id", "currency_id"],
            ["balance:sum", "amount_currency:sum", "amount_residual:sum"],
        )
        invoices = self.env["account.move"].search([("amazon_account_id", "=", self.account.id)])
        # What sums to nothing may have no row at all.
        return [
            (account, currency, *(round(amount, 2) for amount in amounts))
            for account, currency, *amounts in balances
            if any(round(amount, 2) for amount in amounts)
        ], [(i.name, i.payment_state, i.amount_residual, i.matched_payment_ids) for i in invoices]

    def make_any_remittance(self, dice, number):
        """Invoices paid in full, in part and with a discount, a credit note, claims and their
        reversals, in one currency or the other."""
        currency = dice.choice([self.cad, self.env.company.currency_id])
        lines = []
        for _invoice in range(dice.randint(1, 4)):
            amount = dice.randint(2000, 90000) / 100
            invoice = self.make_invoice(amount, currency_id=currency.id)
            discount = dice.choice([0, 0, dice.randint(1, 500) / 100])
            paid = amount - discount - dice.choice([0, 0, dice.randint(100, 900) / 100])
            claim = dice.randint(100, int(amount * 50)) / 100
            lines.append((invoice.name, paid, discount, amount))
            if dice.random() < 0.5:
                lines.append((f"{invoice.name}{dice.choice(['SC', 'PC'])}", -claim, 0, -claim))
        if dice.random() < 0.5:
            amount = dice.randint(100, 1500) / 100
            note = self.make_invoice(amount, "out_refund", currency_id=currency.id)
            lines.append((note.name, -amount, 0, -amount))
        total = sum(paid for _name, paid, _discount, _whole in lines)
        rows = [
            make_line(name, f"{paid:.2f}", number, f"{discount:.2f}", f"{whole:.2f}")
            for name, paid, discount, whole in lines
        ]
        return self.import_lines(f"{total:.2f}", *rows, number=number, USD=currency.name)

    def test_undo_leaves_every_balance_and_every_invoice_as_before(self):
        dice = random.Random(SEED)
        for number in range(ROUNDS):
            remittance = self.make_any_remittance(dice, f"70{number}")
            before = self.get_books()
            remittance.action_post()
            self.assertNotEqual(self.get_books(), before)
            remittance.action_unpost()
            self.assertEqual(self.get_books(), before, f"remittance {number}")
            remittance.action_post()  # the next is undone with this one in the books

    # === ACCOUNTS BY CHART === #

    def test_accounts_are_proposed_by_the_chart_and_chosen_ones_stay(self):
        company = self.env.company
        company.chart_template = "de_skr03"
        freight, allowance = self.env["account.account"].create(
            [
                {"name": "Ausgangsfrachten", "code": "473000", "account_type": "expense"},
                {"name": "Erlösschmälerungen", "code": "870000", "account_type": "income"},
            ]
        )
        chosen = self.company_data["default_account_assets"]
        self.get_type("price").account_id = chosen
        self.env["amazon.vendor.deduction.type"].action_propose_accounts()
        self.assertEqual(self.get_type("freight").account_id, freight)
        self.assertEqual(self.get_type("shortage").account_id, allowance)
        self.assertEqual(self.get_type("price").account_id, chosen)
        self.assertEqual(
            self.get_type("discount").account_id,
            company.account_journal_early_pay_discount_loss_account_id,
        )
        self.assertEqual(self.get_type("co_op").account_id, self.expense)

    def test_what_a_chart_has_no_account_for_is_left_to_a_person(self):
        answer = self.env["amazon.vendor.deduction.type"].action_propose_accounts()
        self.assertFalse(self.get_type("withholding").account_id)
        self.assertIn(self.get_type("withholding").name, answer["params"]["message"])

    # === DOCUMENTS === #

    def book_co_op(self, document_kind, *amounts):
        """:return: a booked remittance whose co-op lines became documents, 20 % tax included"""
        use = "purchase" if document_kind == "vendor_bill" else "sale"
        tax = self.env["account.tax"].create(
            {"name": f"{use} 20%", "amount": 20, "type_tax_use": use}
        )
        self.get_type("co_op").write(
            {"document_kind": document_kind, "tax_id": tax.id, "account_id": self.expense.id}
        )
        invoice = self.make_invoice(500.00)
        paid = 500.00 + sum(amounts)
        lines = [
            make_line(f"77{place}", f"{amount:.2f}", text="Co-op agreement")
            for place, amount in enumerate(amounts)
        ]
        content = make_csv(
            [make_payment(amount=f"{paid:.2f}")], [make_line(invoice.name, "500.00"), *lines]
        )
        remittance = self.remittances.import_file(self.account, "Payments.csv", content)
        remittance.action_match()
        remittance.line_ids[1:].deduction_type_id = self.get_type("co_op")
        remittance._update_matched_state()
        remittance.action_post()
        return remittance

    def test_deduction_becomes_a_vendor_bill_that_the_payment_settles(self):
        remittance = self.book_co_op("vendor_bill", -100.01, 40.00)
        bill, refund = remittance.line_ids.document_id.sorted("move_type")
        self.assertEqual((bill.move_type, refund.move_type), ("in_invoice", "in_refund"))
        self.assertEqual((bill.amount_total, refund.amount_total), (100.01, 40.00))
        self.assertEqual((bill.amount_residual, refund.amount_residual), (0, 0))
        self.assertEqual(bill.ref, "770 400100200")
        self.assertEqual(remittance.payment_id.amount, 439.99)
        self.assertEqual(bill.invoice_line_ids.account_id, self.expense)
        self.assertEqual(bill.invoice_line_ids.balance, 83.34)

    def test_each_total_is_amazons_to_the_cent(self):
        amounts = [-round(0.01 * cents, 2) for cents in range(101, 131)]
        remittance = self.book_co_op("vendor_bill", *amounts)
        totals = {line.paid: line.document_id.amount_total for line in remittance.line_ids[1:]}
        self.assertEqual(len(totals), 30)
        self.assertEqual({-paid: paid for paid in amounts}, {t: -t for t in totals.values()})

    def test_deduction_becomes_a_credit_note(self):
        remittance = self.book_co_op("credit_note", -60.00)
        note = remittance.line_ids.document_id
        self.assertEqual((note.move_type, note.amount_total), ("out_refund", 60.00))
        self.assertEqual(note.payment_state, remittance.line_ids.move_id.payment_state)
        self.assertFalse(note.amazon_account_id)

    def test_undo_cancels_the_documents_and_booking_again_makes_new_ones(self):
        remittance = self.book_co_op("vendor_bill", -60.00)
        bill = remittance.line_ids.document_id
        remittance.action_unpost()
        self.assertEqual(bill.state, "cancel")
        self.assertFalse(remittance.line_ids.document_id)
        remittance.action_post()
        self.assertEqual(remittance.line_ids.document_id.state, "posted")

    # === RIGHTS === #

    def test_user_without_the_right_is_told_which_one_is_missing(self):
        remittance = self.import_lines(
            "100.00", make_line(self.make_invoice(100.00).name, "100.00")
        )
        user = self.env["res.users"].create(
            {
                "name": "Sally",
                "login": "sally",
                "group_ids": [Command.link(self.env.ref("acorn_iamazon.group_user").id)],
            }
        )
        self.account.member_ids += user
        with self.assertRaisesRegex(AccessError, "Sally may not book 400100200"):
            remittance.with_user(user).action_post()
