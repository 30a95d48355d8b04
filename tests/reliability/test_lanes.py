# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Odoo locks a scheduled action that runs; accounts are changed all the same."""

import pytest

from .processes import GROUP, SKU, execute, make_account, own_database, run_worker

pytestmark = pytest.mark.slow

# Seconds until what is done once a day is tried again.
SOON = 300


class Nowhere:
    api_url = token_url = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def database():
    with own_database("lanes") as name:
        account = make_account({**GROUP, "name": "ACORN US"}, Nowhere)
        run_worker(name, "first", "prepare", accounts=[account], products=[SKU])
        yield name


def change_while_running(database, **values):
    run_worker(database, "person", "change_while_running", values=values)


def get_lanes(database):
    """:return: (id, name, whether it is active) of all lanes, and whether an account has it"""
    return execute(
        database,
        "SELECT cron.id, cron.cron_name, cron.active, account.id IS NOT NULL FROM ir_cron cron "
        "JOIN ir_act_server action ON action.id = cron.ir_actions_server_id "
        "LEFT JOIN amazon_vendor_account account ON account.cron_id = cron.id "
        "WHERE action.code LIKE %s",
        "%_run_lane()",
    )


def test_account_is_changed_and_deleted_while_its_lane_runs(database):
    ((first, name, _active, _used),) = get_lanes(database)
    assert name == "Amazon: ACORN US"

    change_while_running(database, name="ACORN USA")
    ((second, name, active, used),) = get_lanes(database)
    assert (name, active, used) == ("Amazon: ACORN USA", True, True)
    assert second != first, "nobody can change the one that runs"

    run_worker(database, "upkeep", "leave_lane")
    ((third, _name, active, used),) = get_lanes(database)
    assert (active, used) == (True, True)
    assert third != second

    change_while_running(database)
    assert get_lanes(database) == []


def test_account_is_archived_while_its_lane_runs(database):
    account = make_account({**GROUP, "name": "ACORN DE"}, Nowhere)
    run_worker(database, "first", "prepare", accounts=[account], products=[])
    change_while_running(database, active=False)
    ((_lane, _name, active, used),) = get_lanes(database)
    assert (active, used) == (False, True)


def test_work_whose_worker_died_is_told_as_failed(database):
    account = make_account({**GROUP, "name": "ACORN UK"}, Nowhere)
    run_worker(database, "first", "prepare", accounts=[account], products=[])
    for failures in (1, 2):
        execute(
            database,
            "UPDATE amazon_vendor_job SET state = 'running' "
            "WHERE code IN ('run_checks', 'plan_demand') AND account_id = "
            "(SELECT id FROM amazon_vendor_account WHERE name = 'ACORN UK')",
        )
        run_worker(database, "next", "look_for_the_dead")
        works = execute(
            database,
            "SELECT code, state, failures_in_a_row, message, "
            "extract(epoch FROM next_run_at - ended_at)::int FROM amazon_vendor_job "
            "WHERE code IN ('run_checks', 'plan_demand') AND account_id = "
            "(SELECT id FROM amazon_vendor_account WHERE name = 'ACORN UK') ORDER BY code",
        )
        message = "The server stopped before the work ended."
        assert works == [
            ("plan_demand", "failed", failures, message, SOON),
            ("run_checks", "failed", failures, message, SOON),
        ]
    asked = execute(
        database,
        "SELECT amazon_key FROM mail_activity WHERE amazon_key LIKE 'job %%' AND "
        "res_model = 'amazon.vendor.account' ORDER BY 1",
    )
    assert asked == [("job plan_demand",), ("job run_checks",)]
