# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user, tagged

from .common import InvoiceSandboxCase


@tagged("post_install", "-at_install")
class TestInvoiceCopyAccess(InvoiceSandboxCase):
    """Copies are the accountants' of the company; nobody writes them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.make_user("books", cls.env.company)
        cls.stranger = cls.make_user(
            "other-books", cls.env["res.company"].create({"name": "Other"})
        )

    @classmethod
    def make_user(cls, login, company):
        return new_test_user(
            cls.env,
            login,
            "account.group_account_invoice",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    def setUp(self):
        super().setUp()
        invoice = self.make_invoice()
        invoice.action_amazon_submit()
        self.account.action_send_documents()
        self.account.action_watch_invoices()
        self.copies = self.env["amazon.vendor.invoice.copy"].search([("move_id", "=", invoice.id)])

    def test_accountant_reads_and_exports_but_changes_nothing(self):
        copies = self.copies.with_user(self.accountant)
        self.assertTrue(copies[0].sha256)
        export = self.env["amazon.vendor.audit.export"].with_user(self.accountant)
        wizard = export.with_company(self.env.company).create({})
        wizard.action_export()
        self.assertTrue(wizard.file)
        for change in (copies.unlink, lambda: copies.write({"sha256": "0"})):
            with self.assertRaises(AccessError):
                change()

    def test_accountant_of_another_company_sees_none(self):
        copies = self.copies.with_user(self.stranger).with_context(
            allowed_company_ids=self.stranger.company_ids.ids
        )
        self.assertFalse(copies.search([("id", "in", copies.ids)]))
        with self.assertRaises(AccessError):
            copies[0].read(["sha256"])

    def test_sales_person_sees_none(self):
        seller = new_test_user(self.env, "seller", "acorn_iamazon.group_user")
        with self.assertRaises(AccessError):
            self.copies.with_user(seller).search([])
