# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A database in which 19.0.1.0.0 did business gets the present addons: real processes."""

import io
import json
import shutil
import subprocess
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from tests.guest.test_installation import ADDONS, standard_database
from tests.reliability.processes import (
    execute,
    get_settings,
    run_odoo,
    run_python,
    write_settings,
)

CHECKOUT = Path(__file__).parents[2]
STORY = Path(__file__).with_name("story.py")
# The last state of 19.0.1.0.0.
BEFORE = "d254c59"
# Tables in which people's work is, and what of it an upgrade leaves as it was.
WORK = {
    "sale_order": ("name", "state", "amount_total"),
    "account_move": ("name", "state", "payment_state", "amount_residual"),
    "account_payment": ("name", "state", "amount"),
    "amazon_vendor_remittance": ("name", "state", "amount", "payment_id"),
    "amazon_vendor_remittance_line": ("number", "kind", "move_id", "paid"),
    "amazon_vendor_dispute": ("number", "state", "amount_disputed"),
}
ACTIONS = "SELECT name FROM ir_model_data WHERE model = 'ir.cron' AND module LIKE 'acorn_%%'"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """:return: (what was in the database before the upgrade and after, what carrying on told)"""
    folder = tmp_path_factory.mktemp("before")
    former, present = write_settings(folder, addons=unpack(folder)), get_settings()
    with standard_database() as database:
        run_odoo(database, former, "-i", "acorn_iamazon_reconcile")
        run_python(former, STORY, database, "live")
        before = read(database)
        run_odoo(database, present, "-u", ",".join(ADDONS))
        after = read(database)
        told = run_python(present, STORY, database, "carry_on")
        yield before, after, json.loads(told.splitlines()[-1])


def unpack(folder):
    """Put the addons of the former version into the folder."""
    command = ["git", "-C", str(CHECKOUT), "archive", BEFORE, *ADDONS]
    if not shutil.which("git"):
        pytest.skip("there is no git to take the former version from")
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"the history of this checkout does not reach back to {BEFORE}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder)
    return folder


def read(database):
    rows = {
        table: execute(database, f"SELECT id, {', '.join(columns)} FROM {table} ORDER BY id")
        for table, columns in WORK.items()
    }
    documents = "SELECT kind, state, error_category, md5(payload) FROM amazon_vendor_document"
    rows["documents"] = execute(database, f"{documents} ORDER BY id")
    rows["actions"] = [name for (name,) in execute(database, ACTIONS)]
    mappings = "SELECT product_id FROM amazon_vendor_product WHERE vendor_sku = 'TWICE'"
    rows["mappings"] = execute(database, mappings)
    return {**rows, **read_present(database)}


def read_present(database):
    """What only the present version has."""
    found = execute(
        database,
        "SELECT 1 FROM information_schema.columns "
        "WHERE table_name = 'amazon_vendor_account' AND column_name = 'cron_id'",
    )
    if not found:
        return {}
    lanes = (
        "SELECT account.id, account.active, cron.active FROM amazon_vendor_account account "
        "LEFT JOIN ir_cron cron ON cron.id = account.cron_id"
    )
    items = (
        "SELECT own.balance, kept.balance FROM amazon_vendor_provision provision "
        "JOIN account_move_line own ON own.id = provision.expense_item_id "
        "JOIN account_move_line kept ON kept.id = provision.provision_item_id"
    )
    keys = "SELECT res_model, amazon_key FROM mail_activity WHERE summary LIKE 'Old: %%'"
    return {
        "lanes": execute(database, lanes),
        "keys": dict(execute(database, keys)),
        "provisions": [tuple(map(float, row)) for row in execute(database, items)],
    }


def test_work_survives(story):
    before, after, _told = story
    for table in WORK:
        assert before[table], table
        assert after[table] == before[table], table


def test_documents_survive(story):
    before, after, _told = story
    assert len(before["documents"]) >= 4
    assert [(row[0], row[3]) for row in after["documents"]] == [
        (row[0], row[3]) for row in before["documents"]
    ]


def test_document_without_an_answer_has_an_unknown_fate(story):
    before, after, told = story
    states = {kind: (state, category) for kind, state, category, _payload in after["documents"]}
    assert states["acknowledgement"][0] == "unknown"
    assert states["shipment_confirmation"] == ("failed", "data")
    changed = Counter(
        (old[1], new[1])
        for old, new in zip(before["documents"], after["documents"], strict=True)
        if old[1] != new[1]
    )
    assert changed == {("failed", "unknown"): 1}
    assert told["unknown"] == ["acknowledgement"]


def test_each_account_has_a_lane_in_place_of_the_old_actions(story):
    before, after, told = story
    assert len(before["actions"]) >= 15
    assert not set(after["actions"]) & set(before["actions"])
    lanes = after["lanes"]
    assert len(lanes) == 3
    assert all(account == cron for _id, account, cron in lanes), "one at rest has a lane at rest"
    assert told["due"] == [True, True]


def test_what_people_are_asked_has_keys(story):
    _before, after, _told = story
    assert after["keys"] == {
        "amazon.vendor.account": "authorisation",
        "sale.order": "shortage",
        "account.move": "refused",
        "amazon.vendor.remittance": "booking",
    }


def test_one_mapping_stays_of_a_pair_of_codes(story):
    before, after, _told = story
    assert len(before["mappings"]) == 2
    assert len(after["mappings"]) == 1
    assert after["mappings"][0][0], "the one with the product"


def test_booking_of_the_former_version_can_be_taken_back(story):
    _before, _after, told = story
    booked, undone, again = told["booked"], told["undone"], told["again"]
    assert (booked["remittance"], undone["remittance"]) == ("posted", "matched")
    assert booked["open"] == 0 < undone["open"]
    assert again["remittance"] == "posted"
    assert again["open"] == booked["open"]
    assert (booked["bank"], undone["bank"], again["bank"]) == ([True], [False], [True])


def test_what_the_former_version_posted_is_held_against_its_accounts(story):
    _before, _after, told = story
    assert told["posted"] and all(told["posted"])
    assert told["wrong"] == []
    assert any("another account" in sentence for _record, sentence in told["falsified"])


def test_deadlines_of_disputes_come_from_the_table(story):
    _before, _after, told = story
    assert set(told["days"]) == {0}
    assert told["deadlines"] and all(told["deadlines"])


def test_items_of_the_former_version_have_keys(story):
    _before, _after, told = story
    assert told["keys"][0] == "money"
    assert any(str(key).startswith("settlement:") for key in told["keys"])


def test_provisions_of_the_former_version_know_their_items(story):
    _before, after, _told = story
    assert after["provisions"] == [(7.0, -7.0)] * 2
