# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.tests.common import tagged

from .common import SandboxCase, make_item, recent_order


@tagged("post_install", "-at_install")
class TestOnboarding(SandboxCase):
    """The set-up looks at the account: what is done is seen, wherever and whenever it was done."""

    def get_states(self, account=None):
        steps = (account or self.account).step_ids
        self.env.invalidate_all()
        return {step.code: step.state for step in steps}

    def get_missing(self, code):
        step = self.account.step_ids.filtered(lambda step: step.code == code)
        self.env.invalidate_all()
        return step.missing

    def test_new_account_begins_with_the_developer_profile(self):
        account = self.env["amazon.vendor.account"].create({"name": "New"})
        states = self.get_states(account)
        self.assertEqual(states["profile"], "todo")
        self.assertEqual(states["credentials"], "later")
        self.assertEqual(states["region"], "done")
        self.assertIn(
            "client secret",
            account.step_ids.filtered(lambda step: step.code == "credentials").missing,
        )

    def test_profile_is_confirmed_by_hand(self):
        account = self.env["amazon.vendor.account"].create({"name": "New"})
        account.step_ids.filtered("can_confirm").action_confirm()
        states = self.get_states(account)
        self.assertEqual((states["profile"], states["application"]), ("done", "todo"))

    def test_authorisation_needs_a_token_that_works(self):
        self.assertIn("health check", self.get_missing("authorisation"))
        self.account.action_run_checks()
        self.assertEqual(self.get_states()["authorisation"], "done")
        self.account.refresh_token = "Atzr|wrong"
        self.assertEqual(self.get_states()["authorisation"], "todo")

    def test_vendor_codes_of_the_first_order_are_offered_for_set_up(self):
        self.assertIn("first purchase order", self.get_missing("vendor_codes"))
        self.place(recent_order("4CODE00X", make_item("8806098286500", 1, "5.00")))
        self.account.action_fetch_purchase_orders()
        self.assertIn("ACRN1", self.get_missing("vendor_codes"))
        self.account.code_ids.is_set_up = True
        self.assertFalse(self.get_missing("vendor_codes"))

    def test_pages_of_amazon_are_those_of_each_marketplace(self):
        console = "/sellingpartner/developerconsole"
        pages = {
            "profile": "/developer/register",
            "application": console,
            "credentials": console,
            "authorisation": console,
        }
        steps = self.account.step_ids
        for marketplace in self.env["amazon.vendor.marketplace"].search([]):
            self.account.marketplace_ids = marketplace
            site = marketplace.vendor_central_url
            for step in steps:
                with self.subTest(marketplace=marketplace.name, step=step.code):
                    url = step.action_open_amazon()["url"]
                    self.assertEqual(url, site + pages.get(step.code, ""))

    def test_step_without_a_page_of_its_own_says_where_in_the_menu(self):
        steps = self.account.step_ids.grouped("code")
        self.assertIn("Settings, Contacts", steps["vendor_codes"].explanation)
        self.assertIn("Integration, API Integration", steps["profile"].explanation)

    def test_each_marketplace_has_its_own_vendor_central(self):
        for name, site in (("ie", "amazon.ie"), ("za", "amazon.co.za"), ("us", "amazon.com")):
            self.account.marketplace_ids = self.env.ref(f"acorn_iamazon.marketplace_{name}")
            url = self.account._get_vendor_central_url()
            self.assertEqual(url, f"https://vendorcentral.{site}")
        every = self.env["amazon.vendor.marketplace"].search([("region", "!=", False)])
        self.assertTrue(all(every.mapped("vendor_central_url")))

    def test_steps_still_to_do_are_counted(self):
        before = self.account.count_open_steps
        self.account.action_run_checks()
        self.env.invalidate_all()
        self.assertLess(self.account.count_open_steps, before)
