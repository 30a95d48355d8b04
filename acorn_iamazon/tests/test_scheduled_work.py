# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
import socket
import time
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests.common import new_test_user, tagged

from .. import connection
from ..checks import roles
from ..models.exchange import amazon_vendor_account_jobs, ir_cron
from .common import SandboxCase, make_item, make_purchase_order, recent_order

KETTLE = make_item("8806098286500", 1, "5.00")


@tagged("post_install", "-at_install")
class TestScheduledWork(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.account.copy(
            {
                "name": "ACORN US 2",
                "lwa_client_id": "amzn1.application-oa2-client.acorn",
                "lwa_client_secret": "amzn1.oa2-cs.v1.top-secret",
                "refresh_token": "Atzr|acorn-refresh",
                "fetch_automatically": False,
            }
        )

    def get_job(self, code, account=None):
        return (account or self.account).job_ids.filtered(lambda job: job.code == code)

    def rest_except(self, code):
        """Let all other work wait for an hour."""
        others = self.account.job_ids - self.get_job(code)
        others.next_run_at = fields.Datetime.now() + timedelta(hours=1)

    def count_calls(self, operation="getPurchaseOrders"):
        return len(self.sandbox.ask("received", operation=operation))

    def test_line_tells_the_last_run_and_the_next(self):
        self.run_due("fetch_purchase_orders")
        job = self.get_job("fetch_purchase_orders")
        self.assertEqual(job.state, "succeeded")
        self.assertEqual(job.next_run_at, job.ended_at + timedelta(minutes=20))

    def test_account_rests_for_its_own_interval(self):
        self.run_due("fetch_purchase_orders")
        calls = self.count_calls()
        self.run_due("fetch_purchase_orders")
        self.assertEqual(self.count_calls(), calls)
        self.get_job("fetch_purchase_orders").interval = 5
        self.get_job("fetch_purchase_orders").next_run_at -= timedelta(minutes=6)
        self.run_due("fetch_purchase_orders")
        self.assertGreater(self.count_calls(), calls)

    def test_run_now_does_not_wait_for_the_interval(self):
        self.run_due("fetch_purchase_orders")
        calls = self.count_calls()
        self.get_job("fetch_purchase_orders").action_run_now()
        self.run_due("fetch_purchase_orders")
        self.assertGreater(self.count_calls(), calls)

    def test_interval_below_five_minutes_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "5 minutes"):
            self.get_job("fetch_purchase_orders").interval = 1

    def test_failure_is_shown_and_stops_no_other_account(self):
        self.second.fetch_automatically = True
        self.second.api_url = "http://127.0.0.1:9"
        for account in self.second | self.account:
            self.run_due("fetch_purchase_orders", account)
        self.assertEqual(self.get_job("fetch_purchase_orders").state, "succeeded")
        failed = self.get_job("fetch_purchase_orders", self.second)
        self.assertEqual(failed.state, "failed")
        self.assertIn("getPurchaseOrders", failed.message)
        self.assertFalse(failed.succeeded_at)

    def test_internal_error_of_one_work_stops_no_other(self):
        def fail(kind, account):
            raise ValueError("broken")

        orders = type(self.env["amazon.vendor.kind.purchase.order"])
        logger = "odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_account_lane"
        with (
            patch.object(orders, "_fetch", fail),
            self.assertLogs(logger, "ERROR"),
        ):
            self.account._run_lane()
        self.assertEqual(self.get_job("fetch_purchase_orders").message, "broken")
        self.assertEqual(self.get_job("fetch_order_status").state, "succeeded")

    def test_much_work_is_done_in_batches_until_none_is_left(self):
        documents = self.env["amazon.vendor.document"]
        orders = [
            recent_order(f"4MUCH{n:03}", make_item("8806098286500", 1, "5.00")) for n in range(12)
        ]
        documents._store_incoming(self.account, "purchase_order", orders, "request")
        turns = []
        apply = type(self.account)._apply_documents

        def note(account, limit=None):
            turns.append(limit)
            return apply(account, limit)

        with (
            patch.object(amazon_vendor_account_jobs, "BATCH", 5),
            patch.object(type(self.account), "_apply_documents", note),
        ):
            self.rest_except("apply_documents")
            self.account._run_lane()
        self.assertEqual(turns, [5, 5, 5])
        self.assertFalse(documents.search([("state", "=", "new")]))

    # === THE LANE === #

    def test_account_has_a_scheduled_action_of_its_own(self):
        first, second = self.account.cron_id, self.second.cron_id
        self.assertNotEqual(first, second)
        self.assertEqual(first.name, "Amazon: ACORN US")
        self.account.name = "ACORN USA"
        self.account.active = False
        self.assertEqual((first.name, first.active), ("Amazon: ACORN USA", False))
        self.account.active = True
        self.assertTrue(first.active)
        self.second.unlink()
        self.assertFalse(second.exists())

    def test_scheduled_action_does_the_work(self):
        self.account.cron_id.ir_actions_server_id.run()
        self.assertEqual(self.get_job("fetch_purchase_orders").state, "succeeded")
        self.assertEqual(self.get_job("fetch_purchase_orders", self.second).state, "waiting")

    def get_triggers(self, account=None):
        cron = (account or self.account).cron_id
        return self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])

    def test_button_wakes_the_lane_of_its_account_only(self):
        self.account.action_request_fetch()
        self.assertTrue(self.get_triggers())
        self.assertFalse(self.get_triggers(self.second))

    def test_asking_for_orders_fetches_them_also_where_nothing_is_fetched_by_itself(self):
        self.account.fetch_automatically = False
        self.account.job_ids.next_run_at = False
        self.account._run_lane()
        self.assertEqual(self.get_job("fetch_purchase_orders").state, "waiting")
        self.account.action_request_fetch()
        self.account._run_lane()
        job = self.get_job("fetch_purchase_orders")
        self.assertEqual(job.state, "succeeded")
        self.assertFalse(job._is_wanted(), "it was wanted once")

    def test_asking_says_at_once_that_amazon_refuses_the_login(self):
        self.account.write({"paused": True, "connection_message": "invalid_client."})
        notice = self.account.action_request_fetch()["params"]
        self.assertEqual(notice["type"], "warning")
        self.assertIn("ACORN US: Amazon refuses the login: invalid_client.", notice["message"])

    def test_asking_says_at_once_that_credentials_are_missing(self):
        self.account.sudo().refresh_token_encrypted = False
        notice = self.account.action_request_fetch()["params"]
        self.assertIn("The credentials are not complete", notice["message"])

    def test_asking_to_send_sends_nothing_that_the_account_may_not_send(self):
        self.account.write({"environment": "production", "live_mode": "off"})
        self.account.action_request_send()
        self.assertFalse(self.get_job("send_documents")._is_wanted())

    # === WHO ASKED SEES IT === #

    def get_news(self):
        """:return: what the bus told who asked for work, oldest first"""
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([("message", "like", '"amazon_job"')], order="id")
        return [json.loads(row.message)["payload"] for row in rows]

    def test_who_asked_for_work_sees_how_far_it_is_and_how_it_ended(self):
        self.account.action_request_fetch()
        self.account._run_lane()
        news = [one for one in self.get_news() if one["name"] == "Fetch purchase orders"]
        self.assertEqual(news[0]["state"], "running")
        self.assertEqual(news[-1]["state"], "succeeded")
        self.assertEqual(news[-1]["account"], "ACORN US")

    def test_work_that_nobody_asked_for_is_told_to_nobody(self):
        self.account._run_lane()
        self.assertFalse(self.get_news())

    def work_until_stopped(self, stop_at):
        """:return: the items that were worked on; somebody presses Stop during one of them"""
        job, worked = self.get_job("apply_documents"), []
        self.account.job_ids._ask_for()

        def do(item):
            worked.append(item)
            if len(worked) == stop_at:
                job.action_stop()

        with patch.object(amazon_vendor_account_jobs, "SECONDS_BETWEEN_NEWS", -1):
            self.account._run_local_job(
                "apply_documents",
                lambda: self.account._work_through("apply_documents", list("abcdef"), do),
            )
        return worked

    def test_work_is_stopped_after_the_record_that_it_is_at(self):
        self.assertEqual(self.work_until_stopped(2), ["a", "b"])
        job = self.get_job("apply_documents")
        self.assertEqual((job.state, job.done, job.total), ("succeeded", 2, 6))
        self.assertTrue(self.get_news()[-1]["is_stopped"])
        self.assertFalse(job.is_stop_asked, "its next turn goes on")

    def test_result_leads_to_what_could_not_be_done(self):
        job = self.get_job("apply_documents")
        self.assertEqual(job.action_open_result()["res_model"], "amazon.vendor.account")
        failures = self.env["amazon.vendor.failure"].sudo()
        failures._note(self.account, "apply_documents", "all", "x", ValueError("no"))
        self.assertEqual(job.action_open_result()["res_model"], "amazon.vendor.failure")
        orders = self.get_job("fetch_purchase_orders").action_open_result()
        self.assertEqual(orders["res_model"], "sale.order")

    def test_lane_is_woken_when_the_next_thing_is_due(self):
        self.account._run_lane()
        now = fields.Datetime.now()
        document = self.env["amazon.vendor.document"].create(
            {
                "account_id": self.account.id,
                "direction": "out",
                "kind": "acknowledgement",
                "number": "4WAKE00X",
                "state": "sent",
                "sent_at": now,
                "next_poll_at": now + timedelta(minutes=3),
            }
        )
        self.get_triggers().unlink()
        self.account.cron_id.nextcall = now + timedelta(minutes=10)
        self.account._run_lane()
        self.assertEqual(self.get_triggers().call_at, document.next_poll_at)
        self.assertEqual(self.account.next_look_at, document.next_poll_at)
        self.account._run_lane()
        self.assertEqual(len(self.get_triggers()), 1)

    def test_account_out_of_reach_rests_ever_longer(self):
        self.account.api_url = "http://127.0.0.1:9"
        rests = []
        now = fields.Datetime.now()
        for _attempt in range(3):
            with freeze_time(now):
                self.account.job_ids.next_run_at = False
                self.account._run_lane()
                rests.append((self.account.resting_until - now).total_seconds() / 60)
                self.assertEqual(self.get_job("poll_transactions").state, "waiting")
            now = self.account.resting_until + timedelta(seconds=1)
        self.assertEqual(rests, [1, 2, 5])
        self.account.api_url = self.sandbox.api_url
        self.account.action_fetch_purchase_orders()
        self.assertFalse(self.account.resting_until)

    def test_local_work_goes_on_while_amazon_is_out_of_reach(self):
        self.account._rest()
        self.account._run_lane()
        self.assertEqual(self.get_job("acknowledge_orders").state, "succeeded")
        self.assertEqual(self.get_job("fetch_purchase_orders").state, "waiting")

    def test_host_that_never_answers_costs_one_wait(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.account.api_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            # As in earnest: the wait for the answer is longer than what repetitions may take.
            self.patch(type(self.account), "_call_timeout", 0.5)
            self.patch(type(self.account), "_retry_budget", 0.3)
            with patch.object(roles, "PROBE", {"retry_budget": 0.0, "timeout": 0.2}):
                self.account._run_lane()
        calls = self.env["amazon.vendor.call"].search(
            [("account_id", "=", self.account.id), ("operation", "!=", "LWA token")]
        )
        self.assertEqual(calls.mapped("operation"), ["getPurchaseOrders"])
        self.assertTrue(self.account._is_resting())
        self.assertEqual(self.get_job("acknowledge_orders").state, "succeeded")

    def test_host_that_was_silent_a_moment_ago_is_waited_for_less(self):
        waits = []
        for failures in range(4):
            self.account.failures_in_a_row = failures
            waits.append(self.account._get_call_timeout())
        self.assertEqual(waits, [30, 10, 10, 30])

    # === TIME === #

    def run_late(self):
        """Run the lane as Odoo does, at the end of the time of a run."""
        late = self.account.with_context(cron_end_time=time.monotonic() - 60)
        with patch.object(type(self.account), "_commit_progress", lambda *args, **values: 0):
            late._run_lane()

    def test_run_that_lasted_long_enough_goes_on_in_the_next(self):
        documents = self.env["amazon.vendor.document"]
        order = make_purchase_order("4LATE00X", [make_item("8806098286500", 1, "5.00")])
        document = documents._store_incoming(self.account, "purchase_order", [order], "request")
        self.rest_except("apply_documents")
        self.get_triggers().unlink()
        self.run_late()
        self.assertEqual(document.state, "new")
        self.assertTrue(self.get_job("apply_documents")._is_due())
        self.assertTrue(self.get_triggers(), "the lane wakes itself")
        self.account._run_lane()
        self.assertEqual(document.state, "done")

    def test_work_that_amazon_is_too_busy_for_leaves_the_worker_to_others(self):
        limiter = connection.SharedRateLimiter(self.account)
        limiter.acquire("getPurchaseOrders")
        limiter.penalise("getPurchaseOrders", 40)
        self.account.action_fetch_purchase_orders()
        job = self.get_job("fetch_purchase_orders")
        wait = (job.next_run_at - job.ended_at).total_seconds()
        self.assertAlmostEqual(wait, 40, delta=3)
        self.assertEqual(self.count_calls(), 0)

    def test_worker_begins_no_lane_when_its_time_is_half_over(self):
        clock = [0.0]
        turns = ir_cron.Round()

        def go_round(*lanes):
            """:return: those that had their turn in a pass; each takes 25 seconds"""
            cursor, served = object(), []
            for lane in lanes:
                turns.note(cursor)
                if turns.take(lane):
                    served.append(lane)
                    clock[0] += 25
                turns.leave()
            return served

        with (
            patch.object(ir_cron.time, "monotonic", lambda: clock[0]),
            patch.object(ir_cron, "get_seconds_of_pass", lambda: 120),
            patch.object(ir_cron, "get_longest_wait", lambda: 70),
        ):
            self.assertEqual(go_round(1, 2, 3, 4, 5), [1, 2, 3])
            self.assertEqual(go_round(1, 4, 5), [4, 5], "1 is due again and waits for its turn")
            self.assertEqual(go_round(1, 2), [1, 2])
            clock[0] += 30
            self.assertEqual(go_round(1, 2, 3), [1, 2], "the worker's time ran while it waited")
            self.assertEqual(go_round(3), [3])
            clock[0] += 3000
            self.assertEqual(go_round(1, 2), [], "it may have waited for 70 seconds of its 120")
            self.assertEqual(go_round(1, 2, 3), [1, 2, 3], "the next pass has all its time")

    def test_work_whose_worker_is_gone_is_not_shown_as_running(self):
        job = self.get_job("sweep_purchase_orders")
        job._set_started()
        job.next_run_at = fields.Datetime.now() + timedelta(hours=1)
        self.account._run_lane()
        self.assertEqual(job.state, "failed")
        self.assertIn("stopped", job.message)

    def test_progress_is_shown(self):
        self.place(
            *(recent_order(f"4PROG{n:03}", make_item("8806098286500", 1, "5.00")) for n in range(3))
        )
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.get_job("apply_documents").progress, "3 / 3")

    def test_work_that_runs_elsewhere_is_left_alone(self):
        with self.env.registry.cursor() as cr:
            other = self.account.with_env(self.env(cr=cr))
            with other._job_lock("fetch_purchase_orders") as locked:
                self.assertTrue(locked)
                self.account.action_fetch_purchase_orders()
        self.assertEqual(self.count_calls(), 0)

    def test_paused_account_is_left_alone_until_it_is_authorised_again(self):
        self.sandbox.tell("revoke")
        self.run_due("fetch_purchase_orders")
        self.assertTrue(self.account.paused)
        self.get_job("fetch_purchase_orders").next_run_at = False
        calls = self.count_calls()
        self.run_due("fetch_purchase_orders")
        self.assertEqual(self.count_calls(), calls)
        self.sandbox.tell("scenario")
        self.account.refresh_token = "Atzr|acorn-refresh"
        self.run_due("fetch_purchase_orders")
        self.assertEqual(self.account.connection_state, "connected")

    def test_work_that_met_somebody_elses_change_has_another_turn(self):
        self.rest_except("run_checks")
        attempts = []

        def run(checks, account):
            attempts.append(account)
            if len(attempts) == 1:
                raise SerializationFailure("could not serialize access due to concurrent update")

        with patch.object(self.env.registry["amazon.vendor.check"], "_run", run):
            self.account._run_lane()
        self.assertEqual(len(attempts), 2)
        job = self.get_job("run_checks")
        self.assertEqual((job.state, job.message, job.failures_in_a_row), ("succeeded", False, 0))

    def test_one_activity_and_one_email_for_a_refused_authorisation(self):
        self.account.member_ids = new_test_user(self.env, "books", "acorn_iamazon.group_user")
        mails = self.env["mail.mail"].search_count([])
        self.sandbox.tell("revoke")
        for _attempt in range(3):
            self.account.action_fetch_purchase_orders()
            self.account.action_run_checks()
        activity = self.account.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("Amazon refuses the authorisation of ACORN US", activity.summary)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)

    def test_email_can_be_switched_off(self):
        self.account.member_ids = new_test_user(self.env, "books", "acorn_iamazon.group_user")
        self.account.alert_by_email = False
        mails = self.env["mail.mail"].search_count([])
        self.sandbox.tell("revoke")
        self.account.action_fetch_purchase_orders()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)


@tagged("post_install", "-at_install")
class TestRetention(SandboxCase):
    def age(self, records, field, days):
        self.env.flush_all()
        moment = fields.Datetime.now() - timedelta(days=days)
        self.env.cr.execute(
            f"UPDATE {records._table} SET {field} = %s WHERE id IN %s",
            [moment, tuple(records.ids)],
        )
        records.invalidate_recordset()

    def test_calls_are_kept_as_long_as_the_account_wants(self):
        self.account.action_fetch_purchase_orders()
        calls = self.env["amazon.vendor.call"].search([("account_id", "=", self.account.id)])
        self.age(calls, "date", 20)
        calls._gc_calls()
        self.assertTrue(calls.exists())
        self.account.keep_calls_days = 10
        calls._gc_calls()
        self.assertFalse(calls.exists())

    def test_document_that_cannot_be_deleted_keeps_no_other(self):
        orders = [make_purchase_order(f"4OLD000{n}", [KETTLE]) for n in range(5)]
        documents = self.receive(*orders)
        self.age(documents, "create_date", 11 * 365)
        kept, unlink = documents[2], type(documents).unlink

        def refuse(records):
            if kept in records:
                raise ValueError("A lawsuit needs it.")
            return unlink(records)

        logger = "odoo.addons.acorn_iamazon.models.exchange.amazon_vendor_account_work"
        with patch.object(type(documents), "unlink", refuse), self.assertLogs(logger, "ERROR"):
            documents._gc_documents()
        self.assertEqual(documents.exists(), kept)

    def test_documents_are_kept_for_years_and_then_deleted(self):
        self.place(recent_order("4KEEP00X", make_item("8806098286500", 1, "5.00")))
        self.account.action_fetch_purchase_orders()
        document = self.account.document_ids
        self.age(document, "create_date", 9 * 365)
        document._gc_documents()
        self.assertTrue(document.exists())
        self.age(document, "create_date", 11 * 365)
        self.account.keep_documents_years = 0
        document._gc_documents()
        self.assertTrue(document.exists())
        self.account.keep_documents_years = 10
        document._gc_documents()
        self.assertFalse(document.exists())
