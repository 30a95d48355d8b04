# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The tours that new users start from the menu lead to the end of what they show."""

import json

import pytest

from odoo.tests.common import HttpCase, new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, make_purchase_order

from .common import TradeCase


@pytest.mark.browser
@tagged("post_install", "-at_install")
class TestTours(TradeCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.person = new_test_user(
            self.env,
            "newcomer",
            "acorn_iamazon.group_user,sales_team.group_sale_manager,"
            "account.group_account_manager,stock.group_stock_user",
            company_id=self.env.company.id,
        )
        self.account.member_ids += self.person

    def show(self, tour, file=None):
        """:param file: what the tour uploads"""
        code = (
            f"odoo.amazonTourFile = {json.dumps(file)}; odoo.startTour({json.dumps(tour)}, {{}});"
        )
        self.browser_js(
            "/odoo/amazon-today",
            code,
            f"odoo.isTourReady({json.dumps(tour)})",
            "newcomer",
            success_signal="tour succeeded",
        )
        self.env.invalidate_all()

    def test_first_order(self):
        self.kettle.is_storable = False  # what is not kept in stock is free
        self.receive(make_purchase_order("FIRST001", [make_item("8806098286500", 6, "10.00")]))
        self.show("amazon_first_order")
        self.assertEqual(self.get_order("FIRST001").amazon_acknowledgement_state, "queued")

    def test_first_remittance(self):
        invoice = self.trade()
        payment = self.sandbox.tell("pay", shortages={})
        self.show(
            "amazon_first_remittance", {"name": payment["filename"], "content": payment["csv"]}
        )
        self.assertEqual(invoice.payment_state, "paid")

    def test_first_dispute(self):
        invoice = self.trade()
        self.get_paid(**{invoice.name: "229.47"}).action_post()
        self.show("amazon_first_dispute")
        dispute = self.env["amazon.vendor.dispute"].search([("move_id", "=", invoice.id)])
        self.assertEqual(dispute.state, "disputed")

    def test_menu_starts_each_tour_that_there_is(self):
        """A tour of another name would start nothing, silently."""
        actions = self.env["ir.actions.client"].search([("tag", "=", "amazon_show_tour")])
        tours = {action.params["tour"] for action in actions}
        self.assertEqual(len(tours), 3)
        code = f"""
            const missing = {json.dumps(sorted(tours))}.filter(
                (name) => !odoo.loader.modules.get("@web/core/registry").registry
                    .category("web_tour.tours").contains(name)
            );
            missing.length ? console.error(missing.join()) : console.log("test successful");
        """
        self.browser_js("/odoo/amazon-today", code, "odoo.isReady === true", "newcomer")
