# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

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

    # === ONE OPERATION IS REFUSED === #

    def get_refused(self):
        return self.account._amazon_get_asked("operation")

    def count_calls(self, operation):
        domain = [("account_id", "=", self.account.id), ("operation", "=", operation)]
        return self.env["amazon.vendor.call"].search_count(domain)

    def test_refused_operation_stops_its_own_work_only_and_asks_once(self):
        self.sandbox.tell("settings", missing_roles=["getPurchaseOrdersStatus"])
        self.account._run_lane()
        self.account._run_lane()
        self.assertFalse(self.account.paused)
        self.assertTrue(self.get_order("4TROUBLE"))
        self.assertEqual(len(self.account.activity_ids), 1)
        self.assertIn("getPurchaseOrdersStatus", self.get_refused().note)
        # The status and the completeness check need it: each has asked once.
        self.assertEqual(self.count_calls("getPurchaseOrdersStatus"), 2)

    def test_refused_operation_is_tried_again_and_its_activity_goes(self):
        self.sandbox.tell("settings", missing_roles=["getPurchaseOrdersStatus"])
        self.account._run_lane()
        self.sandbox.tell("settings", missing_roles=[])
        job = self.account.job_ids.filtered(lambda job: job.code == "fetch_order_status")
        self.assertEqual(job.state, "failed")
        with freeze_time(job.next_run_at + timedelta(seconds=1)):
            self.run_due("fetch_order_status")
        self.assertEqual(job.state, "succeeded")
        self.assertFalse(self.get_refused())
        self.assertFalse(self.account.failure_ids)

    def test_new_authorisation_lets_the_refused_work_run_at_once(self):
        self.sandbox.tell("settings", missing_roles=["getPurchaseOrdersStatus"])
        self.account._run_lane()
        self.account.refresh_token = "Atzr|acorn-refresh"
        self.assertFalse(self.get_refused())
        job = self.account.job_ids.filtered(lambda job: job.code == "fetch_order_status")
        self.assertTrue(job._is_due())

    def make_ready(self, kind, number):
        return self.env["amazon.vendor.document"].create(
            {
                "account_id": self.account.id,
                "direction": "out",
                "state": "ready",
                "kind": kind,
                "number": number,
                "payload": "{}",
            }
        )

    def test_documents_of_a_refused_operation_wait_and_the_others_are_sent(self):
        self.sandbox.tell("settings", missing_roles=["SubmitShipmentConfirmations"])
        shipments = self.make_ready("shipment_confirmation", "SHIP1")
        shipments += self.make_ready("shipment_confirmation", "SHIP2")
        answer = self.make_ready("acknowledgement", "4TROUBLE")
        self.account.action_send_documents()
        self.account.action_send_documents()
        self.assertEqual(shipments.mapped("state"), ["ready", "ready"])
        self.assertEqual(self.count_calls("SubmitShipmentConfirmations"), 1)
        self.assertNotEqual(answer.state, "ready")
        self.assertEqual(len(self.get_refused()), 1)
        self.assertFalse(self.account._has_to_send(), "nothing spins")

    def test_clock_ten_minutes_off_does_not_break_the_token(self):
        self.sandbox.tell("settings", date_skew=600)
        self.fetch()
        self.assertEqual(self.account.connection_state, "connected")
