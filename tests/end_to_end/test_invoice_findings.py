# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""An accountant mends what the rules find, in a browser: the button leads to the field."""

import pytest

from odoo.tests.common import HttpCase, new_test_user, tagged

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .common import TradeCase

SCRIPT = """
const wait = async (find) => {
    for (let tries = 0; tries < 200; tries++) {
        const found = find();
        if (found) {
            return found;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`Not found: ${find}`);
};
const alert = await wait(() => document.querySelector('[name^="amazon_"][name*="_remit_to_"]'));
alert.querySelector("a").click();
const input = await wait(() => document.querySelector('.o_field_widget[name="zip"] input'));
await wait(() => document.activeElement === input);
console.log("test successful");
"""


@pytest.mark.browser
@tagged("post_install", "-at_install")
class TestInvoiceFindings(TradeCase, HttpCase):
    def test_button_of_a_finding_puts_the_cursor_into_the_field(self):
        user = new_test_user(
            self.env,
            "books",
            "acorn_iamazon.group_user,account.group_account_invoice,base.group_partner_manager",
            company_id=self.env.company.id,
        )
        self.account.member_ids += user
        self.place(recent_order("4A7Q2KXV", make_item("8806098286123", 5, "229.47")))
        self.account.action_fetch_purchase_orders()
        order = self.get_order("4A7Q2KXV")
        order.action_confirm()
        self.ship(order)
        invoice = order._create_invoices()
        invoice.action_post()
        self.env.company.partner_id.zip = False
        self.browser_js(
            f"/odoo/amazon-invoices/{invoice.id}",
            f"(async () => {{{SCRIPT}}})()",
            "odoo.isReady === true",
            login="books",
        )
