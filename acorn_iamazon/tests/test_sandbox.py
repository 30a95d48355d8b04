# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import contextlib
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from ..models.exchange.amazon_vendor_document_sending import PROOF_BY_SILENCE, RECORDS_LAG
from .common import SandboxCase, make_item, recent_order


@tagged("post_install", "-at_install")
class TestFetch(SandboxCase):
    def test_orders_of_all_pages_become_sale_orders_once(self):
        self.place(
            *(
                recent_order(f"4PAGE{number:03}", make_item("8806098286500", 1, "5.00"))
                for number in range(130)
            )
        )
        self.account.action_fetch_purchase_orders()
        self.assertEqual(len(self.account.order_ids), 130)
        self.account.action_fetch_purchase_orders()
        self.assertEqual(len(self.account.order_ids), 130)
        self.assertEqual(len(self.account.document_ids), 130)

    def test_page_that_repeats_its_token_for_ever_ends(self):
        self.sandbox.tell("settings", repeat_page_token=True)
        self.place(recent_order("4LOOP00X", make_item("8806098286500", 1, "5.00")))
        with self.assertLogs(level="WARNING") as logs:
            self.account.action_fetch_purchase_orders()
        self.assertIn("repeats a page token", logs.output[0])
        self.assertEqual(len(self.account.order_ids), 1)

    def test_mark_moves_when_all_was_stored_and_stays_when_a_page_failed(self):
        before = self.account.fetched_until
        self.sandbox.tell("fault", operation="getPurchaseOrders", times=99, status=400, body="{}")
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.fetched_until, before)
        self.sandbox.tell("clear_faults")
        self.account.action_fetch_purchase_orders()
        self.assertGreater(self.account.fetched_until, before)

    def test_long_absence_is_asked_in_windows_of_seven_days(self):
        self.account.fetched_until = fields.Datetime.now() - timedelta(days=20)
        self.place(
            recent_order(
                "4OLD000X", make_item("8806098286500", 1, "5.00"), purchaseOrderDate="-18d"
            )
        )
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.order_ids.amazon_purchase_order_number, "4OLD000X")
        calls = self.sandbox.ask("received", operation="getPurchaseOrders")
        self.assertEqual(len(calls), 6)

    def test_changed_order_is_fetched_again(self):
        self.place(recent_order("4CHG000X", make_item("8806098286500", 1, "5.00")))
        self.account.action_fetch_purchase_orders()
        self.place(recent_order("4CHG000X", make_item("8806098286500", 4, "5.00")), changed=True)
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.order_ids.order_line.product_uom_qty, 4)

    def test_truncated_answer_is_repeated(self):
        self.place(recent_order("4CUT000X", make_item("8806098286500", 1, "5.00")))
        self.sandbox.tell("fault", operation="getPurchaseOrders", truncate=True)
        self.account.action_fetch_purchase_orders()
        self.assertEqual(len(self.account.order_ids), 1)
        self.assertEqual(self.account.connection_state, "connected")

    def test_refused_token_pauses_the_account_with_one_activity(self):
        self.sandbox.tell("revoke")
        self.account.action_fetch_purchase_orders()
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.connection_category, "authorisation")
        self.assertTrue(self.account.paused)
        self.assertIn("refresh token", self.account.connection_message)
        self.assertEqual(len(self.account.activity_ids), 1)

    def test_new_refresh_token_lets_the_account_run_again(self):
        self.sandbox.tell("revoke")
        self.account.action_fetch_purchase_orders()
        self.sandbox.tell("scenario")
        self.account.refresh_token = "Atzr|acorn-refresh"
        self.assertFalse(self.account.paused)
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.connection_state, "connected")
        self.assertFalse(self.account.activity_ids)

    def test_wrong_client_secret_is_named(self):
        self.account.lwa_client_secret = "s3cr3t-mistyped"
        self.account.action_fetch_purchase_orders()
        self.assertIn("client secret", self.account.connection_message)
        self.assertNotIn("s3cr3t", self.account.connection_message)

    def test_expired_access_token_is_renewed_and_the_call_repeated(self):
        self.account.action_fetch_purchase_orders()
        self.sandbox.tell("expire_tokens")
        self.place(recent_order("4EXP000X", make_item("8806098286500", 1, "5.00")))
        self.account.action_fetch_purchase_orders()
        self.assertEqual(len(self.account.order_ids), 1)

    def test_missing_role_is_told_apart_and_asks_for_no_new_token_again_and_again(self):
        self.sandbox.tell("settings", missing_roles=["getPurchaseOrders"])
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.account.connection_category, "authorisation")
        tokens = self.account.env["amazon.vendor.call"].search([("operation", "=", "LWA token")])
        self.assertEqual(len(tokens), 1)

    def test_unreachable_host_is_shown_on_the_account_and_stops_no_other(self):
        self.place(recent_order("4UP0000X", make_item("8806098286500", 1, "5.00")))
        other = self.account.copy({"name": "Unreachable", "lwa_client_id": "x"})
        other.write(
            {
                "api_url": "http://127.0.0.1:9",
                "token_url": "http://127.0.0.1:9/token",
                "lwa_client_secret": "y",
                "refresh_token": "z",
            }
        )
        (other | self.account).action_fetch_purchase_orders()
        self.assertEqual(other.connection_category, "network")
        self.assertEqual(len(self.account.order_ids), 1)

    def test_every_call_is_in_the_log_without_secrets(self):
        self.account.action_fetch_purchase_orders()
        calls = self.env["amazon.vendor.call"].search([("account_id", "=", self.account.id)])
        self.assertIn("getPurchaseOrders", calls.mapped("operation"))
        self.assertTrue(all(call.status == 200 and call.request_id for call in calls[:-1]))
        text = str(calls.read())
        for secret in ("Atza|", "Atzr|", "top-secret"):
            self.assertNotIn(secret, text)


@tagged("post_install", "-at_install")
class TestSendAndPoll(SandboxCase):
    def setUp(self):
        super().setUp()
        self.place(
            recent_order(
                "4SEND00X",
                make_item("8806098286500", 7, "10.00", "CASES", 3),
                make_item("8806098286123", 5, "229.47"),
            )
        )
        self.account.action_fetch_purchase_orders()
        self.order = self.account.order_ids
        self.order.action_confirm()
        self.document = self.order.amazon_document_ids.filtered(
            lambda d: d.kind == "acknowledgement"
        )

    def _count_sent(self, operation="submitAcknowledgement"):
        return len(self.sandbox.ask("received", operation=operation))

    def test_acknowledgement_is_accepted_when_amazons_records_show_it(self):
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "sent")
        self.assertTrue(self.document.transaction_id)
        self.assertTrue(self.document.request_id)
        self.account.action_poll_transactions()
        self.assertEqual(self.document.state, "accepted")
        self.assertEqual(self.document.evidence, "records")
        self.assertEqual(self.order.amazon_acknowledgement_state, "accepted")

    def test_nothing_is_sent_twice(self):
        self.account.action_send_documents()
        self.account.action_send_documents()
        self.order.action_amazon_acknowledge()
        self.account.action_send_documents()
        self.assertEqual(self._count_sent(), 1)

    def test_refusal_is_shown_with_amazons_reason_and_raises_an_activity(self):
        self.account.action_send_documents()
        self.sandbox.tell(
            "fail_transaction",
            operation="submitAcknowledgement",
            errors=[{"code": "INVALID_ORDER_ID", "message": "Invalid order ID.", "details": ""}],
        )
        self.account.action_poll_transactions()
        self.assertEqual(self.document.state, "rejected")
        self.assertIn("INVALID_ORDER_ID", self.document.error_message)
        refused = self.order.activity_ids.filtered(lambda a: "Amazon refused" in a.summary)
        self.assertEqual(len(refused), 1)

    def test_order_whose_answer_is_under_way_is_not_deleted(self):
        self.account.action_send_documents()
        self.order._action_cancel()
        with self.assertRaisesRegex(UserError, "4SEND00X.* is not deleted"):
            self.order.unlink()

    def test_silence_of_fifteen_minutes_counts_as_taken(self):
        self.sandbox.tell("settings", ignore_acknowledgements=True)
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.assertEqual(self.document.state, "sent")
        self.document.sent_at -= timedelta(minutes=16)
        self.account.action_poll_transactions()
        self.assertEqual((self.document.state, self.document.evidence), ("accepted", "silence"))

    def test_shipment_notice_is_accepted_when_amazon_reports_success(self):
        picking = self.order.picking_ids
        self.ship(self.order)
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.assertEqual(picking.amazon_shipment_state, "accepted")
        self.assertEqual(picking.amazon_document_ids.evidence, "success")

    def test_refusal_at_the_door_waits_for_a_person(self):
        self.sandbox.tell(
            "fault",
            operation="submitAcknowledgement",
            status=400,
            content_type="application/json",
            body='{"errors": [{"code": "InvalidInput", "message": "items is wrong"}]}',
        )
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "failed")
        self.assertIn("items is wrong", self.document.error_message)
        self.document.action_retry()
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "sent")

    def test_busy_amazon_is_asked_again_later(self):
        self.sandbox.tell(
            "fault",
            operation="submitAcknowledgement",
            times=99,
            status=429,
            content_type="application/json",
            body='{"errors": [{"code": "QuotaExceeded", "message": "Slow down"}]}',
        )
        self.patch(self.account.__class__, "_retry_budget", 0.0)
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "ready")
        self.assertGreater(self.document.next_attempt_at, fields.Datetime.now())

    def test_lost_answer_is_looked_up_before_anything_is_sent_again(self):
        self.sandbox.tell("fault", operation="submitAcknowledgement", cut="after")
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "sending")
        self.account.action_send_documents()
        self.assertEqual((self.document.state, self.document.evidence), ("accepted", "records"))
        self.assertEqual(self._count_sent(), 1)

    def lose_call(self):
        """The acknowledgement is on its way when the connection breaks; Amazon never sees it."""
        self.sandbox.tell("fault", operation="submitAcknowledgement", cut="before")
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "sending")

    def test_call_that_never_arrived_is_repeated_when_amazons_records_prove_it(self):
        self.lose_call()
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "sending", "the records may lag")
        self.assertEqual(self._count_sent(), 0)
        self.document.sending_at -= RECORDS_LAG + timedelta(minutes=1)
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "sent")
        self.assertEqual(self._count_sent(), 1)

    def test_acknowledgement_that_amazons_records_do_not_tell_of_is_asked_of_a_person(self):
        self.lose_call()
        self.document.sending_at -= RECORDS_LAG + timedelta(minutes=1)
        kind = type(self.env["amazon.vendor.kind.acknowledgement"])
        answered_otherwise = {"1": (1, 0), "2": (0, 1)}
        for shown in ({}, answered_otherwise):
            with self.subTest(shown=shown), patch.object(kind, "_fetch_shown", return_value=shown):
                self.document.state = "sending"
                self.account.action_send_documents()
                self.assertEqual(self.document.state, "unknown")
        self.assertEqual(self._count_sent(), 0)

    def lose_answer_to_notice(self):
        """:return: the shipment notice that Amazon took and of which nobody knows it"""
        self.ship(self.order)
        self.sandbox.tell("fault", operation="SubmitShipmentConfirmations", cut="after")
        self.account.action_send_documents()
        notice = self.order.picking_ids.amazon_document_ids
        self.assertEqual(notice.state, "sending")
        notice.sending_at -= RECORDS_LAG + timedelta(minutes=1)
        self.account.action_send_documents()
        return notice

    def test_fate_of_a_shipment_notice_that_nobody_can_tell_is_asked_of_a_person(self):
        notice = self.lose_answer_to_notice()
        self.assertEqual(notice.state, "unknown")
        self.assertEqual(notice.picking_id.amazon_shipment_state, "unknown")
        self.assertIn("Vendor Central", notice.error_message)
        self.assertTrue(self.order.activity_ids)
        notice.action_mark_accepted("Vendor Central, Shipments")
        self.assertEqual(notice.picking_id.amazon_shipment_state, "accepted")
        self.assertEqual((notice.evidence, notice.fate_told_by_id), ("person", self.env.user))
        self.assertEqual(self._count_sent("SubmitShipmentConfirmations"), 1)

    def tell_fate(self, notice, **values):
        return self.env["amazon.vendor.fate"].create({"document_id": notice.id, **values})

    def test_who_tells_a_fate_says_what_was_seen_and_it_is_kept(self):
        notice = self.lose_answer_to_notice()
        wizard = self.tell_fate(notice, is_there=True, reason=" ")
        self.assertIn("Vendor Central", wizard.doubt)
        with self.assertRaisesRegex(UserError, "what you saw"):
            wizard.action_confirm()
        for call in (notice.action_mark_accepted, notice.action_mark_missing):
            with self.subTest(call.__name__), self.assertRaisesRegex(UserError, "what you saw"):
                call()  # as over RPC, past the form
        self.assertEqual(notice.state, "unknown")
        wizard.reason = "Shipments, ASN of today"
        wizard.action_confirm()
        self.assertEqual((notice.state, notice.evidence), ("accepted", "person"))
        self.assertEqual(notice.fate_told_reason, "Shipments, ASN of today")
        self.assertTrue(notice.fate_told_at)

    def test_who_looked_in_vain_lets_it_be_sent_again(self):
        notice = self.lose_answer_to_notice()
        self.tell_fate(notice, is_there=False, reason="No ASN of today").action_confirm()
        self.assertEqual((notice.state, notice.fate_told_reason), ("ready", "No ASN of today"))

    def test_transaction_that_amazon_forgot_proves_nothing_and_holds_up_no_other(self):
        """A 404 for one; the other is asked for in the same run."""
        self.sandbox.tell("settings", ignore_acknowledgements=True)
        self.ship(self.order)
        self.account.action_send_documents()
        answer, notice = self.document, self.order.picking_ids.amazon_document_ids
        answer.sent_at -= PROOF_BY_SILENCE + timedelta(minutes=1)
        for minutes, state in ((0, "sent"), (31, "unknown")):
            answer.write(
                {"sent_at": answer.sent_at - timedelta(minutes=minutes), "next_poll_at": False}
            )
            self.sandbox.tell("fault", operation="getTransaction", status=404, body="{}", times=1)
            self.account.action_poll_transactions()
            self.assertEqual((answer.state, notice.state), (state, "accepted"))
        self.assertFalse(self.account.failure_ids)

    def test_nothing_sends_a_document_of_unknown_fate_again(self):
        notice = self.lose_answer_to_notice()
        picking = notice.picking_id
        for act in (
            notice.action_retry,
            notice.action_cancel,
            picking.action_amazon_confirm_shipment,
            picking._amazon_prepare_shipments,
            notice.action_ask_again,
        ):
            with self.subTest(act.__name__), contextlib.suppress(UserError):
                act()
            self.account.action_send_documents()
            self.assertEqual(notice.state, "unknown")
            self.assertEqual(picking.amazon_document_ids, notice)
            self.assertEqual(self._count_sent("SubmitShipmentConfirmations"), 1)

    def test_document_of_unknown_fate_is_sent_again_when_a_person_says_that_it_is_not_there(self):
        notice = self.lose_answer_to_notice()
        notice.action_mark_missing("Vendor Central, Shipments")
        self.assertEqual(notice.fate_told_by_id, self.env.user)
        self.account.action_send_documents()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(self._count_sent("SubmitShipmentConfirmations"), 2)

    def test_silence_proves_nothing_without_a_transaction(self):
        self.ship(self.order)
        self.account.action_send_documents()
        notice = self.order.picking_ids.amazon_document_ids
        notice.transaction_id = False
        notice.sent_at -= PROOF_BY_SILENCE + timedelta(minutes=1)
        self.account.action_poll_transactions()
        self.assertEqual(notice.state, "sent")
        notice.sent_at -= RECORDS_LAG
        self.account.action_poll_transactions()
        self.assertEqual(notice.state, "unknown")

    def test_correction_replaces_the_acknowledgement(self):
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        self.order.order_line[1].product_uom_qty = 4
        self.order.action_amazon_acknowledge()
        self.account.action_send_documents()
        documents = self.order.amazon_document_ids.filtered(
            lambda d: d.kind == "acknowledgement"
        ).sorted("id")
        self.assertEqual(documents.mapped("state"), ["superseded", "sent"])

    def test_sent_document_cannot_be_changed_or_deleted(self):
        self.account.action_send_documents()
        with self.assertRaises(UserError):
            self.document.payload = "{}"
        with self.assertRaises(UserError):
            self.document.unlink()

    def test_database_refuses_a_second_live_document(self):
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["amazon.vendor.document"].create(
                {
                    "account_id": self.account.id,
                    "direction": "out",
                    "kind": "acknowledgement",
                    "number": "4SEND00X",
                    "state": "ready",
                    "environment": self.account.environment,
                }
            )

    def test_health_check_is_green_and_turns_red_when_the_token_is_revoked(self):
        self.account.action_run_checks()
        found = {check.code: check.status for check in self.account.check_ids}
        self.assertEqual(found["connection"], "good")
        self.sandbox.tell("revoke")
        self.env["amazon.vendor.token"].search([]).unlink()
        self.account.action_run_checks()
        found = {check.code: check for check in self.account.check_ids}
        self.assertEqual(found["connection"].status, "bad")
        self.assertIn("Renew the authorisation", found["connection"].mend)
