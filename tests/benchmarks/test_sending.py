# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Sending documents and asking what became of them, beside the bare calls to the same server.

ACORN_BENCHMARK_DOCUMENTS tells how many: a few by default, which cost the same each.
"""

import os

import pytest

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.spapi import jsontext
from odoo.addons.acorn_iamazon.tests.common import SandboxCase, make_item, recent_order

from .figures import measure, tell

DOCUMENTS = int(os.environ.get("ACORN_BENCHMARK_DOCUMENTS", "12"))
WARM = 2
SAVEPOINT = 2  # queries that stand for the commit of an item, inside of a test
# Twelve and fourteen; a run asks something of its own now and then, such as to show how far it is.
MOST_TO_SEND, MOST_TO_POLL = 12.5, 14.5


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestManyDocuments(SandboxCase):
    def make_answers(self, prefix, count):
        """:return: acknowledgements that are ready to be sent"""
        numbers = [f"{prefix}{number:05}" for number in range(count)]
        item = make_item("8806098286500", 5, "5.00")
        self.place(*(recent_order(number, item) for number in numbers))
        self.account.action_fetch_purchase_orders()
        orders = self.account.order_ids.filtered(
            lambda order: order.amazon_purchase_order_number in numbers
        )
        orders.action_amazon_acknowledge()
        answers = orders.amazon_document_ids._of_kind("acknowledgement")
        self.assertEqual(answers.mapped("state"), ["ready"] * count)
        return answers

    def forget_as_a_commit_does(self):
        """Inside of a test nothing is committed; what a commit costs is that the cache is empty."""

        def commit(account):
            account.env.flush_all()
            account.env.transaction.clear()

        self.patch(self.env.registry["amazon.vendor.account"], "_commit", commit)

    def send_and_poll(self, answers):
        """:return: what both cost, by name"""
        documents, costs = self.env["amazon.vendor.document"], {}
        ways = (("send", documents._send_ready, "sent"), ("poll", documents._poll_sent, "accepted"))
        for name, way, state in ways:
            _none, costs[name] = measure(self.env, lambda way=way: way(self.account))
            self.assertEqual(set(answers.mapped("state")), {state})
        return costs

    def test_document_is_sent_and_followed_by_few_queries(self):
        """One more document, for a run has questions of its own."""
        self.forget_as_a_commit_does()
        few = self.send_and_poll(self.make_answers("W", WARM))
        answers = self.make_answers("S", WARM + DOCUMENTS)
        bodies = [jsontext.loads(answer.payload) for answer in answers[:DOCUMENTS]]
        many = self.send_and_poll(answers)
        _none, bare = measure(self.env, lambda: self.send_bare(bodies))
        for name, most in (("send", MOST_TO_SEND), ("poll", MOST_TO_POLL)):
            cost = (many[name] - few[name]) / DOCUMENTS
            tell(f"{name} one document", cost, bare / DOCUMENTS, "8 ms of our own")
            self.assertLessEqual(cost.queries - SAVEPOINT, most)

    def send_bare(self, bodies):
        """What the client alone costs, with its token, its limit and its log."""
        client = self.account._get_client()
        for body in bodies:
            client.call("submitAcknowledgement", body=body)
