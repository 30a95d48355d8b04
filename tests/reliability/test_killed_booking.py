# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A worker dies in the middle of booking: the next one goes on, and nothing is booked twice."""

import os
import random
import time

from .processes import SKU, execute, make_account, own_database, run_worker, start_worker, wait_for

REMITTANCES = 14
LINES = 25
KILLS = 5
SEED = int(os.environ.get("ACORN_SEED") or time.time())
GROUP = {
    "name": "acorn",
    "client_id": "amzn1.application-oa2-client.acorn",
    "client_secret": "amzn1.oa2-cs.v1.top-secret",
    "refresh_token": "Atzr|acorn-refresh",
}


class Nowhere:
    """Booking does not talk to Amazon."""

    api_url = token_url = "http://127.0.0.1:9"


def count_booked(database):
    ((count,),) = execute(
        database, "SELECT count(*) FROM amazon_vendor_remittance WHERE state = 'posted'"
    )
    return count


def kill_while_booking(database, dice):
    """Let a worker book at least one more remittance, and kill it within the next ones."""
    before = count_booked(database)
    worker = start_worker(database, "mortal", "book")
    wait_for(lambda: count_booked(database) > before or worker.poll() is not None, 60)
    time.sleep(dice.uniform(0, 0.25))
    worker.kill()
    worker.wait()


def test_each_remittance_is_booked_once_whenever_the_worker_dies():
    dice = random.Random(SEED)
    with own_database("booking") as database:
        account = make_account(GROUP, Nowhere)
        run_worker(database, "first", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "first", "import_remittances", count=REMITTANCES, lines=LINES)
        kills = 0
        while kills < KILLS and count_booked(database) < REMITTANCES:
            kill_while_booking(database, dice)
            kills += 1
        assert kills > KILLS / 2, "the worker was fast: let it book more"
        run_worker(database, "last", "book")
        _check(database)


def _check(database):
    assert count_booked(database) == REMITTANCES, f"ACORN_SEED={SEED}"
    payments = execute(
        database,
        "SELECT payment.memo, move.state, payment.amount FROM account_payment payment "
        "JOIN account_move move ON move.id = payment.move_id ORDER BY payment.memo",
    )
    expected = [(f"4001{place:04}", "posted", 100 * LINES - 10) for place in range(REMITTANCES)]
    assert payments == expected, f"ACORN_SEED={SEED}"
    ((invoices, residual, reconciled),) = execute(
        database,
        "SELECT count(DISTINCT move.id), sum(item.amount_residual), "
        "count(*) FILTER (WHERE item.reconciled) FROM account_move move "
        "JOIN account_move_line item ON item.move_id = move.id "
        "WHERE move.move_type = 'out_invoice' AND item.display_type = 'payment_term'",
    )
    assert (invoices, residual, reconciled) == (REMITTANCES * LINES, 0, REMITTANCES * LINES)
