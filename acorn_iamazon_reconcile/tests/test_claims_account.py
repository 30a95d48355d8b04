# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is disputed waits on the account of claims: no cost before Amazon has decided."""

from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.acorn_iamazon.tests.common import SingleCheckMixin

from .common import RemittanceCase
from .files import make_csv, make_line, make_payment


class ClaimCase(RemittanceCase):
    """An invoice of 119.00, 19.00 of it tax, of which Amazon claims a shortage of 11.90."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.allowance = cls.company_data["default_account_expense"]
        cls.claims = cls.env["account.account"].create(
            {"name": "Claims at Amazon", "code": "ACLM01", "account_type": "asset_current"}
        )
        cls.account.claims_account_id = cls.claims
        cls.shortage = cls.env.ref("acorn_iamazon_reconcile.deduction_type_shortage")
        cls.shortage.account_id = cls.allowance
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 19 %", "amount": 19, "type_tax_use": "sale"}
        )
        lines = cls.tax.invoice_repartition_line_ids | cls.tax.refund_repartition_line_ids
        lines.filtered(lambda line: line.repartition_type == "tax").account_id = cls.company_data[
            "default_account_tax_sale"
        ]
        for line in lines:
            line.tag_ids = cls.env["account.account.tag"].create(
                {
                    "name": f"{line.document_type} {line.repartition_type}",
                    "applicability": "taxes",
                }
            )
        cls.invoice = cls.make_invoice(
            0,
            invoice_line_ids=[
                Command.create({"name": "Kettle", "price_unit": 100, "tax_ids": cls.tax.ids})
            ],
        )

    def pay(self, number, *rows):
        """:param rows: (document number, amount)"""
        total = f"{sum(amount for _name, amount in rows):.2f}"
        lines = [make_line(name, f"{amount:.2f}", number) for name, amount in rows]
        content = make_csv([make_payment(number, total)], lines)
        remittance = self.remittances.import_file(self.account, f"{number}.csv", content)
        remittance.action_match()
        self.assertEqual(remittance.state, "matched", remittance.line_ids.mapped("match_reason"))
        remittance.action_post()
        return remittance

    def lose(self, amount=-11.90):
        """:return: the dispute of what Amazon keeps of the invoice"""
        remittance = self.pay(
            "701", (self.invoice.name, 119.00), (f"{self.invoice.name}SC", amount)
        )
        dispute = self.env["amazon.vendor.dispute"].search([("remittance_id", "=", remittance.id)])
        dispute.amount_disputed = -amount
        return dispute

    def get_balance(self, account):
        items = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return round(sum(items.mapped("balance")), 2)

    def get_tags(self):
        """:return: what the tax report counts, by tag"""
        items = self.env["account.move.line"].search(
            [("tax_tag_ids", "!=", False), ("parent_state", "=", "posted")]
        )
        return {
            tag.name: round(
                sum(items.filtered(lambda i, t=tag: t in i.tax_tag_ids).mapped("balance")), 2
            )
            for tag in items.tax_tag_ids
        }

    def assert_books(self, cost, claimed):
        self.assertEqual(
            (self.get_balance(self.allowance), self.get_balance(self.claims)), (cost, claimed)
        )


@tagged("post_install", "-at_install")
class TestClaimsAccount(SingleCheckMixin, ClaimCase):
    def test_filed_dispute_is_owed_by_amazon_and_no_cost(self):
        dispute = self.lose()
        self.assert_books(10.00, 0)
        before = self.get_tags()
        dispute.action_dispute()
        self.assert_books(0, 11.90)
        self.assertEqual(dispute.amount_claimed, 11.90)
        # The tax is what it was before the deduction: nothing was agreed.
        after = self.get_tags()
        self.assertEqual(before["refund tax"], 1.90)
        self.assertEqual((after["refund tax"], after["refund base"]), (0, 0))
        item = dispute.claim_entry_ids.line_ids.filtered(lambda i: i.account_id == self.claims)
        self.assertEqual(item.partner_id, self.invoice.commercial_partner_id)

    def test_won_dispute_leaves_nothing_anywhere(self):
        dispute = self.lose()
        dispute.action_dispute()
        self.pay("702", (f"{self.invoice.name}SCR", 11.90))
        self.assertEqual(dispute.state, "recovered")
        self.assert_books(0, 0)
        tags = self.get_tags()  # what was given back counts with the invoice again
        self.assertEqual(tags["invoice base"] + tags["refund base"], -100.00)
        self.assertEqual(tags["invoice tax"] + tags["refund tax"], -19.00)

    def test_refused_dispute_is_a_cost(self):
        dispute = self.lose()
        dispute.action_dispute()
        dispute.action_lose()
        self.assert_books(10.00, 0)
        self.assertEqual(self.get_tags()["refund tax"], 1.90)

    def test_part_that_is_repaid_leaves_the_rest_and_the_refusal_makes_it_a_cost(self):
        dispute = self.lose()
        dispute.action_dispute()
        self.pay("702", (f"{self.invoice.name}SCR", 3.33))
        self.assert_books(0, 8.57)
        dispute.action_lose()
        self.assert_books(round(10.00 - 3.33 / 1.19, 2), 0)

    def test_part_that_is_our_own_fault_stays_a_cost(self):
        dispute = self.lose()
        dispute.amount_disputed = 5.95
        dispute.action_dispute()
        self.assert_books(5.00, 5.95)

    def test_refused_dispute_that_is_filed_again_is_owed_again(self):
        dispute = self.lose()
        dispute.action_dispute()
        dispute.action_lose()
        dispute.action_reopen()
        dispute.action_dispute()
        self.assert_books(0, 11.90)

    def test_undone_booking_takes_the_claim_back_and_booking_again_brings_it(self):
        dispute = self.lose()
        dispute.action_dispute()
        dispute.remittance_id.action_unpost()
        self.assert_books(0, 0)
        dispute.remittance_id.action_post()
        self.assertEqual(dispute.state, "disputed")
        self.assert_books(0, 11.90)

    def test_undone_repayment_is_owed_again(self):
        dispute = self.lose()
        dispute.action_dispute()
        repayment = self.pay("702", (f"{self.invoice.name}SCR", 11.90))
        repayment.action_unpost()
        self.assert_books(0, 11.90)

    def test_claim_in_another_currency_leaves_no_cent(self):
        cad = self.env.ref("base.CAD")
        cad.active = True
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 1.37, "currency_id": cad.id}
        )
        invoice = self.make_invoice(100.00, currency_id=cad.id)
        lines = [
            make_line(invoice.name, "100.00", "703"),
            make_line(f"{invoice.name}SC", "-9.99", "703"),
        ]
        content = make_csv([make_payment("703", "90.01")], lines).replace(b"USD", b"CAD")
        remittance = self.remittances.import_file(self.account, "703.csv", content)
        remittance.action_match()
        remittance.action_post()
        dispute = self.env["amazon.vendor.dispute"].search([("remittance_id", "=", remittance.id)])
        cost = self.get_balance(self.allowance)
        dispute.amount_disputed = 9.99
        dispute.action_dispute()
        self.assert_books(0, cost)
        dispute.action_lose()
        self.assert_books(cost, 0)

    def test_deduction_with_a_document_takes_that_back(self):
        self.shortage.document_kind = "credit_note"
        dispute = self.lose()
        dispute.action_dispute()
        self.assert_books(0, 11.90)

    def test_closed_day_is_not_written_to(self):
        dispute = self.lose()
        today = fields.Date.context_today(dispute)
        self.env.company.fiscalyear_lock_date = today
        dispute.action_dispute()
        self.assertEqual(dispute.claim_entry_ids.date, today + timedelta(days=1))

    def test_account_without_claims_keeps_it_as_a_cost_and_is_told(self):
        self.account.claims_account_id = False
        dispute = self.lose()
        self.assert_check("claims_account", "good")
        dispute.action_dispute()
        self.assert_books(10.00, 0)
        self.assert_check("claims_account", "warning", dispute.number, "Book on Claims")
        with self.assertRaisesRegex(UserError, "account of claims"):
            dispute.action_book_claim()
        self.account.claims_account_id = self.claims
        self.assert_check("claims_account", "warning", "Not on the account of claims")
        dispute.action_book_claim()
        self.assert_books(0, 11.90)
        self.assert_check("claims_account", "good", self.claims.name)

    def test_account_of_claims_that_is_something_else_too_is_named(self):
        self.shortage.account_id = self.claims
        self.assert_check("claims_account", "warning", self.claims.name, "Shortage claim")

    def test_accounts_are_proposed_and_chosen_ones_stay(self):
        self.account.action_propose_accounts()
        self.assertEqual(self.account.claims_account_id, self.claims)
        self.assertEqual(self.shortage.account_id, self.allowance)
        provision = self.env.ref("acorn_iamazon_reconcile.deduction_type_provision")
        self.assertEqual(provision.account_id, self.env.company.account_journal_suspense_account_id)

    def test_chart_that_has_none_is_said(self):
        self.account.claims_account_id = False
        told = self.account.action_propose_accounts()["params"]
        self.assertEqual(told["type"], "warning")
        self.assertIn("current asset", told["message"])
