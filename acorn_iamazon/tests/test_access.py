# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import gzip
import json

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests.common import new_test_user, tagged

from ..spapi.vendor_report import LAYOUTS
from .common import AmazonCase, make_item, make_purchase_order

MODELS = (
    "amazon.vendor.account",
    "amazon.vendor.code",
    "amazon.vendor.party",
    "amazon.vendor.product",
    "amazon.vendor.document",
    "amazon.vendor.call",
    "amazon.vendor.check",
    "amazon.vendor.job",
    "amazon.vendor.onboarding.step",
    "amazon.vendor.report",
    "amazon.vendor.report.schedule",
    "amazon.vendor.sales.figure",
    "amazon.vendor.inventory.figure",
    "amazon.vendor.margin.figure",
    "amazon.vendor.forecast",
    "amazon.vendor.status.entry",
    "amazon.vendor.plan",
    "amazon.vendor.fetch.request",
    "amazon.vendor.demand",
    "amazon.vendor.order.change",
    "amazon.vendor.return",
    "amazon.vendor.return.line",
    "amazon.vendor.transit",
)


@tagged("post_install", "-at_install")
class TestAccess(AmazonCase):
    """Nobody sees, changes or calls what belongs to an account of others."""

    def test_words_of_amazons_are_text_and_no_html(self):
        words = "<img src=x onerror=alert(1)> is no product"
        self.account._amazon_ask("words", "A question", words)
        asked = self.account._amazon_get_asked("words")
        self.assertNotIn("<img", asked.note)
        self.assertIn("&lt;img src=x", asked.note)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receive(make_purchase_order(items=[make_item("8806098286500", 3, "5.00")]))
        cls.get_order().action_confirm()
        cls.env["amazon.vendor.check"].create(
            {"account_id": cls.account.id, "code": "probe", "name": "Probe", "status": "good"}
        )
        cls.env["amazon.vendor.call"].create(
            {"account_id": cls.account.id, "date": "2026-03-02", "operation": "getPurchaseOrders"}
        )
        cls.read_reports()
        cls.env["amazon.vendor.transit"].create(
            {
                "account_id": cls.account.id,
                "warehouse_id": cls.warehouse.id,
                "partner_id": cls.get_order().partner_shipping_id.id,
            }
        )
        cls.env["amazon.vendor.order.change"].create(
            {"order_id": cls.get_order().id, "kind": "deal", "changed_at": "2026-03-03"}
        )
        cls.env["amazon.vendor.return"].create(
            {
                "account_id": cls.account.id,
                "name": "RTN-77120",
                "line_ids": [Command.create({"asin": "B07K1M9RXT", "quantity": 2})],
            }
        )
        cls.env["amazon.vendor.status.entry"].create(
            {
                "sale_line_id": cls.get_order().order_line.id,
                "kind": "received",
                "date": "2026-03-10",
                "quantity": 3,
            }
        )
        cls.member = new_test_user(cls.env, "amazon-member", groups="acorn_iamazon.group_user")
        cls.stranger = new_test_user(cls.env, "amazon-stranger", groups="acorn_iamazon.group_user")
        cls.account.member_ids = cls.member
        cls.other_company = cls.env["res.company"].create({"name": "Another company"})
        cls.foreign_manager = new_test_user(
            cls.env,
            "amazon-foreign",
            groups="acorn_iamazon.group_manager",
            company_id=cls.other_company.id,
            company_ids=[(6, 0, cls.other_company.ids)],
        )

    @classmethod
    def read_reports(cls):
        row = {"asin": "B07K1M9RXT", "startDate": "2026-03-01", "endDate": "2026-03-07"}
        for report_type, _name in cls.env["amazon.vendor.report"]._fields["report_type"].selection:
            schedule = cls.env["amazon.vendor.report.schedule"].create(
                {"account_id": cls.account.id, "report_type": report_type}
            )
            report = schedule._make_reports()[:1]
            rows = {LAYOUTS[report_type].rows: [{**row, "forecastGenerationDate": "2026-03-01"}]}
            report._store_content(gzip.compress(json.dumps(rows).encode()))
            report._read()
        cls.env["amazon.vendor.fetch.request"].create(
            {"account_id": cls.account.id, "number": "4BZ7PQ2X"}
        )
        cls.env["amazon.vendor.plan"].create(
            {
                "account_id": cls.account.id,
                "product_id": cls.kettle.id,
                "warehouse_id": cls.warehouse.id,
            }
        )

    def test_member_sees_the_account_and_its_records(self):
        for model in MODELS:
            self.assertTrue(self.env[model].with_user(self.member).search([]), model)

    def test_user_who_is_no_member_sees_nothing(self):
        for model in MODELS:
            self.assertFalse(self.env[model].with_user(self.stranger).search([]), model)

    def test_manager_of_another_company_sees_nothing(self):
        for model in MODELS:
            records = self.env[model].with_user(self.foreign_manager)
            records = records.with_context(allowed_company_ids=self.other_company.ids)
            self.assertFalse(records.search([]), model)

    def test_stranger_cannot_read_write_or_work_a_document_by_its_id(self):
        document = self.account.document_ids.with_user(self.stranger)
        with self.assertRaises(AccessError):
            document.read(["payload"])
        for call in (
            document.action_apply,
            document.action_retry,
            document.action_cancel,
            document.action_mark_accepted,
            document.action_ignore,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_stranger_cannot_run_the_jobs_of_an_account(self):
        account = self.account.with_user(self.stranger)
        for call in (
            account.action_fetch_purchase_orders,
            account.action_send_documents,
            account.action_poll_transactions,
            account.action_fetch_purchase_order_status,
            account.action_run_checks,
            account.action_request_fetch,
            account.action_compare_shadow_run,
            account.action_go_live,
            account.action_start_shadow_run,
            account.action_stop_sending,
            account.action_check_rehearsal,
            account.action_authorise,
            self.account.job_ids.with_user(self.stranger).action_run_now,
            self.account.step_ids.with_user(self.stranger).action_confirm,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_member_cannot_write_documents_or_settings(self):
        with self.assertRaises(AccessError):
            self.account.document_ids.with_user(self.member).write({"state": "accepted"})
        with self.assertRaises(AccessError):
            self.account.with_user(self.member).write({"name": "Mine"})

    def test_fees_are_read_by_members_and_changed_by_administrators(self):
        """All companies share them."""
        fee = self.env.ref("acorn_iamazon.fee_not_filled")
        self.assertEqual(fee.with_user(self.member).percent, 10)
        with self.assertRaises(AccessError):
            fee.with_user(self.member).percent = 0
        manager = new_test_user(self.env, "amazon-chief", groups="acorn_iamazon.group_manager")
        with self.assertRaises(AccessError):
            fee.with_user(manager).percent = 12
        fee.with_user(new_test_user(self.env, "admin-2", groups="base.group_system")).percent = 12

    def test_stranger_cannot_acknowledge_orders_of_an_account(self):
        order = self.get_order()
        order.user_id = self.member
        seller = new_test_user(self.env, "amazon-other", groups="sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            order.with_user(seller).action_request_amazon_acknowledge()

    def test_manager_duplicates_an_account_without_its_secrets(self):
        manager = new_test_user(self.env, "copy-boss", groups="acorn_iamazon.group_manager")
        self.account.member_ids = manager
        copy = self.account.with_user(manager).copy()
        self.assertEqual(copy.name, f"{self.account.name} (copy)")
        self.assertEqual((copy.environment, copy.live_mode), ("sandbox", "off"))
        self.assertEqual(copy.marketplace_ids, self.account.marketplace_ids)
        self.assertEqual(copy.partner_id, self.account.partner_id)
        secret = copy.sudo()
        self.assertFalse(secret.lwa_client_id or secret.api_url or secret.token_url)
        self.assertFalse(secret.lwa_client_secret_encrypted or secret.refresh_token_encrypted)

    def test_tokens_and_rates_are_for_nobody(self):
        manager = new_test_user(self.env, "amazon-boss", groups="acorn_iamazon.group_manager")
        for model in ("amazon.vendor.token", "amazon.vendor.rate", "amazon.vendor.authorisation"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(manager).search([])

    def test_salesperson_without_amazon_rights_confirms_an_amazon_order(self):
        salesperson = new_test_user(
            self.env, "plain-sales", groups="sales_team.group_sale_salesman_all_leads"
        )
        self.receive(make_purchase_order("6JD9W1MB", [make_item("8806098286500", 3, "5.00")]))
        order = self.get_order("6JD9W1MB").with_user(salesperson)
        order.action_confirm()
        self.assertEqual(order.amazon_acknowledgement_state, "queued")
