# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""How many clicks the day's work takes from the home screen, counted in a browser."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from odoo import fields
from odoo.tests.common import HttpCase, new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order

from .common import TradeCase

SCRIPT = (Path(__file__).parent / "count_clicks.js").read_text()
MENU = ".o_navbar_apps_menu button"
APP = ("a.o_app", "Amazon Vendor")


def on_card(button):
    return (".o_kanban_record .btn-primary", button)


@pytest.mark.browser
@tagged("post_install", "-at_install")
class TestClicks(TradeCase, HttpCase):
    """Each begins where all applications are shown: Community has them in the menu on the left."""

    def setUp(self):
        super().setUp()
        self.person = new_test_user(
            self.env,
            "person",
            "acorn_iamazon.group_user,sales_team.group_sale_manager,"
            "account.group_account_manager,stock.group_stock_user",
            company_id=self.env.company.id,
        )
        self.account.member_ids += self.person

    def click(self, what, *clicks, most):
        """The menu is what stands for Enterprise's home screen: opening it is no click of ours."""
        self.click_from("/odoo/action-base.action_res_users", [(MENU, ""), APP, *clicks])
        self.report(what, 1 + len(clicks), most)

    def click_from(self, url, clicks):
        code = f"const clicks = {json.dumps(clicks)};\n{SCRIPT}"
        self.browser_js(url, code, "odoo.isReady === true", "person")
        self.env.invalidate_all()

    def report(self, what, count, most):
        print(f"{what}: {count} clicks")
        self.assertLessEqual(count, most)

    def test_ten_orders_are_acknowledged(self):
        items = [make_item("8806098286500", 6, "10.00")]
        for number in range(10):
            self.receive(make_purchase_order(f"CLICK{number:03}", items))
        orders = self.account.order_ids
        self.click(
            "Acknowledge ten orders",
            on_card("Acknowledge"),
            (".o_dialog .btn-primary", "Acknowledge"),
            most=3,
        )
        self.assertEqual(len(orders), 10)
        self.assertEqual(orders.amazon_acknowledge_requested_by_id, self.person)

    def test_ten_invoices_are_submitted(self):
        self.kettle.invoice_policy = "order"
        items = [make_item("8806098286500", 6, "10.00")]
        for number in range(10):
            self.receive(make_purchase_order(f"CLICK{number:03}", items))
        orders = self.account.order_ids
        orders.action_confirm()
        invoices = orders._create_invoices(grouped=True)
        invoices.action_post()
        waiting = invoices.filtered(lambda move: move.amazon_submission_state == "to_submit")
        self.assertEqual(len(waiting), 10)
        self.click(
            "Submit ten invoices",
            on_card("Submit"),
            (".o_dialog .btn-primary", "Send"),
            most=3,
        )
        self.assertTrue(all(move.sending_data for move in waiting))

    def test_verdict_is_one_click_from_a_short_paid_invoice(self):
        invoice = self.trade()
        self.get_paid(**{invoice.name: "229.47"}).action_post()
        steps = [
            (".alert button[name=action_amazon_open_kept]", ""),
            (".o_form_view .alert", "Dispute it."),
        ]
        self.click_from(f"/odoo/action-account.action_move_out_invoice_type/{invoice.id}", steps)
        self.report("From a short-paid invoice to the verdict", len(steps[:-1]), most=1)

    def test_what_the_books_prove_is_disputed(self):
        invoice = self.trade()
        self.get_paid(**{invoice.name: "229.47"}).action_post()
        dispute = self.env["amazon.vendor.dispute"].search([("move_id", "=", invoice.id)])
        self.click(
            "Dispute what the books prove",
            on_card("Dispute"),
            (".o_dialog .btn-primary", ""),
            most=3,
        )
        self.assertEqual(dispute.state, "disputed")

    def test_clean_remittance_is_booked_from_its_file(self):
        invoice = self.trade()
        payment = self.sandbox.tell("pay", shortages={})
        file = {"name": payment["filename"], "content": payment["csv"]}
        self.click(
            "Book a clean remittance from its file",
            (".o_control_panel button", "Import Remittance"),
            (".o_dialog input[type=file]", "", file),
            (".o_dialog .btn-primary", "Import and Book"),
            most=4,
        )
        remittance = self.env["amazon.vendor.remittance"].search([])
        self.assertEqual((remittance.state, invoice.amount_residual), ("posted", 0.0))

    def test_clean_remittance_of_the_api_is_booked_without_a_click(self):
        invoice = self.trade()
        self.sandbox.tell("pay", shortages={})
        self.account.book_automatically = True
        self.account.action_fetch_remittances()
        self.run_due("book_remittances")
        self.report("Book a clean remittance of the API", 0, most=0)
        remittance = self.env["amazon.vendor.remittance"].search([])
        self.assertEqual((remittance.state, invoice.amount_residual), ("posted", 0.0))

    def test_month_is_closed(self):
        self.trade()
        end = fields.Date.today() + timedelta(days=40)
        self.patch(
            self.env.registry["amazon.vendor.month.close"], "_get_last_month_end", lambda _self: end
        )
        self.click(
            "Close a month",
            on_card("Close"),
            (".o_dialog .btn-primary", "Close the Month"),
            most=3,
        )
        self.assertEqual(self.account.closed_until, end)

    def test_account_is_connected(self):
        self.person.group_ids += self.env.ref("base.group_system")
        self.person.group_ids += self.env.ref("acorn_iamazon.group_manager")
        (self.env["amazon.vendor.account"].search([])).active = False
        for name in ("api_url", "token_url"):
            self.env["ir.default"].set("amazon.vendor.account", name, self.account[name])
        self.env["ir.default"].set("amazon.vendor.account", "environment", "custom")
        self.click(
            "Connect an account",
            on_card("Connect an account"),
            (
                ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
                "",
                "Amazon US",
            ),
            (".nav-link[name=connection]", ""),
            (".o_field_widget[name=lwa_client_id] input", "", "amzn1.application-oa2-client.acorn"),
            (".o_field_widget[name=lwa_client_secret] input", "", "amzn1.oa2-cs.v1.top-secret"),
            (".o_field_widget[name=refresh_token] input", "", "Atzr|acorn-refresh"),
            (".o_form_button_save", ""),
            ("button[name=action_request_checks]", ""),
            most=12,
        )
        account = self.env["amazon.vendor.account"].search([])
        self.assertTrue(account.has_credentials)
        account.action_run_checks()
        self.assertEqual(account.connection_state, "connected", account.connection_message)
