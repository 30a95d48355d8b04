# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Two processes share the work of many accounts: within Amazon's limits, and nothing twice.

ACORN_ACCOUNTS tells how many: 8 by default, 20 are a large vendor's.
"""

import os
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

ACCOUNTS = int(os.environ.get("ACORN_ACCOUNTS") or 8)
ORDERS = 12
# Slower than Amazon, so that the limits are met: the burst stays at ten calls.
RATES = {"getPurchaseOrders": 5, "submitAcknowledgement": 5, "getPurchaseOrdersStatus": 5}


def make_scenario():
    return {
        "settings": {"rates": RATES},
        "groups": [
            {
                "name": f"vendor{number:02}",
                "client_id": f"amzn1.application-oa2-client.{number:02}",
                "client_secret": f"amzn1.oa2-cs.v1.{number:02}",
                "refresh_token": f"Atzr|{number:02}",
                "orders": [
                    recent_order(f"{number:02}PO{place:04}", make_item(SKU, 3, "5.00"))
                    for place in range(ORDERS)
                ],
            }
            for number in range(ACCOUNTS)
        ],
    }


def test_two_processes_share_the_accounts(tmp_path):
    scenario = make_scenario()
    with own_sandbox(scenario, tmp_path) as sandbox, own_database("two") as database:
        accounts = [make_account(group, sandbox) for group in scenario["groups"]]
        run_worker(database, "first", "prepare", accounts=accounts, products=[SKU])
        workers = [start_worker(database, name, "work") for name in ("first", "second")]
        assert [worker.wait(timeout=600) for worker in workers] == [0, 0]

        states = dict(
            execute(
                database,
                "SELECT state, count(*) FROM amazon_vendor_document "
                "WHERE kind = 'acknowledgement' GROUP BY state",
            )
        )
        assert states == {"accepted": ACCOUNTS * ORDERS}
        assert execute(database, "SELECT count(*) FROM sale_order") == [(ACCOUNTS * ORDERS,)]

        received = sandbox.ask("received")
        sent = Counter(
            call["body"]["acknowledgements"][0]["purchaseOrderNumber"]
            for call in received
            if call["operation"] == "submitAcknowledgement"
        )
        assert len(sent) == ACCOUNTS * ORDERS
        assert set(sent.values()) == {1}, "no acknowledgement twice"
        assert sandbox.ask("state")["throttled"] == 0, "no call over the limit"

        calls = Counter(call["agent"].split("/")[1].split(" ")[0] for call in received)
        assert set(calls) == {"first", "second"}
        assert min(calls.values()) > len(received) / 5, f"both are busy: {calls}"
