# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user, tagged

from ..spapi import jsontext
from .common import SandboxCase, make_item, recent_order


class ProductionCase(SandboxCase):
    """The sandbox server stands in for Amazon's production, under its own address."""

    def setUp(self):
        super().setUp()
        for name, address in (
            ("_get_api_url", self.sandbox.api_url),
            ("_get_token_url", self.sandbox.token_url),
        ):
            self.startPatcher(
                patch.object(type(self.account), name, lambda _self, address=address: address)
            )

    def receive_order(self, number, *items):
        self.place(recent_order(number, *items or [make_item("8806098286500", 3, "5.00")]))
        self.account.action_fetch_purchase_orders()
        return self.get_order(number)

    def acknowledgements_received(self):
        return self.sandbox.ask("received", operation="submitAcknowledgement")


@tagged("post_install", "-at_install")
class TestGoingLive(ProductionCase):
    def rehearse(self):
        """One order through the sandbox, from fetching to the shipment notice."""
        order = self.receive_order("4REHEARS")
        order.action_amazon_acknowledge()
        self.account.action_send_documents()
        self.ship(order)
        self.account.action_send_documents()
        self.account.action_poll_transactions()
        if "move_id" in self.env["amazon.vendor.document"]._fields:
            self.account.document_ids.create(
                {
                    "account_id": self.account.id,
                    "environment": "custom",
                    "direction": "out",
                    "kind": "invoice",
                    "number": "REHEARSED",
                    "state": "accepted",
                }
            )

    def test_production_sends_nothing_before_the_account_is_live(self):
        self.account.environment = "production"
        order = self.receive_order("4OFF000X")
        order.action_amazon_acknowledge()
        self.account.action_send_documents()
        self.run_due("send_documents")
        self.assertFalse(self.acknowledgements_received())
        self.assertEqual(order.amazon_acknowledgement_state, "queued")

    def test_rehearsal_names_what_did_not_go_through_the_sandbox(self):
        self.receive_order("4PART00X")
        with self.assertRaisesRegex(UserError, "Acknowledgement, Shipment notice"):
            self.account.action_check_rehearsal()
        self.assertEqual(self.account.rehearsal_state, "none")

    def test_rehearsed_account_goes_live_and_sends_what_waited(self):
        self.rehearse()
        self.account.environment = "production"
        order = self.receive_order("4LIVE00X")
        order.action_amazon_acknowledge()
        self.sandbox.tell("scenario")
        self.account.action_go_live()
        self.assertEqual((self.account.rehearsal_state, self.account.live_mode), ("passed", "live"))
        self.assertEqual(self.account.rehearsal_user_id, self.env.user)
        self.place(recent_order("4LIVE00X", make_item("8806098286500", 3, "5.00")))
        self.account.action_send_documents()
        self.assertEqual(len(self.acknowledgements_received()), 1)

    def test_what_was_built_in_rehearsal_is_cancelled_and_never_sent_to_production(self):
        order = self.receive_order("4REHRS0X")
        order.action_amazon_acknowledge()
        rehearsed = self.account.document_ids.filtered(lambda d: d.kind == "acknowledgement")
        self.assertEqual((rehearsed.state, rehearsed.environment), ("ready", "custom"))
        self.account.environment = "production"
        self.assertIn("Acknowledgement 4REHRS0X", self.account.going_live_notice)
        self.account._set_rehearsal("passed")
        self.account.action_go_live()
        self.account.action_send_documents()
        self.assertEqual(rehearsed.state, "cancelled")
        self.assertIn("4REHRS0X", self.account.message_ids[:1].body)
        self.account.invalidate_recordset(["going_live_notice"])
        self.assertFalse(self.account.going_live_notice)
        self.assertFalse(self.acknowledgements_received())

    def test_document_of_another_environment_waits_for_its_own(self):
        order = self.receive_order("4BACK00X")
        order.action_amazon_acknowledge()
        document = self.account.document_ids.filtered(lambda d: d.kind == "acknowledgement")
        self.account.environment = "production"
        self.account.sudo().live_mode = "live"
        self.account.action_send_documents()
        self.run_due("send_documents")
        self.assertEqual(document.state, "ready")
        self.assertFalse(self.account._has_to_send(), "a lane does not turn around for it")

    def test_what_the_sandbox_took_is_sent_to_production_all_the_same(self):
        """One number, two environments: what was accepted in one says nothing of the other."""
        documents = self.env["amazon.vendor.document"]
        payload = {"acknowledgements": []}
        first = documents._prepare_outgoing(self.account, "acknowledgement", "4BOTH00X", payload)
        first.write({"state": "accepted", "attempts": 1})
        self.account.environment = "production"
        second = documents._prepare_outgoing(self.account, "acknowledgement", "4BOTH00X", payload)
        self.assertNotEqual(first, second)
        self.assertEqual(second.environment, "production")

    def test_orders_of_production_are_no_rehearsal(self):
        self.account.environment = "production"
        self.account.live_mode = "live"
        self.rehearse()
        self.account.document_ids.environment = "production"
        with self.assertRaisesRegex(UserError, "Purchase order"):
            self.account.action_check_rehearsal()

    def test_manager_overrides_with_a_reason_that_is_kept(self):
        self.account.environment = "production"
        action = self.account.action_go_live()
        self.assertEqual(action["res_model"], "amazon.vendor.rehearsal.override")
        self.assertEqual(self.account.live_mode, "off")
        wizard = self.env[action["res_model"]].create(
            {"account_id": self.account.id, "reason": "EDI vendor since 2019"}
        )
        wizard.action_confirm()
        self.assertEqual(self.account.live_mode, "live")
        self.assertEqual(self.account.rehearsal_state, "overridden")
        self.assertIn("EDI vendor since 2019", self.account.message_ids[0].body)

    def test_override_needs_a_reason_and_a_manager(self):
        self.account.environment = "production"
        wizards = self.env["amazon.vendor.rehearsal.override"]
        with self.assertRaisesRegex(UserError, "reason"):
            wizards.create({"account_id": self.account.id, "reason": " "}).action_confirm()
        member = new_test_user(self.env, "plain-member", "acorn_iamazon.group_user")
        self.account.member_ids += member
        with self.assertRaises(AccessError):
            self.account.with_user(member).action_go_live()
        with self.assertRaises(AccessError):
            wizards.with_user(member).create({"account_id": self.account.id, "reason": "Mine"})

    def test_another_environment_is_not_live_by_itself(self):
        self.account.write({"environment": "production"})
        self.account.live_mode = "live"
        self.account.environment = "sandbox"
        self.account.environment = "production"
        self.assertEqual(self.account.live_mode, "off")

    def test_sandbox_cannot_go_live(self):
        with self.assertRaisesRegex(UserError, "Production first"):
            self.account.action_go_live()


@tagged("post_install", "-at_install")
class TestShadowRun(ProductionCase):
    """What somebody sends by hand is compared with what the suite would send."""

    def setUp(self):
        super().setUp()
        self.account.environment = "production"
        self.account.action_start_shadow_run()
        self.order = self.receive_order("4SHADOWX")
        self.order.action_amazon_acknowledge()
        self.document = self.account.document_ids.filtered(lambda d: d.kind == "acknowledgement")

    def acknowledge_by_hand(self, **changes):
        """Send what a person or an EDI system would send, past the suite's door."""
        client = self.account._get_client()
        body = jsontext.loads(self.document.payload)
        (item,) = body["acknowledgements"][0]["items"]
        item["itemAcknowledgements"][0].update(changes)
        client.call("submitAcknowledgement", body=body)

    def test_what_nobody_sent_by_hand_waits_no_longer_than_two_weeks(self):
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "waiting")
        with freeze_time(fields.Datetime.now() + timedelta(days=15)):
            self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "missing")
        self.assertFalse(self.account.count_shadow_waiting)

    def test_run_that_was_stopped_is_compared_to_its_end(self):
        self.account.action_stop_sending()
        self.assertTrue(self.account._has_to_compare())
        self.acknowledge_by_hand()
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "same")
        self.assertFalse(self.account._has_to_compare())

    def go_live(self):
        self.account._set_rehearsal("passed")
        self.account.action_go_live()

    def test_what_the_shadow_run_left_over_is_asked_of_a_person_when_the_account_goes_live(self):
        self.assertIn(self.document.display_name, self.account.going_live_notice)
        self.go_live()
        self.account.action_send_documents()
        self.assertFalse(self.acknowledgements_received(), "it may be there by other means")
        self.assertEqual(self.document.state, "unknown")
        self.assertEqual(self.order.amazon_acknowledgement_state, "unknown")
        self.assertTrue(self.order.activity_ids)
        self.document.action_mark_missing("Vendor Central, Orders: still new")
        self.account.action_send_documents()
        self.assertEqual(len(self.acknowledgements_received()), 1)
        self.assertEqual(self.order.amazon_acknowledgement_state, "sent")

    def test_amazon_may_be_asked_again_about_what_the_shadow_run_left_over(self):
        self.acknowledge_by_hand()
        self.go_live()
        self.document.action_ask_again()
        self.account.action_send_documents()
        self.assertEqual((self.document.state, self.document.evidence), ("accepted", "records"))
        self.assertEqual(len(self.acknowledgements_received()), 1, "that of the person only")

    def test_what_was_sent_by_other_means_needs_nobody_when_the_account_goes_live(self):
        self.acknowledge_by_hand()
        self.account.action_compare_shadow_run()
        self.go_live()
        self.assertEqual((self.document.state, self.document.shadow_state), ("shadow", "same"))
        self.assertFalse(self.order.activity_ids)

    def test_comparing_is_the_scheduled_actions_work(self):
        self.account.action_request_comparison()
        self.assertFalse(self.document.shadow_difference)
        self.assertTrue(self.account.job_ids.filtered(lambda j: j.code == "compare_shadow_run"))

    def test_nothing_is_sent(self):
        self.account.action_send_documents()
        self.assertEqual(self.document.state, "shadow")
        self.assertFalse(self.acknowledgements_received())

    def test_waits_for_what_amazon_does_not_show_yet(self):
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "waiting")
        self.assertEqual(self.account.count_shadow_waiting, 1)

    def test_same_acknowledgement_has_no_differences(self):
        self.acknowledge_by_hand()
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "same", self.document.shadow_difference)
        self.assertEqual(self.account.count_shadow_different, 0)
        self.assertEqual(self.order.amazon_acknowledgement_state, "accepted")

    def test_other_quantity_is_listed_by_line(self):
        self.acknowledge_by_hand(
            acknowledgementCode="Rejected", rejectionReason="TemporarilyUnavailable"
        )
        self.account.action_compare_shadow_run()
        self.assertEqual(self.document.shadow_state, "different")
        self.assertIn(
            "Line 1: we would accept 3 and reject 0; Amazon was told 0 and 3.",
            self.document.shadow_difference,
        )

    def announce(self):
        self.ship(self.order)
        return self.account.document_ids.filtered(lambda d: d.kind == "shipment_confirmation")

    def count_at_amazon(self, quantity):
        """The purchase order status tells of a receipt."""
        self.order.order_line.write(
            {"amazon_received_quantity": quantity, "amazon_received_at": fields.Datetime.now()}
        )
        self.account.action_compare_shadow_run()

    def test_notice_waits_until_amazon_counted_what_arrived(self):
        notice = self.announce()
        self.account.action_compare_shadow_run()
        self.assertEqual((notice.state, notice.shadow_state), ("shadow", "waiting"))

    def test_notice_of_what_amazon_counted_has_no_differences(self):
        notice = self.announce()
        self.count_at_amazon(3)
        self.assertEqual(notice.shadow_state, "same", notice.shadow_difference)

    def test_notice_of_more_than_amazon_counted_is_told_by_line(self):
        notice = self.announce()
        self.count_at_amazon(2)
        self.assertEqual(notice.shadow_state, "different")
        self.assertEqual(
            notice.shadow_difference, "Line 1: we would announce 3; Amazon received 2."
        )
        self.count_at_amazon(3)
        self.assertEqual(notice.shadow_state, "same", "the rest arrived")

    def test_building_again_replaces_the_first(self):
        self.order._amazon_prepare_acknowledgements()
        documents = self.account.document_ids.filtered(lambda d: d.kind == "acknowledgement")
        self.assertEqual(documents, self.document)
