# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whatever a worker is at when it dies, nothing is lost, nothing happens twice, and nothing that is
shown afterwards is untrue.

Orders are taken from Amazon's door to the bank in rounds; each work of a round is killed at a
random step, and then done by a worker that lives. In every other round the account's scheduled
action does all that it does by itself. ``ACORN_POINTS`` says how many deaths there are.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from odoo.addons.acorn_iamazon.tests.common import SEED, make_item, recent_order

from .books import RESIDUALS
from .processes import (
    GROUP,
    SKU,
    execute,
    make_account,
    own_database,
    own_sandbox,
    run_worker,
    wait_for,
)

pytestmark = pytest.mark.slow

MORTAL = Path(__file__).with_name("mortal.py")
POINTS = int(os.environ.get("ACORN_POINTS") or 20)
ORDERS = 3  # of a round
ATTEMPTS = 8  # of a worker that lives, with half an hour in between
GUESS = 200  # steps of a work that was never done to its end
POSTS = {
    "submitAcknowledgement": "acknowledgement",
    "SubmitShipmentConfirmations": "shipment_confirmation",
    "submitInvoices": "invoice",
}
STATES = {
    "acknowledgement": "acknowledgements",
    "shipment_confirmation": "shipments",
    "invoice": "invoices",
}
VENDOR = {**GROUP, "bill_to": ["AMAZN"], "orders": []}
# What an account's scheduled action does by itself.
OF_LANE = {"fetch", "send", "poll", "do_invoice", "book", "bank"}
# What is left of each work; the last value of a round is 0.
LEFT = {
    "fetch": "SELECT %(orders)s - count(*) FROM sale_order",
    "acknowledge": "SELECT count(*) FROM sale_order "
    "WHERE amazon_acknowledgement_state = 'to_acknowledge'",
    "send": "SELECT count(*) FROM amazon_vendor_document "
    "WHERE direction = 'out' AND state IN ('ready', 'sending', 'unknown')",
    "poll": "SELECT count(*) FROM amazon_vendor_document "
    "WHERE direction = 'out' AND state NOT IN ('accepted', 'superseded', 'cancelled')",
    "deliver": "SELECT %(orders)s - count(*) FROM stock_picking WHERE state = 'done'",
    "do_invoice": "SELECT %(orders)s - count(*) FROM account_move "
    "WHERE move_type = 'out_invoice' AND state = 'posted'",
    "submit": "SELECT %(orders)s - count(*) FROM amazon_vendor_document WHERE kind = 'invoice'",
    "upload": "SELECT %(rounds)s - count(*) FROM amazon_vendor_remittance "
    "WHERE state IN ('matched', 'posted')",
    "book": "SELECT %(rounds)s - count(*) FROM amazon_vendor_remittance WHERE state = 'posted'",
    "bank": "SELECT count(*) FROM account_bank_statement_line WHERE NOT is_reconciled",
    "undo": "SELECT count(*) FROM amazon_vendor_remittance "
    "WHERE name = %(number)s AND state = 'posted'",
}


class Story:
    """
    :ivar deaths: how many there were, by work
    :ivar steps: the most that a work took when it was done to its end
    """

    def __init__(self, database, sandbox, players):
        self.database, self.sandbox, self.players = database, sandbox, players
        self.dice = random.Random(SEED)
        self.deaths, self.steps = Counter(), {}
        self.facts = {"orders": 0, "rounds": 0, "number": None}

    def run_round(self):
        by_lane = self.facts["rounds"] % 2 == 1
        orders = range(self.facts["orders"], self.facts["orders"] + ORDERS)
        items = [make_item(SKU, 3, "5.00")]
        self.sandbox.tell("orders", orders=[recent_order(f"4K{n:06}", *items) for n in orders])
        self.facts["orders"] += ORDERS
        for work in ("fetch", "acknowledge", "send", "poll", "deliver", "send", "poll"):
            self.do(work, by_lane)
        for work in ("do_invoice", "submit", "send", "poll"):
            self.do(work, by_lane)
        payment = self.sandbox.tell("pay", shortages={self.find_invoice(): "1.00"})
        number = payment["payment_number"]
        self.facts |= {"rounds": self.facts["rounds"] + 1, "number": number}
        self.do("upload", by_lane, filename=payment["filename"], content=payment["csv"])
        self.do("book", by_lane)
        self.play("get_money", number=number, amount=float(payment["amount"]))
        for work in ("bank", "undo", "book", "bank"):
            self.do(work, by_lane, **({"number": number} if work == "undo" else {}))

    def find_invoice(self):
        ((name,),) = execute(
            self.database,
            "SELECT min(name) FROM account_move WHERE move_type = 'out_invoice' "
            "AND payment_state = 'not_paid'",
        )
        return name

    def do(self, work, by_lane, **arguments):
        """Let a worker die at it, and another one do it."""
        play = "lane" if by_lane and work in OF_LANE else work
        self.play("let_be_due")
        death_at = self.dice.randint(1, self.steps.get(play, GUESS))
        if self.play(play, death_at, **arguments) is None:
            self.deaths[play] += 1
            wait_for(self.is_alone, 30)
        for _attempt in range(ATTEMPTS):
            if not self.count_left(work):
                return
            self.let_time_pass()
            steps = self.play(play, **arguments)
            self.steps[play] = max(steps, self.steps.get(play, 0))
            if work in ("send", "poll") and self.count_left(work):
                state = self.sandbox.ask("state")
                known = {kind: list(state[name]) for kind, name in STATES.items()}
                self.play("decide", known=known)
        left = self.count_left(work)
        assert not left, f"{left} of {work} is not done after {ATTEMPTS} attempts, {self.tell()}"

    def play(self, play, death_at=0, **arguments):
        """:return: the steps that it took; None when it was killed"""
        line = {"play": play, "death_at": death_at, "arguments": arguments}
        self.players.stdin.write(json.dumps(line) + "\n")
        self.players.stdin.flush()
        told = json.loads(self.players.stdout.readline())
        assert "error" not in told, f"{play}: {told['error']}, {self.tell()}"
        return told.get("steps")

    def is_alone(self):
        """PostgreSQL has noticed that the worker is gone: its locks are free."""
        ((count,),) = execute(
            "postgres", "SELECT count(*) FROM pg_stat_activity WHERE datname = %s", self.database
        )
        return not count

    def count_left(self, work):
        ((count,),) = execute(self.database, LEFT[work], **self.facts)
        return count

    def let_time_pass(self):
        """Half an hour later Amazon's records are up to date: what they do not show, is not
        there."""
        execute(
            self.database,
            "UPDATE amazon_vendor_document SET sending_at = sending_at - interval '31 minutes', "
            "sent_at = sent_at - interval '31 minutes' WHERE state IN ('sending', 'sent')",
        )
        self.play("let_be_due")

    def tell(self):
        deaths = ", ".join(f"{work} {count}" for work, count in sorted(self.deaths.items()))
        return f"ACORN_SEED={SEED}: {sum(self.deaths.values())} deaths ({deaths})"

    # === WHAT MUST HOLD === #

    def find_lost(self):
        """:return: what should be there and is not, in words"""
        orders, rounds = self.facts["orders"], self.facts["rounds"]
        expected = {
            "sale_order": orders,
            "account_move WHERE move_type = 'out_invoice' AND payment_state <> 'not_paid'": orders,
            "amazon_vendor_remittance WHERE bank_line_id IS NOT NULL": rounds,
            "account_bank_statement_line WHERE is_reconciled": rounds,
            **{
                f"amazon_vendor_document WHERE kind = '{kind}' AND state = 'accepted'": orders
                for kind in STATES
            },
        }
        for source, count in expected.items():
            ((found,),) = execute(self.database, f"SELECT count(*) FROM {source}")
            if found < count:
                yield f"{count} expected, {found} found: {source}"
        ((left,),) = execute(
            self.database,
            "SELECT sum(amount_residual) FROM account_move WHERE move_type = 'out_invoice'",
        )
        if left:
            yield f"{left} of the invoices is still open"

    def find_twice(self):
        """:return: what is there more than once, in words"""
        sent = Counter(
            (call["operation"], _get_key(call["body"]))
            for call in self.sandbox.ask("received")
            if call["operation"] in POSTS
        )
        yield from (f"sent {count} times: {key}" for key, count in sent.items() if count > 1)
        for source, name in (
            ("sale_order", "amazon_purchase_order_number"),
            ("account_move WHERE move_type = 'out_invoice'", "invoice_origin"),
            ("amazon_vendor_remittance", "name"),
            (
                "account_payment WHERE state NOT IN ('canceled', 'rejected')",
                "memo",
            ),
        ):
            query = f"SELECT {name}, count(*) FROM {source} GROUP BY 1 HAVING count(*) > 1"
            for key, count in execute(self.database, query):
                yield f"{count} times: {key}, {source}"

    def find_untrue(self):
        """:return: what Odoo shows and is not so, in words"""
        state = self.sandbox.ask("state")
        for kind, number, shown in execute(
            self.database,
            "SELECT kind, number, state FROM amazon_vendor_document WHERE direction = 'out'",
        ):
            if (shown == "accepted") != (number in state[STATES[kind]]):
                yield f"{kind} {number} is shown as {shown}"
        yield from (
            f"{code} is shown as running, and nobody is at it"
            for (code,) in execute(
                self.database, "SELECT code FROM amazon_vendor_job WHERE state = 'running'"
            )
        )
        yield from (
            f"the entries of {name} do not balance"
            for (name,) in execute(
                self.database,
                "SELECT move.name FROM account_move move JOIN account_move_line item "
                "ON item.move_id = move.id GROUP BY move.id HAVING sum(item.balance) <> 0",
            )
        )
        yield from (
            f"item {number} of {account} is shown as open by {shown}, it is {left}"
            for number, account, shown, left in execute(self.database, RESIDUALS)
        )


def _get_key(body):
    ((document,),) = body.values()
    return (
        document.get("shipmentIdentifier")
        or document.get("id")
        or document.get("purchaseOrderNumber")
    )


def assert_finds(database, story):
    """What found nothing finds what is put there, at the end of the story."""
    for tampering, find in (
        ("UPDATE amazon_vendor_document SET state = 'failed' WHERE kind = 'invoice'", "lost"),
        ("UPDATE account_move SET invoice_origin = 'one and the same'", "twice"),
        ("UPDATE amazon_vendor_job SET state = 'running'", "untrue"),
    ):
        before = len(list(getattr(story, f"find_{find}")()))
        execute(database, tampering)
        assert len(list(getattr(story, f"find_{find}")())) > before, find


@contextmanager
def own_players(database):
    """A process that has loaded Odoo and plays what it is told to."""
    command = [sys.executable, str(MORTAL), database]
    process = subprocess.Popen(
        command, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_nothing_is_lost_twice_or_untrue_wherever_workers_die(tmp_path):
    with own_sandbox({"groups": [VENDOR]}, tmp_path) as sandbox, own_database("killed") as database:
        account = make_account(VENDOR, sandbox)
        run_worker(database, "first", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "first", "automate")
        with own_players(database) as players:
            story = Story(database, sandbox, players)
            while sum(story.deaths.values()) < POINTS:
                story.run_round()
        run_worker(database, "last", "look_for_the_dead")
        lost, twice, untrue = map(
            list, (story.find_lost(), story.find_twice(), story.find_untrue())
        )
        assert_finds(database, story)
    print(
        f"\n{story.tell()}; {story.facts['orders']} orders, {story.facts['rounds']} payments: "
        f"lost {len(lost)}, twice {len(twice)}, untrue {len(untrue)}"
    )
    assert not (lost or twice or untrue), "\n".join([story.tell(), *lost, *twice, *untrue])
