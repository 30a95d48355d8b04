# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from unittest.mock import patch

from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .common import SandboxCase, make_item, recent_order

PAGE = "<html><body>Service Unavailable</body></html>"


@tagged("post_install", "-at_install")
class TestTroubles(SandboxCase):
    """What goes wrong between here and Amazon: its category, its next step, and the way back."""

    def setUp(self):
        super().setUp()
        self.patch(type(self.account), "_retry_budget", 0.1)
        self.place(recent_order("4TROUBLE", make_item("8806098286500", 1, "5.00")))

    def fetch(self):
        with mute_logger("odoo.addons.acorn_iamazon"):
            self.account.action_fetch_purchase_orders()

    def assert_trouble(self, category, next_step):
        account = self.account
        self.assertEqual(
            (account.connection_state, account.connection_category), ("failed", category)
        )
        self.assertIn(next_step, account.connection_next_step)
        self.assertFalse(self.get_order("4TROUBLE"))

    def assert_recovers(self):
        """Without a person: the next run of the scheduled action succeeds."""
        self.sandbox.tell("clear_faults")
        self.account.job_ids.next_run_at = False
        self.account.resting_until = False
        self.run_due("fetch_purchase_orders")
        self.assertEqual(self.account.connection_state, "connected")
        self.assertTrue(self.get_order("4TROUBLE"))

    def test_access_token_that_dies_mid_run_is_renewed_at_once(self):
        self.account.action_run_checks()
        self.sandbox.tell("expire_tokens")
        self.fetch()
        self.assertEqual(self.account.connection_state, "connected")
        self.assertTrue(self.get_order("4TROUBLE"))

    def test_revoked_refresh_token(self):
        self.sandbox.tell("revoke")
        self.fetch()
        self.assert_trouble("authorisation", "Renew the authorisation in Vendor Central")
        self.assertTrue(self.account.paused)

    def test_login_with_amazon_down(self):
        self.sandbox.tell("fault", operation="token", times=99, status=503, body=PAGE)
        self.fetch()
        self.assert_trouble("network", "repeated by itself")
        self.assert_recovers()

    def test_html_in_place_of_json(self):
        self.sandbox.tell("fault", operation="getPurchaseOrders", times=99, status=200, body=PAGE)
        self.fetch()
        self.assert_trouble("network", "repeated by itself")
        self.assert_recovers()

    def test_truncated_answer(self):
        self.sandbox.tell("fault", operation="getPurchaseOrders", times=99, truncate=True)
        self.fetch()
        self.assert_trouble("network", "repeated by itself")
        self.assert_recovers()

    def test_connection_that_breaks_before_the_answer(self):
        self.sandbox.tell("fault", operation="getPurchaseOrders", times=99, cut="before")
        self.fetch()
        self.assert_trouble("network", "repeated by itself")
        self.assert_recovers()

    def test_host_without_an_address(self):
        good = self.account.api_url
        # .invalid never has an address (RFC 2606).
        self.account.api_url = "https://sellingpartnerapi.invalid"
        self.fetch()
        self.assert_trouble("network", "this server reaches Amazon")
        self.account.api_url = good
        self.assert_recovers()

    def test_busy_amazon(self):
        self.sandbox.tell("settings", limits=True, rates={"getPurchaseOrders": 0.01})
        with patch.object(type(self.account), "_retry_budget", 0.1):
            for _call in range(12):
                self.fetch()
        self.assertEqual(self.account.connection_category, "throttled")
        self.assertIn("when Amazon allows more calls", self.account.connection_next_step)

    def test_clock_ten_minutes_off_does_not_break_the_token(self):
        self.sandbox.tell("settings", date_skew=600)
        self.fetch()
        self.assertEqual(self.account.connection_state, "connected")
