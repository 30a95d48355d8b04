# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Doors that once stood open, each tried as it was found: by the button that was pressed, by who
pressed it. ``test_doors.py`` tries all doors there are."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .common import TradeCase

DECISIONS = (
    "action_mark_accepted",
    "action_mark_missing",
    "action_cancel",
    "action_retry",
    "action_ignore",
    "action_apply",
    "action_ask_again",
)


@tagged("post_install", "-at_install")
class TestDoorCases(TradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account.member_ids = cls.env.user
        cls("do_business").do_business()

    def do_business(self):
        self.trade()
        self.place(recent_order("4WAITS00", make_item("8806098286500", 3, "10.00")))
        self.account.action_fetch_purchase_orders()
        self.env.flush_all()

    def setUp(self):
        super().setUp()
        self.order = self.get_order("4WAITS00")
        self.picking = self.get_order("6jD9W1MB").picking_ids
        self.invoice = self.get_order("6jD9W1MB").invoice_ids

    def hire(self, groups, **values):
        user = new_test_user(self.env, "door-case", groups=f"base.group_user,{groups}", **values)
        return self.env(user=user, su=False, context={"allowed_company_ids": user.company_ids.ids})

    def assert_refused(self, env, records, *methods):
        for method in methods:
            with self.assertRaises(AccessError, msg=f"{records._name}.{method}"):
                getattr(records.with_env(env), method)()

    def test_auditor_acknowledges_announces_submits_and_proposes_nothing(self):
        env = self.hire("account.group_account_readonly")
        self.assert_refused(env, self.order, "action_amazon_acknowledge", "action_amazon_propose")
        self.assert_refused(env, self.picking, "action_amazon_confirm_shipment")
        self.assert_refused(env, self.invoice, "action_amazon_submit")

    def test_stock_user_acknowledges_nothing(self):
        env = self.hire("stock.group_stock_user")
        self.assert_refused(env, self.order, "action_amazon_acknowledge")

    def test_salesman_submits_no_invoice_and_announces_no_transfer(self):
        env = self.hire("sales_team.group_sale_salesman_all_leads")
        self.assert_refused(env, self.invoice, "action_amazon_submit")
        self.assert_refused(env, self.picking, "action_amazon_confirm_shipment")

    def test_member_without_accounting_books_and_runs_nothing(self):
        env = self.hire("acorn_iamazon.group_user")
        self.account.member_ids = [Command.link(env.uid)]
        self.assert_refused(
            env,
            self.account,
            "action_book_remittances",
            "action_create_invoices",
            "action_send_documents",
            "action_acknowledge_orders",
        )

    def test_member_who_only_reads_decides_about_no_document(self):
        """Neither that it is at Amazon, nor that it is given up, sent again or applied."""
        env = self.hire("acorn_iamazon.group_user")
        self.account.member_ids = [Command.link(env.uid)]
        for document in self.account.document_ids:
            states = document.state, document.with_env(env).read(["state"])[0]["state"]
            self.assertEqual(*states, "may be read")
            if document.sale_order_id or document.direction == "out":
                self.assert_refused(env, document, *DECISIONS)
        waiting = self.account.document_ids.filtered(lambda d: d.kind == "acknowledgement")[:1]
        fate = env["amazon.vendor.fate"].create(
            {"document_id": waiting.id, "is_there": True, "reason": "I saw it"}
        )
        self.assert_refused(env, fate, "action_confirm")

    def test_member_of_another_account_with_all_documents_works_none_of_this_one(self):
        """Decided, and written down in docs/security.md: the orders are the company's, so whoever
        has all documents reads them; who works for Amazon accounts works for their own only."""
        env = self.hire(
            "acorn_iamazon.group_user,sales_team.group_sale_salesman_all_leads,"
            "stock.group_stock_user,account.group_account_invoice"
        )
        another = {"name": "Their own", "member_ids": [Command.link(env.uid)]}
        self.env["amazon.vendor.account"].create(another)
        for record in (self.order, self.picking, self.invoice):
            self.assertTrue(record.with_env(env).read(["display_name"]))
        self.assert_refused(env, self.order, "action_amazon_acknowledge", "action_amazon_propose")
        self.assert_refused(env, self.picking, "action_amazon_confirm_shipment")
        self.assert_refused(env, self.invoice, "action_amazon_submit")
        self.assertFalse(env["amazon.vendor.document"].search([]))

    def test_nothing_that_comes_with_a_call_opens_what_is_shut(self):
        """Over RPC the caller chooses the context: no key of it lets Amazon's lines go."""
        env = self.hire("sales_team.group_sale_salesman_all_leads")
        lines = self.order.order_line.with_env(env)
        for key in ("amazon_follow", "follow"):
            with self.assertRaises(UserError, msg=key):
                lines.with_context(**{key: True}).unlink()

    def test_copies_and_acceptances_are_the_companys(self):
        company = self.env["res.company"].create({"name": "Another vendor"})
        env = self.hire(
            "account.group_account_manager", company_id=company.id, company_ids=company.ids
        )
        self.invoice._get_amazon_submissions()._keep_copies()
        self.assertTrue(self.env["amazon.vendor.invoice.copy"].search([]))
        for model in ("amazon.vendor.invoice.copy", "amazon.vendor.rule.acceptance"):
            self.assertFalse(env[model].search([]))
