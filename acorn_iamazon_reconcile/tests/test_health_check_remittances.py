# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command
from odoo.tests.common import tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.acorn_iamazon.tests.common import AmazonCase, SingleCheckMixin

from .files import make_csv, make_line, make_payment


@tagged("post_install", "-at_install")
class TestHealthCheckRemittances(SingleCheckMixin, AmazonCase, AccountTestInvoicingCommon):
    """Each trouble turns its line red, mending it turns the line green again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expense = cls.company_data["default_account_expense"]

    def import_chargeback(self, discount="0.00"):
        content = make_csv(
            [make_payment(amount="-10.00")],
            [make_line("5550001VCBSINV", "-10.00", discount=discount)],
        )
        remittance = self.env["amazon.vendor.remittance"].import_file(
            self.account, "Payments.csv", content
        )
        remittance.action_match()

    def remove_fallback(self):
        self.env.company.account_journal_suspense_account_id = False

    def test_domain_among_the_allowed_senders_of_before(self):
        self.account.remittance_senders = "payments@amazon.example"
        self.assert_check("remittance_senders", "good")
        self.account.flush_recordset()
        self.env.cr.execute(
            "UPDATE amazon_vendor_account SET remittance_senders = %s WHERE id = %s",
            ["payments@amazon.example, @amazon.example", self.account.id],
        )
        self.account.invalidate_recordset()
        self.assert_check("remittance_senders", "warning", " @amazon.example")
        self.account.remittance_senders = "payments@amazon.example"
        self.assert_check("remittance_senders", "good")

    def test_address_of_remittances_that_nobody_may_send_to(self):
        self.assert_check("remittance_senders", "good", "no address")
        self.account.alias_name = "advices"
        self.assert_check("remittance_senders", "warning", "advices")
        self.account.remittance_senders = "payments@amazon.example"
        self.assert_check("remittance_senders", "good", "payments@amazon.example")

    def test_deduction_without_any_account(self):
        self.remove_fallback()
        self.assert_check("deduction_accounts", "good")
        self.import_chargeback()
        self.assert_check("deduction_accounts", "bad", "No account for: Chargeback")
        self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback").account_id = self.expense
        self.assert_check("deduction_accounts", "good")

    def test_deduction_that_goes_to_the_income_account_unasked(self):
        self.import_chargeback()
        self.assert_check("deduction_accounts", "warning", "Chargeback", "Deduction Types")
        self.account.deduction_account_id = self.expense
        self.assert_check("deduction_accounts", "good")

    def test_discount_taken_needs_an_account_too(self):
        self.import_chargeback(discount="1.00")
        self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback").account_id = self.expense
        self.assert_check("deduction_accounts", "warning", "Terms discount")
        self.env.ref("acorn_iamazon_reconcile.deduction_type_discount").account_id = self.expense
        self.assert_check("deduction_accounts", "good")

    def import_provision(self):
        content = make_csv(
            [make_payment(amount="-20.00")],
            [make_line("261120_PROVISION_FOR_RECEIVABLES", "-20.00")],
        )
        self.env["amazon.vendor.remittance"].import_file(
            self.account, "Payments.csv", content
        ).action_match()

    def test_what_amazon_only_holds_is_no_cost(self):
        self.import_provision()
        self.assert_check("deduction_purposes", "good")  # on the account of what waits
        provision = self.env.ref("acorn_iamazon_reconcile.deduction_type_provision")
        provision.account_id = self.expense
        self.assert_check("deduction_purposes", "warning", "Provision for receivables", "clearing")
        provision.account_id = self.env.company.account_journal_suspense_account_id
        self.assert_check("deduction_purposes", "good")

    def test_default_account_of_costs_takes_nothing_that_amazon_only_holds(self):
        self.import_provision()
        self.account.deduction_account_id = self.expense
        provision = self.env.ref("acorn_iamazon_reconcile.deduction_type_provision")
        remittance = self.account.env["amazon.vendor.remittance"].search([])
        suspense = self.env.company.account_journal_suspense_account_id
        self.assertEqual(remittance._get_account_of(provision), suspense)
        self.assert_check("deduction_purposes", "good")

    def test_default_account_that_is_the_sales_is_not_taken(self):
        self.import_chargeback()
        self.account.deduction_account_id = self.company_data["default_account_revenue"]
        suspense = self.env.company.account_journal_suspense_account_id
        self.assertEqual(self.account._get_deduction_account(), suspense)
        self.assert_check("deduction_accounts", "warning", suspense.name, "Chargeback")

    def test_tax_withheld_is_no_cost(self):
        content = make_csv(
            [make_payment(amount="-7.00")], [make_line("2600014-TDS-CM-0001", "-7.00")]
        )
        self.env["amazon.vendor.remittance"].import_file(
            self.account, "Payments.csv", content
        ).action_match()
        withholding = self.env.ref("acorn_iamazon_reconcile.deduction_type_withholding")
        withholding.account_id = self.expense
        self.assert_check("deduction_purposes", "warning", "tax office", "Withholding tax")
        withholding.account_id = self.company_data["default_account_receivable"]
        self.assert_check("deduction_purposes", "good")

    def test_deductions_are_not_mixed_with_the_sales(self):
        self.import_chargeback()
        chargeback = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        chargeback.account_id = self.company_data["default_account_revenue"]
        self.assert_check("deduction_purposes", "warning", "account of sales itself: Chargeback")
        chargeback.account_id = self.expense
        self.assert_check("deduction_purposes", "good")

    def test_invoices_from_before_that_nobody_took_over(self):
        self.assert_check("earlier_invoices", "good")
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.account.partner_id.id,
                "invoice_line_ids": [Command.create({"name": "Kettle", "price_unit": 5})],
            }
        )
        invoice.action_post()
        self.assert_check("earlier_invoices", "warning", invoice.name, "First Month")
        invoice._amazon_take_over(self.account)
        self.assert_check("earlier_invoices", "good")

    def test_bank_journal(self):
        journals = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.env.company.id)]
        )
        journals.active = False
        self.assert_check("bank_journal", "bad", "no bank journal")
        journals[0].active = True
        self.assert_check("bank_journal", "good")

    def test_several_bank_journals(self):
        second = self.env["account.journal"].create(
            {"name": "Bank 2", "code": "BNK8", "type": "bank", "company_id": self.env.company.id}
        )
        self.assert_check("bank_journal", "warning", "none is chosen")
        self.account.remittance_journal_id = second
        self.assert_check("bank_journal", "good", "Bank 2")

    def test_deduction_without_a_tax_where_invoices_have_taxes(self):
        self.import_chargeback()
        self.assert_check("deduction_settings", "good")
        tax = self.env["account.tax"].create({"name": "VAT 19 %", "amount": 19})
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.account.partner_id.id,
                "amazon_account_id": self.account.id,
                "invoice_line_ids": [
                    Command.create({"name": "Kettle", "price_unit": 100, "tax_ids": tax.ids})
                ],
            }
        )
        invoice.action_post()
        self.assert_check("deduction_settings", "warning", "Chargeback")
        chargeback = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        chargeback.tax_id = tax
        self.assert_check("deduction_settings", "good")

    def test_disputable_deduction_without_a_number_of_days(self):
        chargeback = self.env.ref("acorn_iamazon_reconcile.deduction_type_chargeback")
        limits = self.env["amazon.vendor.dispute.limit"]
        limit = limits.search([("deduction_type_id", "=", chargeback.id)])
        self.import_chargeback()
        self.assert_check("deduction_settings", "good")
        limit.days = 0
        self.assert_check("deduction_settings", "warning", "days for disputes")
        chargeback.dispute_days = 30
        self.assert_check("deduction_settings", "good")
