# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Two people press Submit on the same invoices at the same time: each goes to Amazon once."""

import time
from collections import Counter

import pytest

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .processes import (
    SKU,
    execute,
    make_account,
    own_database,
    own_sandbox,
    run_worker,
    start_worker,
)

pytestmark = pytest.mark.slow

INVOICES = 12
SECONDS_TO_START = 2
SCENARIO = {
    "groups": [
        {
            "name": "acorn",
            "client_id": "amzn1.application-oa2-client.01",
            "client_secret": "amzn1.oa2-cs.v1.01",
            "refresh_token": "Atzr|01",
            "bill_to": ["AMAZN"],
            "orders": [
                recent_order(f"4TWO{place:04}", make_item(SKU, 3, "5.00"))
                for place in range(INVOICES)
            ],
        }
    ]
}


def test_two_people_press_submit_at_once(tmp_path):
    with own_sandbox(SCENARIO, tmp_path) as sandbox, own_database("send") as database:
        account = make_account(SCENARIO["groups"][0], sandbox)
        run_worker(database, "first", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "first", "invoice")
        at = time.time() + SECONDS_TO_START
        people = [start_worker(database, name, "press_send", at=at) for name in ("ann", "bob")]
        assert [person.wait(timeout=120) for person in people] == [0, 0]
        documents = execute(
            database,
            "SELECT number, count(*) FROM amazon_vendor_document WHERE kind = 'invoice' "
            "GROUP BY number",
        )
        assert len(documents) == INVOICES
        assert {count for _number, count in documents} == {1}

        run_worker(database, "first", "send")
        run_worker(database, "first", "poll")
        sent = Counter(
            call["body"]["invoices"][0]["id"]
            for call in sandbox.ask("received")
            if call["operation"] == "submitInvoices"
        )
        assert len(sent) == INVOICES
        assert set(sent.values()) == {1}
        states = execute(
            database,
            "SELECT amazon_submission_state, count(*) FROM account_move "
            "WHERE amazon_account_id IS NOT NULL GROUP BY 1",
        )
        assert states == [("accepted", INVOICES)]
