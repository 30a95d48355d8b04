# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A real Odoo server with two cron workers serves all accounts that are well, while the first ones
that it meets are dead, slow, throttled."""

import os
import re
import time
from contextlib import ExitStack, contextmanager

import pytest

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .hosts import drip, sick_host, stay_silent, throttle
from .processes import (
    SKU,
    execute,
    make_account,
    own_database,
    own_sandbox,
    run_worker,
    start_odoo,
    wait_for,
)

pytestmark = pytest.mark.slow

# By hand, for it takes minutes of a machine alone and watches the clock: ACORN_LONG=1 or so many.
ACCOUNTS = int(os.environ.get("ACORN_ACCOUNTS") or ("20" if os.environ.get("ACORN_LONG") else "0"))
SICK = (stay_silent, drip, throttle)
SERVED_WITHIN = 120
LONGEST_RUN = 60
RUN = re.compile(r"Job 'Amazon: (\S+)' .*duration ([\d.]+)s")


def make_scenario():
    return {
        "groups": [
            {
                "name": f"vendor{number:02}",
                "client_id": f"amzn1.application-oa2-client.{number:02}",
                "client_secret": f"amzn1.oa2-cs.v1.{number:02}",
                "refresh_token": f"Atzr|{number:02}",
                "orders": [recent_order(f"{number:02}PO0001", make_item(SKU, 3, "5.00"))],
            }
            for number in range(ACCOUNTS)
        ],
    }


@contextmanager
def all_accounts(folder):
    """:return: the values of the accounts; the sick ones come first, so that each worker meets one
    before it comes to others"""
    scenario = make_scenario()
    with ExitStack() as stack:
        sandbox = stack.enter_context(own_sandbox(scenario, folder))
        accounts = [make_account(group, sandbox) for group in scenario["groups"]]
        for account, behave in zip(accounts, SICK, strict=False):
            account["api_url"] = stack.enter_context(sick_host(behave))
        yield accounts


def get_served(database):
    """:return: the accounts whose order is here"""
    query = (
        "SELECT DISTINCT account.name FROM amazon_vendor_account account "
        "JOIN sale_order ord ON ord.amazon_account_id = account.id"
    )
    return {name for (name,) in execute(database, query)}


@pytest.mark.skipif(not ACCOUNTS, reason="ACORN_LONG=1, or ACORN_ACCOUNTS says how many")
def test_the_others_are_served_as_if_the_sick_were_not_there(tmp_path):
    log = tmp_path / "odoo.log"
    with all_accounts(tmp_path) as accounts, own_database("sick") as database:
        run_worker(database, "first", "prepare", accounts=accounts, products=[SKU])
        run_worker(database, "first", "automate")
        well = {account["name"] for account in accounts[len(SICK) :]}
        sick = {account["name"] for account in accounts} - well
        began = time.monotonic()
        with start_odoo(database, log, workers=2):
            wait_for(lambda: "WorkerCron" in log.read_text(), SERVED_WITHIN, pause=1)
            # As who places work does: a server that begins looks by itself after a minute only.
            execute("postgres", "SELECT pg_notify('cron_trigger', %s)", database)
            wait_for(lambda: well <= get_served(database), SERVED_WITHIN, pause=1)
            served_after = time.monotonic() - began
            wait_for(lambda: sick <= {name for name, _ in get_runs(log)}, LONGEST_RUN, pause=1)
        longest = max(seconds for _name, seconds in get_runs(log))
        print(
            f"\n{len(well)} accounts that are well: all served after {served_after:.0f} s; "
            f"{len(sick)} that are sick; longest run {longest:.1f} s"
        )
        assert get_served(database) == well
        assert longest < LONGEST_RUN


def get_runs(log):
    """:return: (account, seconds) of each run of a scheduled action that ended"""
    return [(name, float(seconds)) for name, seconds in RUN.findall(log.read_text())]
