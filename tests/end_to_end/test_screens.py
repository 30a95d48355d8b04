# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Each person finds the screens of the whole trade in a browser, and none of them breaks."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from odoo import Command
from odoo.tests.common import HttpCase, TransactionCase, new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order

from .common import TradeCase

SCRIPT = (Path(__file__).parent / "open_screens.js").read_text()
FORM = ".o_form_view .o_form_sheet"
ROW = ".o_data_row.o_selected_row"
SALES = {
    "acorn_iamazon.amazon_vendor_decision_server_action": None,
    "acorn_iamazon.amazon_vendor_account_action_dashboard": FORM,
    "acorn_iamazon.sale_order_action_amazon": FORM,
    "acorn_iamazon.amazon_vendor_document_action": FORM,
    "acorn_iamazon.amazon_vendor_product_action": ROW,
    "acorn_iamazon.sale_order_line_action_acknowledge": None,
}
LOGISTICS = {
    "acorn_iamazon.stock_picking_action_amazon": None,
    "acorn_iamazon.amazon_vendor_demand_action": None,
    "acorn_iamazon.amazon_vendor_return_action": FORM,
}
ACCOUNTING = {
    "acorn_iamazon_account.account_move_action_amazon": FORM,
    "acorn_iamazon_account.account_move_action_amazon_review": None,
    "acorn_iamazon_account.account_move_action_amazon_to_submit": None,
    "acorn_iamazon_account.account_move_action_amazon_waiting": None,
    "acorn_iamazon_account.account_move_action_amazon_rejected": None,
    "acorn_iamazon_account.account_move_action_amazon_accepted": FORM,
    "acorn_iamazon_account.account_move_action_amazon_analysis": None,
    "acorn_iamazon_account.amazon_vendor_rule_acceptance_action": None,
    "acorn_iamazon_reconcile.amazon_vendor_remittance_action": FORM,
    "acorn_iamazon_reconcile.amazon_vendor_deduction_action": None,
    "acorn_iamazon_reconcile.amazon_vendor_dispute_action": FORM,
    "acorn_iamazon_reconcile.amazon_vendor_remittance_line_to_match_action": None,
    "acorn_iamazon_reconcile.account_bank_statement_line_action": FORM,
    "acorn_iamazon_reconcile.amazon_vendor_receivable_action": None,
    "acorn_iamazon_reconcile.amazon_vendor_cash_action": None,
    "acorn_iamazon_reconcile.amazon_vendor_dispute_limit_action": None,
    "acorn_iamazon_account.amazon_vendor_tax_type_action": None,
    "acorn_iamazon_reconcile.amazon_vendor_deduction_report_action": None,
    "acorn_iamazon_reconcile.amazon_vendor_provision_action": None,
    "account.open_account_journal_dashboard_kanban": None,
    "acorn_iamazon_reconcile.amazon_vendor_remittance_mail_action": None,
}
PLANNING = {
    "acorn_iamazon.amazon_vendor_plan_action": FORM,
    "acorn_iamazon.amazon_vendor_report_action": FORM,
    "acorn_iamazon.amazon_vendor_sales_figure_action": None,
    "acorn_iamazon.amazon_vendor_inventory_figure_action": None,
    "acorn_iamazon.amazon_vendor_margin_figure_action": None,
    "acorn_iamazon.amazon_vendor_forecast_action": None,
    "acorn_iamazon.amazon_vendor_scorecard_action": None,
}
CONFIGURATION = {
    "acorn_iamazon.amazon_vendor_account_action": FORM,
    "acorn_iamazon.amazon_vendor_code_action": FORM,
    "acorn_iamazon.amazon_vendor_party_action": ROW,
    "acorn_iamazon.amazon_vendor_fee_action": ROW,
    "acorn_iamazon.amazon_vendor_deadline_action": ROW,
    "acorn_iamazon.amazon_vendor_marketplace_action": ROW,
    "acorn_iamazon.amazon_vendor_api_version_action": ROW,
    "acorn_iamazon.amazon_vendor_call_action": FORM,
    "acorn_iamazon.amazon_vendor_target_action": ROW,
    "acorn_iamazon.amazon_vendor_fetch_request_action": None,
    "acorn_iamazon.amazon_vendor_usage_action": None,
    "acorn_iamazon.amazon_vendor_price_plan_action": FORM,
    "acorn_iamazon_reconcile.amazon_vendor_deduction_type_action": ROW,
    "acorn_iamazon_reconcile.amazon_vendor_match_rule_action": None,
}


# What people do on the way, between shelves and in meetings.
ON_PHONES = (
    "acorn_iamazon.amazon_vendor_decision_action",
    "acorn_iamazon.amazon_vendor_document_action",
    "acorn_iamazon.sale_order_action_amazon",
    "acorn_iamazon.sale_order_line_action_acknowledge",
    "acorn_iamazon.stock_picking_action_amazon",
    "acorn_iamazon_reconcile.amazon_vendor_dispute_action",
    "acorn_iamazon_reconcile.amazon_vendor_remittance_action",
    "acorn_iamazon_reconcile.amazon_vendor_remittance_line_to_match_action",
)


@tagged("post_install", "-at_install")
class TestPhones(TransactionCase):
    def test_lists_are_cards_on_phones(self):
        for name in ON_PHONES:
            action = self.env.ref(name)
            self.assertIn("kanban", [mode for _view, mode in action.views], name)


@pytest.mark.browser
@tagged("post_install", "-at_install")
class TestScreens(TradeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        invoice = cls.trade()
        cls.get_paid(**{invoice.name: "229.47"}).action_post()
        cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.account._get_remittance_journal().id,
                "date": "2026-11-20",
                "payment_ref": "AMAZON.COM SERVICES",
                "amount": 229.47,
            }
        )

    def open_screens(self, login, screens):
        code = f"const screens = {json.dumps(screens)};\n{SCRIPT}"
        self.browser_js("/odoo/amazon-today", code, "odoo.isReady === true", login=login)

    def make_member(self, login, *groups):
        user = new_test_user(self.env, login, ",".join(groups), company_id=self.env.company.id)
        self.account.member_ids += user
        return user

    def test_sales_person(self):
        self.receive_order()
        self.make_member(
            "sales", "acorn_iamazon.group_user", "sales_team.group_sale_salesman_all_leads"
        )
        self.open_screens("sales", SALES)

    def receive_order(self):
        """Lists open with what is to do."""
        self.receive(make_purchase_order("TODO0001", [make_item("8806098286500", 6, "10.00")]))

    def test_logistics_person(self):
        self.make_member("stock", "acorn_iamazon.group_user", "stock.group_stock_user")
        self.env["amazon.vendor.return"].create(
            {
                "account_id": self.account.id,
                "name": "601122334455667",
                "line_ids": [
                    Command.create(
                        {"product_id": self.filter.id, "quantity": 2, "unit_cost": 229.47}
                    )
                ],
            }
        ).action_expect()
        self.open_screens("stock", LOGISTICS)

    def test_purchasing_person(self):
        self.make_member("plans", "acorn_iamazon.group_user", "stock.group_stock_manager")
        self.account.report_schedule_ids = [
            Command.create({"report_type": "GET_VENDOR_FORECASTING_REPORT"})
        ]
        self.account.report_schedule_ids._make_reports()
        # An order of today is not a week yet that could be planned from.
        order = self.account.order_ids[:1]
        order.amazon_purchase_order_date -= timedelta(weeks=1)
        self.account.action_plan_demand()
        self.open_screens("plans", PLANNING)

    def test_accountant(self):
        self.make_member("books", "acorn_iamazon.group_user", "account.group_account_invoice")
        self.open_screens("books", ACCOUNTING)

    def test_administrator(self):
        self.receive_order()
        self.env["amazon.vendor.price.plan"].create({"name": "Starter", "base_fee": 100})
        self.account.action_run_checks()
        self.make_member(
            "chief",
            "base.group_system",
            "acorn_iamazon.group_manager",
            "sales_team.group_sale_manager",
            "account.group_account_manager",
        )
        self.open_screens("chief", SALES | ACCOUNTING | CONFIGURATION)
