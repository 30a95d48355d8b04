# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A worker dies at any moment: no document is lost, and none reaches Amazon twice."""

import os
import random
import time
from collections import Counter

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .processes import (
    SKU,
    execute,
    make_account,
    own_database,
    own_sandbox,
    run_worker,
    start_worker,
    wait_for,
)

ORDERS = 30
KILLS = 12
SEED = int(os.environ.get("ACORN_SEED") or time.time())
POSTS = ("submitAcknowledgement", "SubmitShipmentConfirmations", "submitInvoices")
KINDS = {
    "acknowledgement": "acknowledgements",
    "shipment_confirmation": "shipments",
    "invoice": "invoices",
}
SCENARIO = {
    "groups": [
        {
            "name": "acorn",
            "client_id": "amzn1.application-oa2-client.acorn",
            "client_secret": "amzn1.oa2-cs.v1.top-secret",
            "refresh_token": "Atzr|acorn-refresh",
            "bill_to": ["AMAZN"],
            "orders": [
                recent_order(f"4KILL{place:03}", make_item(SKU, 3, "5.00"))
                for place in range(ORDERS)
            ],
        }
    ]
}


def count_posts(sandbox):
    return sum(call["operation"] in POSTS for call in sandbox.ask("received"))


def count_unfinished(database):
    ((count,),) = execute(
        database,
        "SELECT count(*) FROM amazon_vendor_document "
        "WHERE direction = 'out' AND state IN ('ready', 'sending')",
    )
    return count


def kill_somewhere(database, sandbox, dice):
    """Let a worker send, and kill it after a random number of calls and a random moment."""
    before = count_posts(sandbox)
    goal = before + dice.randint(1, 6)
    worker = start_worker(database, "mortal", "send")
    wait_for(lambda: count_posts(sandbox) >= goal or worker.poll() is not None, 60)
    time.sleep(dice.uniform(0, 0.06))
    worker.kill()
    worker.wait()


def let_time_pass(database):
    """Half an hour later Amazon's records are up to date: what they do not show, is not there."""
    execute(
        database,
        "UPDATE amazon_vendor_document SET sending_at = sending_at - interval '31 minutes', "
        "sent_at = sent_at - interval '31 minutes' WHERE state IN ('sending', 'sent')",
    )


def test_each_document_reaches_amazon_once_whenever_the_worker_dies(tmp_path):
    dice = random.Random(SEED)
    with own_sandbox(SCENARIO, tmp_path) as sandbox, own_database("killed") as database:
        account = make_account(SCENARIO["groups"][0], sandbox)
        run_worker(database, "first", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "first", "trade")
        for operation in POSTS:
            sandbox.tell("fault", operation=operation, times=10_000, hang=0.04)
        kills = 0
        while kills < KILLS and count_unfinished(database):
            kill_somewhere(database, sandbox, dice)
            kills += 1
        assert kills > KILLS / 2, "the worker was fast: let it send more"
        _finish(database, sandbox)
        _check(database, sandbox)


def _finish(database, sandbox):
    """A fresh worker ends the work; a person decides what only a look into Vendor Central can."""
    for _round in range(3):
        let_time_pass(database)
        run_worker(database, "last", "send")
        run_worker(database, "last", "poll")
        state = sandbox.ask("state")
        known = {kind: list(state[name]) for kind, name in KINDS.items()}
        run_worker(database, "last", "decide", known=known)


def _check(database, sandbox):
    rows = execute(
        database,
        "SELECT kind, number, state, error_message FROM amazon_vendor_document "
        "WHERE direction = 'out'",
    )
    unfinished = [row for row in rows if row[2] != "accepted"]
    assert not unfinished, f"ACORN_SEED={SEED}: {unfinished}"
    assert Counter(row[0] for row in rows) == dict.fromkeys(KINDS, ORDERS)
    seen = Counter(
        (call["operation"], _get_key(call["body"]))
        for call in sandbox.ask("received")
        if call["operation"] in POSTS
    )
    twice = {key: count for key, count in seen.items() if count != 1}
    assert not twice, f"ACORN_SEED={SEED}: sent more than once: {twice}"
    assert len(seen) == len(rows)


def _get_key(body):
    ((document,),) = body.values()
    return (
        document.get("shipmentIdentifier")
        or document.get("id")
        or document.get("purchaseOrderNumber")
    )
