# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""One loop under all work: a record that raises, whatever it raises, holds no other back."""

from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import ConcurrencyError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..spapi import DataError, InternalError, NetworkError
from ..spapi.errors import AuthorisationError
from .common import AmazonCase, make_item, make_purchase_order
from .work_loop import WorkLoopMixin


@tagged("post_install", "-at_install")
class TestWorkLoop(WorkLoopMixin, AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        numbers = ("4AAA0001", "4BBB0002", "4CCC0003")
        cls.documents = cls.env["amazon.vendor.document"]._store_incoming(
            cls.account,
            "purchase_order",
            [
                make_purchase_order(number, [make_item("8806098286500", 5, "10")])
                for number in numbers
            ],
            "request",
        )

    def test_who_makes_what_somebody_else_has_just_made_looks_again(self):
        """Two people press at once: the second does not see yet what the first has done."""
        documents = self.env["amazon.vendor.document"]
        make = partial(documents._prepare_outgoing, self.account, "acknowledgement", "4BOTH001", {})
        first = make()
        with (
            patch.object(type(documents), "_find_live", lambda *_arguments: documents),
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError),
        ):
            make()
        self.assertEqual(make(), first, "Odoo runs it again: it is the one that there is")

    def test_error_of_the_program_says_so_and_what_to_do(self):
        def do(_document):
            raise KeyError("purchaseOrderNumber")

        with mute_logger(*self.get_loggers()):
            self.account._work_through("apply_documents", self.documents[:1], do)
        failure = self.env["amazon.vendor.failure"].search([])
        asked = self.account._amazon_get_asked(failure._get_key())
        self.assertIn("error of the program, not of your data", asked.note)
        self.assertIn("server's log", asked.note)

    def test_scheduled_work_speaks_the_language_of_whoever_looks_after_the_account(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.account.user_id = self.env.ref("base.user_admin")
        self.account.user_id.lang = "zh_CN"
        spoken = []
        work = patch.object(
            type(self.account), "_do_due_work", lambda account: spoken.append(account.env.lang)
        )
        with work:
            self.account._run_lane()
        self.assertEqual(spoken, ["zh_CN"])

    def receive_orders(self):
        self.account._apply_documents()
        return self.documents.sale_order_id

    def make_outgoing(self, **values):
        orders = self.receive_orders()
        orders.action_amazon_acknowledge()
        documents = orders.amazon_document_ids.filtered(lambda d: d.direction == "out")
        documents.write(values)
        return documents

    def test_apply(self):
        self.assert_one_holds_no_other_back(
            "apply_documents",
            self.documents,
            "_apply",
            self.account._apply_documents,
            together="_apply_together",
        )

    def test_send(self):
        self.assert_one_holds_no_other_back(
            "send_documents", self.make_outgoing(), "_send", self.account.action_send_documents
        )

    def test_find_out_what_became_of_interrupted_sendings(self):
        documents = self.make_outgoing(state="sending", sending_at=fields.Datetime.now())
        self.assert_one_holds_no_other_back(
            "send_documents", documents, "_settle_interrupted", self.account.action_send_documents
        )

    def test_poll(self):
        documents = self.make_outgoing(state="sent", sent_at=fields.Datetime.now())
        self.assert_one_holds_no_other_back(
            "poll_transactions", documents, "_poll", self.account.action_poll_transactions
        )

    def test_acknowledge_what_was_asked_for(self):
        orders = self.receive_orders()
        orders.amazon_acknowledge_requested_by_id = self.env.user
        self.assert_one_holds_no_other_back(
            "acknowledge_orders",
            orders,
            "_amazon_acknowledge_as_requested",
            self.account.action_acknowledge_orders,
        )

    def test_acknowledge_by_itself(self):
        orders = self.receive_orders()
        orders.amazon_deadline_alerted = True
        self.account.acknowledge_automatically = True
        self.assert_one_holds_no_other_back(
            "acknowledge_orders",
            orders,
            "_amazon_acknowledge_if_allowed",
            self.account.action_acknowledge_orders,
        )

    def test_alert_before_deadlines(self):
        orders = self.receive_orders()
        with patch.object(type(self.account), "_email_members"):
            self.assert_one_holds_no_other_back(
                "acknowledge_orders",
                orders,
                "_amazon_alert_deadline",
                self.account.action_acknowledge_orders,
            )

    def test_compare_acknowledgements(self):
        documents = self.make_outgoing(state="accepted", comparison_state="waiting")
        self.assert_one_holds_no_other_back(
            "acknowledge_orders",
            documents,
            "_compare_acknowledged",
            self.account.action_acknowledge_orders,
        )

    def test_numbers_that_the_completeness_check_misses(self):
        stored = []

        def store(kind, account, client, number):
            stored.append(number)
            if number == "4MISS001":
                raise InternalError("Not found.", status=404)

        orders = type(self.env["amazon.vendor.kind.purchase.order"])
        with ExitStack() as stack:
            stack.enter_context(mute_logger(*self.get_loggers()))
            stack.enter_context(patch.object(orders, "_store_number", store))
            stack.enter_context(
                patch.object(
                    orders,
                    "_find_missing_numbers",
                    lambda *args: ["4MISS001", "4MISS002", "4MISS003"],
                )
            )
            self.account.action_sweep_purchase_orders()
        self.assertEqual(stored, ["4MISS001", "4MISS002", "4MISS003"])
        failure = self.account.failure_ids
        self.assertEqual((failure.item, failure.subject), ("4MISS001", "4MISS001"))

    # === WHAT ENDS A RUN === #

    def work(self, error):
        """:return: the documents that had their turn, when each raises that"""
        seen = []

        def do(document):
            seen.append(document)
            raise error

        with mute_logger(*self.get_loggers()):
            try:
                self.account._work_through("apply_documents", self.documents, do)
            except type(error):
                return seen, True
        return seen, False

    def test_conflict_goes_out_at_once(self):
        self.assertEqual(self.work(SerializationFailure()), ([self.documents[0]], True))
        self.assertFalse(self.account.failure_ids)

    def test_refused_token_is_not_the_records_fault(self):
        refused = AuthorisationError("The token is revoked.", status=403)
        self.assertEqual(self.work(refused), ([self.documents[0]], True))
        self.assertFalse(self.account.failure_ids)

    def test_amazon_out_of_reach_ends_the_run_and_another_record_comes_first_then(self):
        lost = NetworkError("Timed out.")
        self.assertEqual(self.work(lost), ([self.documents[0]], True))
        self.assertEqual(self.work(lost), ([self.documents[1]], True))

    def test_what_a_record_wrote_before_it_raised_is_undone(self):
        def do(document):
            document.support_case = "seen"
            if document == self.documents[1]:
                raise ValueError

        with mute_logger(*self.get_loggers()):
            self.account._work_through("apply_documents", self.documents, do)
        self.assertEqual(self.documents.mapped("support_case"), ["seen", False, "seen"])

    def test_what_was_done_before_a_refusal_of_amazons_is_kept(self):
        def do(document):
            document.support_case = "seen"
            raise DataError("Invalid.", status=400)

        self.account._work_through("apply_documents", self.documents[:1], do)
        self.assertEqual(self.documents[0].support_case, "seen")

    def test_attempts_become_ever_more_seldom(self):
        gaps = []
        now = fields.Datetime.now()
        for _attempt in range(3):
            with freeze_time(now):
                self.work(ValueError("odd"))
                failure = self.account.failure_ids[:1]
                gaps.append((failure.next_attempt_at - now).total_seconds() / 60)
                now = max(self.account.failure_ids.mapped("next_attempt_at")) + timedelta(minutes=1)
        self.assertEqual(gaps, [5, 15, 60])
        self.assertEqual(self.account.failure_ids.mapped("attempts"), [3, 3, 3])

    def fail_to_acknowledge(self):
        """:return: the order, which the account could not answer by itself"""
        self.account.acknowledge_automatically = True
        order = self.receive_orders()[:1]

        def refuse(_order, _proposal):
            raise ValueError("Choose a warehouse.")

        acknowledge = "_amazon_acknowledge_if_allowed"
        with patch.object(type(order), acknowledge, refuse), mute_logger(*self.get_loggers()):
            order._amazon_acknowledge_within_limits(self.account)
        self.assertTrue(self.get_failure(order))
        return order

    def get_failure(self, record):
        item = f"{record._name},{record.id}"
        return self.account.failure_ids.filtered(lambda failure: failure.item == item)

    def run_lane_after(self, **later):
        with freeze_time(fields.Datetime.now() + timedelta(**later)):
            self.account._run_lane()

    def test_what_a_person_did_by_hand_is_no_failure_any_more(self):
        order = self.fail_to_acknowledge()
        key = self.get_failure(order)._get_key()
        order.action_amazon_acknowledge()
        self.run_lane_after(minutes=2)
        self.assertTrue(self.get_failure(order), "its turn is to come")
        self.run_lane_after(hours=1)
        self.assertFalse(self.get_failure(order))
        self.assertFalse(order._amazon_get_asked(key))

    def test_failure_stays_as_long_as_its_work_cannot_be_done(self):
        order = self.fail_to_acknowledge()
        order.action_amazon_acknowledge()
        with patch.object(type(self.account.job_ids), "_find_obstacle", lambda _job: "No key."):
            self.run_lane_after(hours=1)
        self.assertTrue(self.get_failure(order))
