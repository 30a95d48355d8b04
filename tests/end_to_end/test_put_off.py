# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon puts off mends itself; when it does not, people hear of it by the clock, however
often or seldom it was tried meanwhile."""

from datetime import timedelta

from odoo import fields
from odoo.tests.common import tagged
from odoo.tools import mute_logger

from .failures import BUSY, FailureCase

PAGE = {"status": 500, "body": "<html><body>Internal Error</body></html>"}


@tagged("post_install", "-at_install")
class TestPutOff(FailureCase):
    def setUp(self):
        super().setUp()
        self.mails = self.env["mail.mail"].search([])

    def get_told(self, work="fetch_purchase_orders"):
        """:return: the activity, and how many e-mails"""
        mails = self.env["mail.mail"].search([("subject", "like", "stuck")]) - self.mails
        return self.account._amazon_get_asked(f"job {work}"), len(mails)

    def assert_told(self, work="fetch_purchase_orders"):
        asked, mails = self.get_told(work)
        self.assertTrue(asked)
        self.assertEqual(mails, 1, "once")
        return asked

    def assert_not_told(self, work="fetch_purchase_orders"):
        asked, mails = self.get_told(work)
        self.assertFalse(asked)
        self.assertFalse(mails)

    def test_busy_amazon_is_told_of_after_a_quarter_of_an_hour_and_once(self):
        self.out_of_order("getPurchaseOrders", **BUSY)
        self.live(14)
        self.assert_not_told()
        self.live(1)
        asked = self.assert_told()
        self.assertIn("another application may be using up the limits", asked.note)
        self.live(10)
        self.assert_told()

    def test_it_is_settled_when_a_call_goes_through(self):
        self.out_of_order("getPurchaseOrders", **BUSY)
        self.live(15)
        self.assert_told()
        self.sandbox.tell("clear_faults")
        self.live(2)
        self.assertFalse(self.get_told()[0])
        self.assertFalse(self.get_job("fetch_purchase_orders").put_off_since)

    def test_amazon_that_is_busy_or_out_of_reach_for_a_while_is_told_of_to_nobody(self):
        for fault in (BUSY, {"cut": "before"}):
            self.out_of_order("getPurchaseOrders", **fault)
            self.live(10)
            self.sandbox.tell("clear_faults")
            self.live(10)
            self.assert_not_told()

    def test_account_that_rests_is_heard_of_no_later(self):
        """Other work finds Amazon out of reach: the account rests, and nothing is tried."""
        self.get_job("fetch_order_status").next_run_at = False
        self.out_of_order("getPurchaseOrders", **BUSY)
        self.out_of_order("getPurchaseOrdersStatus", cut="before")
        self.live()
        self.account.resting_until = fields.Datetime.now() + timedelta(hours=1)
        self.live(14)
        self.assertEqual(self.get_job("fetch_purchase_orders").failures_in_a_row, 1)
        self.assert_not_told()
        self.live(1)
        self.assertEqual(self.get_job("fetch_purchase_orders").failures_in_a_row, 1)
        self.assertTrue(self.get_told()[0])

    def test_work_that_nobody_wants_any_more_is_told_of_to_nobody(self):
        self.out_of_order("getPurchaseOrders", **BUSY)
        self.live()
        self.account.fetch_automatically = False
        self.get_job("fetch_purchase_orders").is_asked_for = False
        self.live(20)
        self.assert_not_told()

    def test_documents_that_amazon_is_too_busy_for_are_told_of_though_others_go(self):
        self.out_of_order("submitAcknowledgement", **BUSY)
        answer = self.answer()
        self.live(14)
        self.assertEqual(answer.state, "ready")
        self.assert_not_told("send_documents")
        self.live(1)
        self.assert_told("send_documents")
        self.sandbox.tell("clear_faults")
        self.live(60)
        self.assertNotEqual(answer.state, "ready")
        self.assertFalse(self.get_told("send_documents")[0])

    def test_document_that_was_given_up_is_nobodys_task(self):
        self.out_of_order("submitAcknowledgement", **BUSY)
        answer = self.answer()
        self.live(15)
        self.assert_told("send_documents")
        answer.action_cancel()
        self.live()
        self.assertFalse(self.get_told("send_documents")[0])
        self.assertFalse(self.get_job("send_documents").put_off_since)

    def test_reports_of_which_amazon_makes_none_are_told_of(self):
        self.out_of_order("createReport", **BUSY)
        self.ask_for_report()
        self.live(15)
        self.assert_told("fetch_reports")

    def test_daily_work_that_finds_nobody_is_done_the_same_day(self):
        job = self.get_job("fetch_order_status")
        job.write({"interval": 24 * 60, "next_run_at": False})
        self.out_of_order("getPurchaseOrdersStatus", cut="before")
        self.live()
        self.assertEqual(job.state, "failed")
        self.sandbox.tell("clear_faults")
        self.live(5)
        self.assertEqual(job.state, "succeeded")

    def test_record_that_amazon_answers_with_an_error_for_good_asks_a_person(self):
        answer = self.send_answer()
        self.travel(minutes=1)
        self.out_of_order("getTransaction", **PAGE)
        with mute_logger("odoo.addons.acorn_iamazon"):
            self.live(4)
            self.assertFalse(self.account.activity_ids)
            self.live(60)
        failure = self.account.failure_ids
        self.assertEqual(failure.work, "poll_transactions")
        self.assertEqual(failure._get_record(), answer)
        self.assertTrue(self.account._amazon_get_asked(failure._get_key()))

    def test_report_that_amazon_cannot_make_or_finish_asks_a_person(self):
        for forced, hours in (("FATAL", 24), ("IN_PROGRESS", 9)):
            with self.subTest(forced=forced), self.env.cr.savepoint() as savepoint:
                self.sandbox.tell("settings", report_status=forced)
                self.ask_for_report()
                self.live()
                for _time in range(3):
                    self.assertFalse(self.account.activity_ids)
                    self.travel(hours=hours)
                    self.get_job("fetch_reports").action_run_now()
                    self.live()
                    if self.account.activity_ids:
                        break
                self.assertIn("A report cannot be fetched", self.account.activity_ids.summary)
                savepoint.rollback()
            self.env.invalidate_all()
