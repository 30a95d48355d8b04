# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is booked is what the document says: its taxes, partner, currency and company. No default of
an account or a type overrules it; what nobody chose an account for never lands on revenue."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment


@tagged("post_install", "-at_install")
class TestDocumentsRule(RemittanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expense = cls.company_data["default_account_expense"]
        cls.full = cls.make_tax(19)
        cls.reduced = cls.make_tax(7)
        cls.none = cls.make_tax(0)
        cls.get_type("shortage").write({"account_id": cls.expense.id, "tax_id": cls.full.id})

    @classmethod
    def make_tax(cls, amount):
        return cls.env["account.tax"].create(
            {"name": f"VAT {amount} %", "amount": amount, "type_tax_use": "sale"}
        )

    @classmethod
    def get_type(cls, code):
        return cls.env.ref(f"acorn_iamazon_reconcile.deduction_type_{code}")

    def make_taxed(self, *lines, **values):
        """:param lines: (net price, taxes)"""
        commands = [
            Command.create({"name": "Kettle", "price_unit": price, "tax_ids": taxes.ids})
            for price, taxes in lines
        ]
        return self.make_invoice(0, invoice_line_ids=commands, **values)

    def book(self, amount, *lines, **replaced):
        content = make_csv([make_payment(amount=amount)], lines)
        for old, new in replaced.items():
            content = content.replace(old.encode(), new.encode())
        remittance = self.remittances.import_file(self.account, "p.csv", content)
        remittance.action_match()
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))
        remittance.action_post()
        self.assertEqual(remittance.state, "posted", remittance.line_ids.mapped("match_reason"))
        return remittance.payment_id.move_id.line_ids

    def get_bases(self, items):
        """:return: {taxes: net amount deducted}"""
        own = items.filtered(lambda item: item.account_id == self.expense)
        bases = own.filtered(lambda item: not item.tax_repartition_line_id)
        return {item.tax_ids: item.balance for item in bases}

    # === TAX === #

    def test_shortage_on_an_untaxed_delivery_has_its_tax_code_and_no_tax(self):
        invoice = self.make_taxed((100.00, self.none))
        items = self.book(
            "70.00", make_line(invoice.name, "100.00"), make_line(f"{invoice.name}SC", "-30.00")
        )
        self.assertEqual(self.get_bases(items), {self.none: 30.00})
        taxed = items.filtered("tax_repartition_line_id")
        self.assertFalse(sum(taxed.mapped("balance")))

    def test_invoice_without_any_tax_has_none_in_its_deduction(self):
        items = self.book(
            "70.00",
            make_line(self.first.name, "100.00"),
            make_line(f"{self.first.name}SC", "-30.00"),
        )
        self.assertEqual(self.get_bases(items), {self.env["account.tax"]: 30.00})

    def test_two_rates_are_lowered_in_proportion_each_by_itself(self):
        invoice = self.make_taxed((100.00, self.full), (100.00, self.reduced))  # 119 + 107
        items = self.book(
            "203.40", make_line(invoice.name, "226.00"), make_line(f"{invoice.name}SC", "-22.60")
        )
        self.assertEqual(self.get_bases(items), {self.full: 10.00, self.reduced: 10.00})
        taxes = items.filtered("tax_repartition_line_id").sorted("balance")
        self.assertEqual(taxes.mapped("balance"), [0.70, 1.90])
        self.assertEqual(set(taxes.tax_repartition_line_id.mapped("document_type")), {"refund"})

    def test_free_goods_on_the_invoice_change_no_tax(self):
        invoice = self.make_taxed((100.00, self.none), (0.00, self.env["account.tax"]))
        items = self.book(
            "70.00", make_line(invoice.name, "100.00"), make_line(f"{invoice.name}SC", "-30.00")
        )
        self.assertEqual(self.get_bases(items), {self.none: 30.00})

    def test_allowance_with_a_tax_of_its_own_is_taken_back_in_proportion(self):
        invoice = self.make_taxed((100.00, self.full), (-10.00, self.reduced))  # 119 - 10.70
        items = self.book(
            "97.47", make_line(invoice.name, "108.30"), make_line(f"{invoice.name}SC", "-10.83")
        )
        self.assertEqual(self.get_bases(items), {self.full: 10.00, self.reduced: -1.00})
        taxes = items.filtered("tax_repartition_line_id").sorted("balance")
        self.assertEqual(taxes.mapped("balance"), [-0.07, 1.90])
        self.assertEqual(set(taxes.tax_repartition_line_id.mapped("document_type")), {"refund"})

    def test_allowance_without_a_tax_never_brings_in_the_tax_of_the_type(self):
        invoice = self.make_taxed((100.00, self.none), (-5.00, self.env["account.tax"]))
        items = self.book(
            "66.50", make_line(invoice.name, "95.00"), make_line(f"{invoice.name}SC", "-28.50")
        )
        bases = {self.none: 30.00, self.env["account.tax"]: -1.50}
        self.assertEqual(self.get_bases(items), bases)

    def test_discount_lowers_the_allowance_of_another_tax_as_well(self):
        self.get_type("discount").account_id = self.expense
        invoice = self.make_taxed((100.00, self.full), (-10.00, self.reduced))
        line = {"discount": "10.83", "whole": "108.30"}
        items = self.book("97.47", make_line(invoice.name, "97.47", **line))
        self.assertEqual(self.get_bases(items), {self.full: 10.00, self.reduced: -1.00})

    def test_credit_note_for_a_deduction_has_the_allowance_too(self):
        self.get_type("shortage").document_kind = "credit_note"
        invoice = self.make_taxed((100.00, self.full), (-10.00, self.reduced))
        self.book(
            "97.47", make_line(invoice.name, "108.30"), make_line(f"{invoice.name}SC", "-10.83")
        )
        line = self.env["amazon.vendor.remittance.line"].search([("paid", "=", -10.83)])
        lines = line.document_id.invoice_line_ids
        totals = {item.tax_ids: item.price_subtotal for item in lines}
        self.assertEqual(totals, {self.full: 10.00, self.reduced: -1.00})
        self.assertEqual(line.document_id.amount_total, 10.83)

    def test_deduction_waits_when_its_invoice_tells_no_taxes(self):
        invoice = self.make_taxed((100.00, self.full), (-119.00, self.none))
        remittance = self.import_lines("5.00", make_line("77001", "5.00"))
        remittance.line_ids.write(
            {"move_id": invoice.id, "deduction_type_id": self.get_type("shortage").id}
        )
        remittance.action_post()
        self.assertFalse(remittance.payment_id)
        self.assertEqual(remittance.line_ids.kind, "open")
        self.assertIn("come to nothing", remittance.line_ids.match_reason)

    def test_claim_without_an_invoice_has_the_tax_of_its_type(self):
        remittance = self.import_lines("-11.90", make_line("77001", "-11.90"))
        remittance.line_ids.deduction_type_id = self.get_type("shortage")
        remittance.action_post()
        items = remittance.payment_id.move_id.line_ids
        self.assertEqual(self.get_bases(items), {self.full: 10.00})

    def test_credit_note_for_a_deduction_has_the_taxes_of_the_invoice(self):
        self.get_type("shortage").document_kind = "credit_note"
        invoice = self.make_taxed((100.00, self.full), (100.00, self.reduced))
        self.book(
            "203.40", make_line(invoice.name, "226.00"), make_line(f"{invoice.name}SC", "-22.60")
        )
        line = self.env["amazon.vendor.remittance.line"].search([("paid", "=", -22.60)])
        note = line.document_id
        self.assertEqual((note.move_type, note.amount_total), ("out_refund", 22.60))
        self.assertEqual((note.amount_untaxed, note.amount_tax), (20.00, 2.60))

    def test_discount_lowers_the_tax_where_the_law_says_so(self):
        self.get_type("discount").account_id = self.expense
        line = {"discount": "2.38", "whole": "119.00"}
        invoice = self.make_taxed((100.00, self.full))
        items = self.book("116.62", make_line(invoice.name, "116.62", **line))
        self.assertEqual(self.get_bases(items), {self.full: 2.00})

    def test_discount_leaves_the_tax_alone_where_the_terms_say_so(self):
        self.get_type("discount").account_id = self.expense
        terms = self.env["account.payment.term"].create(
            {
                "name": "2 % 10 days",
                "early_discount": True,
                "discount_percentage": 2,
                "early_pay_discount_computation": "excluded",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        invoice = self.make_taxed((100.00, self.full), invoice_payment_term_id=terms.id)
        items = self.book(
            "116.62", make_line(invoice.name, "116.62", discount="2.38", whole="119.00")
        )
        self.assertEqual(self.get_bases(items), {self.env["account.tax"]: 2.38})

    def test_provision_is_what_the_deduction_will_cost_without_its_tax(self):
        invoice = self.make_taxed((100.00, self.full))
        self.account.provision_account_id = self.env["account.account"].create(
            {"name": "Expected", "code": "ACRN01", "account_type": "liability_current"}
        )
        provisions = self.env["amazon.vendor.provision"]._book(
            self.account,
            [(invoice, self.get_type("shortage"), 119.00)],
            "2026-11-30",
            self.company_data["default_journal_misc"],
        )
        self.assertEqual(provisions.expense_item_id.balance, 100.00)
        self.assertEqual(provisions.amount, 119.00)

    def test_undo_of_a_deduction_with_two_rates_leaves_nothing(self):
        invoice = self.make_taxed((100.00, self.full), (100.00, self.reduced))
        items = self.book(
            "203.40", make_line(invoice.name, "226.00"), make_line(f"{invoice.name}SC", "-22.60")
        )
        items.move_id.origin_payment_id.amazon_remittance_ids.action_unpost()
        self.assertEqual((invoice.payment_state, items.move_id.state), ("not_paid", "cancel"))

    # === ACCOUNT === #

    def test_what_nobody_chose_an_account_for_waits_on_the_suspense_account(self):
        suspense = self.env.company.account_journal_suspense_account_id
        income = self.company_data["default_account_revenue"]
        lines = [
            make_line("5550001VCBSINV", "-10.00"),
            make_line("261120_PROVISION_FOR_RECEIVABLES", "-20.00"),
        ]
        items = self.book("-30.00", *lines)
        self.assertEqual(items.account_id & income, self.env["account.account"])
        waiting = items.filtered(lambda item: item.account_id == suspense)
        self.assertEqual(sorted(waiting.mapped("balance")), [10.00, 20.00])

    def test_no_type_without_an_account_ever_lands_on_sales(self):
        suspense = self.env.company.account_journal_suspense_account_id
        income, cost = (
            self.company_data[f"default_account_{name}"] for name in ("revenue", "expense")
        )
        sales = self.company_data["default_journal_sale"].default_account_id
        self.assertEqual(sales, income)
        types = self.env["amazon.vendor.deduction.type"].search([])
        types.account_id = False
        remittance = self.remittances.new({"account_id": self.account.id})
        for chosen in (self.env["account.account"], income, cost):
            self.account.deduction_account_id = chosen
            for kind in types:
                with self.subTest(kind=kind.code, chosen=chosen.code):
                    may_cost = chosen == cost and not kind._is_held()
                    wanted = cost if may_cost else suspense
                    self.assertEqual(remittance._get_account_of(kind), wanted)

    def test_hidden_lines_wait_on_the_suspense_account(self):
        rows = [make_payment(amount="130.00")]
        rows.append(["Payment Number", "400100200", "some items are not displayed"])
        content = make_csv(rows, [make_line(self.first.name, "100.00")])
        remittance = self.remittances.import_file(self.account, "p.csv", content)
        remittance.action_match()
        remittance.action_post()
        items = remittance.payment_id.move_id.line_ids
        suspense = self.env.company.account_journal_suspense_account_id
        self.assertEqual(
            items.filtered(lambda item: item.account_id == suspense).mapped("balance"), [-30.00]
        )

    def test_company_without_a_suspense_account_is_refused_with_the_type_named(self):
        self.env.company.account_journal_suspense_account_id = False
        remittance = self.import_lines("-10.00", make_line("5550001VCBSINV", "-10.00"))
        remittance.action_match()
        with self.assertRaisesRegex(UserError, "No account for Chargeback"):
            remittance.action_post()

    def test_clearing_and_discount_accounts_are_proposed(self):
        self.env["amazon.vendor.deduction.type"].action_propose_accounts()
        company = self.env.company
        for code in ("provision", "hidden"):
            self.assertEqual(
                self.get_type(code).account_id, company.account_journal_suspense_account_id
            )
        self.assertFalse(self.get_type("price").account_id)

    # === PARTNER, CURRENCY, COMPANY === #

    def test_items_carry_the_company_that_was_invoiced(self):
        germany, italy = self.env["res.partner"].create(
            [
                {"name": "Amazon EU S.à r.l., Germany", "is_company": True},
                {"name": "Amazon EU S.à r.l., Italy", "is_company": True},
            ]
        )
        first = self.make_invoice(100.00, partner_id=germany.id)
        second = self.make_invoice(50.00, partner_id=italy.id)
        items = self.book(
            "140.00",
            make_line(first.name, "100.00"),
            make_line(second.name, "50.00"),
            make_line(f"{second.name}SC", "-10.00"),
        )
        owed = {
            item.partner_id: item.balance
            for item in items
            if item.name in (first.name, second.name)
        }
        self.assertEqual(owed, {germany: -100.00, italy: -50.00})
        claim = items.filtered(lambda item: item.account_id == self.expense)
        self.assertEqual(claim.partner_id, italy)

    def test_payment_of_one_companys_invoices_is_from_that_company(self):
        italy = self.env["res.partner"].create({"name": "Amazon Italy", "is_company": True})
        invoice = self.make_invoice(50.00, partner_id=italy.id)
        items = self.book("50.00", make_line(invoice.name, "50.00"))
        self.assertEqual(items.partner_id, italy)

    def test_invoice_in_the_books_currency_paid_in_another_loses_by_exchange(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 91 / 98.91, "currency_id": euro.id}
        )
        remittance = self.import_lines("100.00", make_line(self.first.name, "100.00"))
        remittance.write({"payment_currency_id": euro.id})
        remittance.payment_amount = 91.00
        remittance.action_match()
        remittance.action_post()
        items = remittance.payment_id.move_id.line_ids
        loss = self.env.company.expense_currency_exchange_account_id
        self.assertEqual(items[0].balance, 98.91)
        self.assertEqual(items.filtered(lambda i: i.name == self.first.name).balance, -100.00)
        self.assertEqual(items.filtered(lambda i: i.account_id == loss).balance, 1.09)
        self.assertEqual(self.first.payment_state, "paid")

    def test_lock_date_of_taxes_is_that_of_the_accounts_company(self):
        invoice = self.make_taxed((100.00, self.full))
        remittance = self.import_lines(
            "109.00", make_line(invoice.name, "119.00"), make_line(f"{invoice.name}SC", "-10.00")
        )
        remittance.action_match()
        other = self.env["res.company"].create({"name": "Another company"})
        self.env.user.company_ids += other
        self.env.company.tax_lock_date = "2026-11-30"
        elsewhere = remittance.with_context(allowed_company_ids=[other.id, self.env.company.id])
        with self.assertRaisesRegex(UserError, "closed up to 2026-11-30"):
            elsewhere.action_post()

    def make_branch(self):
        """:return: an account of a branch company, and an open invoice of it"""
        branch = self.env["res.company"].create(
            {"name": "Branch", "parent_id": self.env.company.id}
        )
        self.env.user.company_ids += branch
        account = self.account.copy({"name": "Branch", "company_id": branch.id})
        customer = account.partner_id.with_company(branch)
        customer.property_account_receivable_id = self.company_data["default_account_receivable"]
        prepared = self.prepare_invoice(100.00, amazon_account_id=account.id, company_id=branch.id)
        prepared["invoice_line_ids"][0][2]["account_id"] = self.company_data[
            "default_account_revenue"
        ].id
        invoice = self.env["account.move"].with_company(branch).create(prepared)
        invoice.action_post()
        return account, invoice

    def pay_by_hand(self, account, journal):
        payments = self.env["account.payment"].with_company(account.company_id)
        payment = payments.create(
            {
                "company_id": account.company_id.id,
                "journal_id": journal.id,
                "amount": 1.00,
                "partner_id": account.partner_id.id,
            }
        )
        payment.action_post()
        return payment.move_id

    def test_branch_books_in_the_journals_of_its_parent_as_odoos_own_payment_does(self):
        account, invoice = self.make_branch()
        lines = [make_line(invoice.name, "100.00", payment="400100300")]
        content = make_csv([make_payment("400100300")], lines)
        remittance = self.remittances.import_file(account, "p.csv", content)
        remittance.action_match()
        self.assertEqual(remittance.state, "matched", remittance.line_ids.match_reason)
        remittance.action_post()
        entry = remittance.payment_id.move_id
        by_hand = self.pay_by_hand(account, entry.journal_id)
        parent = account.company_id.parent_id
        for one in (entry, by_hand):
            companies = one.company_id, one.journal_id.company_id
            self.assertEqual(companies, (account.company_id, parent))
        accounts = [set(one.line_ids.account_id) for one in (entry, by_hand)]
        self.assertEqual(accounts[0], accounts[1])
        self.assertEqual(invoice.amount_residual, 0)
        remittance.action_unpost()
        self.assertEqual((invoice.amount_residual, entry.state), (100.00, "cancel"))
