# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The accountant's month end: what will come, what is provided for, a statement that ties."""

import runpy
import shutil
import unittest
from datetime import date, timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests.common import new_test_user, tagged
from odoo.tools import file_path

from odoo.addons.acorn_iamazon_reconcile.tests.files import make_csv, make_line, make_payment

from .common import TradeCase

FILTER_PRICE = 229.47


class MonthEndCase(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice = cls.trade()
        cls.sandbox.tell("remember")
        cls.account.provision_account_id = cls.env["account.account"].create(
            {
                "name": "Expected deductions of Amazon",
                "code": "ACRN01",
                "account_type": "liability_current",
            }
        )

    def receive_short(self, units=1):
        """Amazon books fewer water filters than were shipped, and all of the rest."""
        order = self.invoice.invoice_line_ids.sale_line_ids.order_id
        for line in order.order_line:
            missing = units if line.product_id == self.filter else 0
            line.write(
                {
                    "amazon_received_quantity": line.qty_delivered - missing,
                    "amazon_received_at": fields.Datetime.now(),
                }
            )
        order.amazon_last_received_at = fields.Datetime.now()
        self.env.flush_all()

    def get_balance(self, account):
        self.env.flush_all()
        [(balance,)] = self.env["account.move.line"]._read_group(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")],
            [],
            ["balance:sum"],
        )
        return balance or 0


@tagged("post_install", "-at_install")
class TestExpected(MonthEndCase):
    def test_invoice_that_went_well_is_expected_whole(self):
        self.assertEqual(self.invoice.amazon_expected_amount, self.invoice.amount_total)
        self.assertFalse(self.invoice.amazon_expected_reason)

    def test_what_amazon_did_not_receive_will_be_kept(self):
        self.receive_short()
        self.assertEqual(self.invoice.amazon_expected_shortage, FILTER_PRICE)
        self.assertAlmostEqual(
            self.invoice.amazon_expected_amount, self.invoice.amount_total - FILTER_PRICE
        )
        self.assertIn(
            "Short delivered or received: $\xa0229.47", self.invoice.amazon_expected_reason
        )

    def test_price_above_the_order_will_be_claimed(self):
        line = self.invoice.invoice_line_ids.sale_line_ids[:1]
        line.price_unit -= 1
        self.env.flush_all()
        self.assertEqual(
            self.invoice.amazon_expected_price_claim, self.invoice.invoice_line_ids[:1].quantity
        )

    def test_discount_of_the_terms_will_be_taken(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2% 30, net 60",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 30,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        invoice = self.invoice.copy({"invoice_payment_term_id": term.id})
        invoice.action_post()
        self.assertEqual(
            invoice.amazon_expected_discount,
            invoice.currency_id.round(invoice.amount_total * 0.02),
        )

    def test_what_was_deducted_is_not_expected_again(self):
        self.receive_short()
        self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        self.assertEqual(self.invoice.amazon_expected_shortage, 0)

    def test_remittance_is_compared_with_what_was_expected(self):
        self.receive_short()
        remittance = self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        line = remittance.line_ids.filtered(lambda line: line.kind == "invoice")
        expected = self.invoice.amount_total - FILTER_PRICE
        self.assertAlmostEqual(line.expected, expected)
        self.assertAlmostEqual(line.expected_difference, 0, msg="the claim beside it was expected")
        remittance.action_post()
        self.assertAlmostEqual(line.expected, expected, msg="as when the line was matched")

    def test_shortage_that_nobody_knew_of_differs_from_what_was_expected(self):
        remittance = self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        line = remittance.line_ids.filtered(lambda line: line.kind == "invoice")
        self.assertAlmostEqual(line.expected_difference, -FILTER_PRICE)

    def test_what_amazon_kept_is_seen_by_who_sees_the_remittance(self):
        self.get_paid(**{self.invoice.name: str(FILTER_PRICE)}).action_post()
        groups = "acorn_iamazon.group_user,account.group_account_invoice"
        stranger = new_test_user(self.env, "stranger", groups=groups)
        member = new_test_user(self.env, "member", groups=groups)
        self.account.member_ids = member
        self.assertEqual(self.invoice.with_user(member).amazon_kept_amount, FILTER_PRICE)
        self.assertFalse(self.invoice.with_user(stranger).amazon_kept_reason)
        self.assertFalse(self.invoice.with_user(stranger).amazon_kept_amount)


@tagged("post_install", "-at_install")
class TestProvisions(MonthEndCase):
    def propose(self, **values):
        return self.env["amazon.vendor.provision.proposal"].create(
            {"account_id": self.account.id, "date": fields.Date.today(), **values}
        )

    def provide(self):
        self.propose().action_post()
        return self.env["amazon.vendor.provision"].search([("account_id", "=", self.account.id)])

    def test_known_shortage_is_proposed_by_type(self):
        self.receive_short()
        self.assertRecordValues(
            self.propose().line_ids,
            [
                {
                    "move_id": self.invoice.id,
                    "deduction_type_id": self.env.ref(
                        "acorn_iamazon_reconcile.deduction_type_shortage"
                    ).id,
                    "amount": FILTER_PRICE,
                }
            ],
        )

    def test_nothing_known_is_nothing_to_provide_for(self):
        with self.assertRaisesRegex(UserError, "Nothing is to be provided for"):
            self.propose().action_post()

    def test_booking_moves_the_amount_to_the_account_of_provisions(self):
        self.receive_short()
        provision = self.provide()
        self.assertEqual((provision.state, provision.amount), ("open", FILTER_PRICE))
        self.assertEqual(self.get_balance(self.account.provision_account_id), -FILTER_PRICE)

    def test_what_is_provided_for_is_not_proposed_again(self):
        self.receive_short()
        self.provide()
        self.assertFalse(self.propose().line_ids)

    def test_more_shortage_provides_for_the_rest_only(self):
        self.receive_short()
        self.provide()
        self.receive_short(units=2)
        self.assertEqual(self.propose().line_ids.amount, FILTER_PRICE)

    def test_goods_that_turn_up_release_the_provision(self):
        self.receive_short()
        self.provide()
        self.receive_short(units=0)
        self.propose().action_post()
        self.assertEqual(self.get_balance(self.account.provision_account_id), 0)
        self.assertFalse(self.propose().line_ids)

    def test_deduction_that_lands_reverses_its_provision(self):
        self.receive_short()
        provision = self.provide()
        remittance = self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        remittance.action_post()
        self.assertEqual((provision.state, provision.remittance_id), ("reversed", remittance))
        self.assertEqual(self.get_balance(self.account.provision_account_id), 0)

    def land(self, amount):
        remittance = self.get_paid(**{self.invoice.name: str(amount)})
        remittance.action_post()
        return remittance

    def get_cost(self):
        """:return: what the shortages cost, provided for or taken"""
        shortage = self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        account = shortage.with_company(self.account.company_id).account_id
        return self.get_balance(account or self.account._get_deduction_account())

    def test_slice_that_lands_leaves_the_rest_provided_for(self):
        self.receive_short()
        provision = self.provide()
        cost = self.get_cost()
        remittance = self.land("28.40")
        rest = FILTER_PRICE - 28.40
        self.assertEqual((provision.state, provision.amount), ("open", rest))
        self.assertAlmostEqual(self.get_balance(self.account.provision_account_id), -rest)
        self.assertAlmostEqual(self.get_cost(), cost)
        remittance.action_unpost()
        self.assertAlmostEqual(self.get_balance(self.account.provision_account_id), -FILTER_PRICE)

    def test_slice_of_28_40_leaves_42_60_of_71_00_provided_and_the_cost_as_it_was(self):
        shortage = self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        journal = self.env["account.journal"].search(
            [("type", "=", "general"), ("company_id", "=", self.env.company.id)], limit=1
        )
        provision = self.env["amazon.vendor.provision"]._book(
            self.account, [(self.invoice, shortage, 71.00)], self.invoice.date, journal
        )
        self.land("28.40")
        self.assertEqual((provision.state, provision.amount), ("open", 42.60))
        self.assertAlmostEqual(self.get_balance(self.account.provision_account_id), -42.60)
        self.assertAlmostEqual(self.get_cost(), 71.00)
        self.assertEqual(provision._take_landed(42.60), provision, "the last slice takes the rest")

    def test_slices_that_land_one_by_one_leave_nothing_and_split_no_cent(self):
        self.receive_short()
        self.provide()
        first = self.land("33.33")
        provisions = self.env["amazon.vendor.provision"].search([("state", "=", "open")])
        for amount in ("66.67", "129.47"):
            part = provisions.filtered(lambda one: one.state == "open")._take_landed(float(amount))
            part._reverse(first.date)
            provisions |= part
        self.assertEqual(set(provisions.mapped("state")), {"reversed"})
        self.assertEqual(self.get_balance(self.account.provision_account_id), 0)

    def test_undone_booking_brings_the_provision_back(self):
        self.receive_short()
        provision = self.provide()
        remittance = self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        remittance.action_post()
        remittance.action_unpost()
        self.assertEqual(provision.state, "open")
        self.assertEqual(self.get_balance(self.account.provision_account_id), -FILTER_PRICE)

    def test_provision_booked_in_chinese_is_reversed_by_the_schedule_in_english(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        shortage = self.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        shortage.with_context(lang="zh_CN").name = "短缺索赔"
        self.receive_short()
        chinese = self.propose().with_context(lang="zh_CN")
        chinese.action_post()
        provision = self.env["amazon.vendor.provision"].search([])
        self.assertIn("短缺索赔", provision.expense_item_id.name)
        self.account.book_automatically = True
        remittance = self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        self.account.with_context(lang="en_US").action_book_remittances()
        self.assertEqual((remittance.state, provision.state), ("posted", "reversed"))
        self.assertEqual(self.get_balance(self.account.provision_account_id), 0)

    def test_type_that_was_renamed_meanwhile_is_reversed_all_the_same(self):
        self.receive_short()
        provision = self.provide()
        provision.deduction_type_id.name = "Missing goods"
        self.get_paid(**{self.invoice.name: str(FILTER_PRICE)}).action_post()
        self.assertEqual(provision.state, "reversed")
        self.assertEqual(self.get_balance(self.account.provision_account_id), 0)

    def test_provision_of_an_earlier_version_gets_its_links(self):
        self.receive_short()
        provision = self.provide()
        wanted = (provision.expense_item_id, provision.provision_item_id)
        provision.write({"expense_item_id": False, "provision_item_id": False})
        self.env.flush_all()
        script = "acorn_iamazon_reconcile/migrations/19.0.1.1.0/post-link_items.py"
        runpy.run_path(file_path(script))["migrate"](self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual((provision.expense_item_id, provision.provision_item_id), wanted)

    def test_whoever_may_post_entries_provides_for_deductions(self):
        """Community has nobody in the group of Odoo's full accounting."""
        accountant = new_test_user(
            self.env,
            "community-books",
            "account.group_account_invoice,acorn_iamazon.group_user",
            company_id=self.env.company.id,
        )
        self.account.member_ids += accountant
        menus = self.env["ir.ui.menu"].with_user(accountant)._visible_menu_ids()
        self.assertIn(self.env.ref("acorn_iamazon_reconcile.menu_provision_proposal").id, menus)
        self.receive_short()
        proposal = self.env["amazon.vendor.provision.proposal"].with_user(accountant)
        proposal.create({"account_id": self.account.id}).action_post()
        provisions = self.env["amazon.vendor.provision"].with_user(accountant).search([])
        self.assertEqual(provisions.mapped("state"), ["open"])

    def test_missing_account_is_named(self):
        self.receive_short()
        self.account.provision_account_id = False
        with self.assertRaisesRegex(UserError, "account of provisions"):
            self.propose().action_post()


@tagged("post_install", "-at_install")
class TestStatement(MonthEndCase):
    def get_statement(self, **values):
        self.env.flush_all()
        return self.env["amazon.vendor.statement"].create(
            {
                "account_id": self.account.id,
                "date_from": date(2020, 1, 1),
                "date_to": fields.Date.today() + timedelta(days=90),
                **values,
            }
        )

    def get_lines(self, statement, currency="USD"):
        (section,) = [s for s in statement._get_sections() if s["currency"].name == currency]
        return dict(section["lines"]), section

    def test_invoices_less_payments_less_deductions_are_what_is_open(self):
        other = self.invoice.copy({"invoice_date": self.invoice.invoice_date})
        other.action_post()
        remittance = self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        remittance.action_post()
        statement = self.get_statement()
        lines, section = self.get_lines(statement)
        total = self.invoice.amount_total
        self.assertAlmostEqual(lines["Invoices"], 2 * total)
        self.assertAlmostEqual(lines["Paid by Amazon"], -remittance.amount)
        self.assertAlmostEqual(lines["Deducted: Shortage claim"], -FILTER_PRICE)
        self.assertAlmostEqual(section["closing"], other.amount_residual)
        self.assertTrue(statement.is_proven)

    def test_open_items_are_listed_and_add_up_to_the_ledger(self):
        other = self.invoice.copy({"invoice_date": self.invoice.invoice_date})
        other.action_post()
        self.get_paid(**{self.invoice.name: str(FILTER_PRICE)}).action_post()
        _lines, section = self.get_lines(self.get_statement())
        [(move, _due, amount)] = section["items"]
        self.assertEqual(move, other)
        self.assertAlmostEqual(amount, section["ledger"])

    def test_items_that_were_paid_after_the_last_day_were_open_on_it(self):
        self.get_paid(**{self.invoice.name: str(FILTER_PRICE)}).action_post()
        partials = self.invoice.line_ids.matched_credit_ids
        self.env.flush_all()
        statement = self.get_statement(date_to=self.invoice.date)
        item = self.invoice.line_ids.filtered("matched_credit_ids")
        partials.max_date = self.invoice.date + timedelta(days=20)
        self.assertEqual(statement._get_open_amount(item), self.invoice.amount_total)
        partials.max_date = self.invoice.date
        self.assertEqual(statement._get_open_amount(item), 0)

    def test_statement_names_the_company(self):
        statement = self.get_statement()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "acorn_iamazon_reconcile.report_statement", statement.ids
        )
        self.assertIn(self.env.company.name.encode(), html)
        self.assertIn(b"Open items in all", html)

    def test_what_lies_before_the_period_is_the_opening_balance(self):
        day = self.invoice.date + timedelta(days=1)
        _lines, section = self.get_lines(self.get_statement(date_from=day))
        self.assertAlmostEqual(section["opening"], self.invoice.amount_total)
        self.assertEqual(section["lines"], [])

    def test_currencies_are_told_apart(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        other = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.account.partner_id.id,
                "currency_id": euro.id,
                "invoice_line_ids": [
                    Command.create({"name": "Kettle", "price_unit": 50, "tax_ids": False})
                ],
            }
        )
        other.action_post()
        _lines, section = self.get_lines(self.get_statement(), "EUR")
        self.assertEqual((section["closing"], section["is_proven"]), (50, True))

    def test_payment_by_hand_and_entries_have_lines_of_their_own(self):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.invoice.ids
        ).create({"amount": 100}).action_create_payments()
        lines, section = self.get_lines(self.get_statement())
        self.assertEqual(lines["Other payments"], -100)
        self.assertTrue(section["is_proven"])

    @unittest.skipUnless(shutil.which("wkhtmltopdf"), "Odoo prints with wkhtmltopdf")
    def test_statement_is_printed(self):
        statement = self.get_statement()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, _kind = report._render_qweb_pdf(
            "acorn_iamazon_reconcile.report_statement", statement.ids
        )
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_receivable_is_shown_by_age_and_amazons_status(self):
        self.invoice.amazon_due_date = fields.Date.today() - timedelta(days=45)
        self.env.flush_all()
        row = self.env["amazon.vendor.receivable"].search([("move_id", "=", self.invoice.id)])
        self.assertEqual((row.age, row.days_late), ("2", 45))
        self.assertEqual(row.amount_residual, self.invoice.amount_total)

    def test_receivable_is_as_late_as_the_users_day_says(self):
        self.invoice.amazon_due_date = "2026-03-10"
        self.env.flush_all()
        receivables = self.env["amazon.vendor.receivable"]
        with freeze_time("2026-03-31 20:00:00"):
            for zone, days in (("Asia/Shanghai", 22), ("America/Los_Angeles", 21)):
                receivables.invalidate_model()
                row = receivables.with_context(tz=zone).search([("move_id", "=", self.invoice.id)])
                self.assertEqual(row.days_late, days)

    def read_cash(self):
        self.env.flush_all()
        receivables = self.env["amazon.vendor.receivable"]
        receivables.invalidate_model()
        return receivables.search([("move_id", "=", self.invoice.id)])

    def test_cash_is_expected_on_amazons_day_less_what_it_keeps(self):
        self.invoice.amazon_due_date = day = fields.Date.today() + timedelta(days=20)
        self.invoice.amazon_expected_payment_date = day
        row = self.read_cash()
        self.assertEqual((row.basis, row.cash_date), ("amazon", day))
        self.assertEqual(row.amount_cash, self.invoice.amazon_expected_amount)
        self.assertAlmostEqual(row.amount_cash_company, row.amount_cash)
        [(week, amount)] = row._read_group(
            [("id", "=", row.id)], ["cash_date:week"], ["amount_cash:sum"]
        )
        self.assertTrue(week <= day < week + timedelta(days=7))
        self.assertEqual(amount, row.amount_cash)

    def test_late_cash_is_expected_now_and_without_amazons_word_by_our_terms(self):
        self.invoice.amazon_due_date = self.invoice.amazon_expected_payment_date = False
        self.invoice.invoice_date_due = fields.Date.today() - timedelta(days=9)
        row = self.read_cash()
        self.assertEqual((row.basis, row.days_late), ("terms", 9))
        self.assertEqual(row.cash_date, fields.Date.today())

    def test_payment_that_amazon_has_told_is_expected_on_its_day(self):
        remittance = self.get_paid(**{self.invoice.name: "1.00"})
        remittance.action_match()
        row = self.read_cash()
        self.assertEqual((row.basis, row.due_date), ("paid", remittance.date))

    def test_refused_invoice_brings_no_cash(self):
        self.invoice.amazon_status = "REJECTED"
        row = self.read_cash()
        self.assertEqual((row.basis, row.amount_cash), ("refused", 0))
        self.assertEqual(row.amount_residual, self.invoice.amount_total)

    def test_deductions_are_analysed_by_product_and_fulfilment_centre(self):
        self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        self.env.flush_all()
        report = self.env["amazon.vendor.deduction.report"]
        domain = [("account_id", "=", self.account.id)]
        [(center, deducted, invoiced, rate)] = report._read_group(
            domain, ["fulfilment_center_id"], ["deducted:sum", "invoiced:sum", "rate:avg"]
        )
        order = self.invoice.invoice_line_ids.sale_line_ids.order_id
        self.assertEqual(center, order.partner_shipping_id)
        self.assertAlmostEqual(deducted, FILTER_PRICE)
        self.assertAlmostEqual(invoiced, self.invoice.amount_total)
        self.assertAlmostEqual(rate, 100 * FILTER_PRICE / self.invoice.amount_total)
        by_product = report._read_group(domain, ["product_id"], ["deducted:sum"])
        products = self.kettle.union(*(product for product, _sum in by_product))
        self.assertEqual(products, self.kettle | self.filter)
        self.assertAlmostEqual(sum(units for _product, units in by_product), FILTER_PRICE)

    def test_journals_card_counts_the_work(self):
        remittance = self.get_paid(**{self.invoice.name: str(FILTER_PRICE)})
        journal = self.account._get_remittance_journal()
        content = make_csv(
            [make_payment("700100200", "50.00")],
            [make_line("NOBODY/1", "50.00", payment="700100200")],
        )
        unknown = remittance.import_file(self.account, "unknown.csv", content)
        unknown.action_match()
        remittance.action_post()
        data = journal._get_journal_dashboard_data_batched()[journal.id]
        self.assertEqual(
            (data["amazon_to_match"], data["amazon_to_dispute"], data["amazon_differences"]),
            (1, 1, 0),
        )
