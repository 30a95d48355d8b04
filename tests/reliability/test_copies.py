# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A real database that has an acknowledgement to send, and its copies by every road: none of them
says a word to Amazon before an administrator has said that it is the real one now."""

import json
import subprocess
from contextlib import contextmanager

import pytest
from cryptography.fernet import Fernet

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from tests.chaos.server import own_cluster

from .processes import (
    GROUP,
    SKU,
    execute,
    get_settings,
    make_account,
    own_database,
    own_sandbox,
    run_python,
    run_worker,
)
from .test_dump import find_pg_dump

pytestmark = pytest.mark.slow

SCENARIO = {
    "groups": [
        {
            **GROUP,
            "orders": [recent_order("4COPY00X", make_item(SKU, 3, "5.00"))],
        }
    ]
}


def duplicate(database, copy):
    run_python(get_settings(), "-m", "odoo", "db", "duplicate", database, copy)


def duplicate_neutralised(database, copy):
    run_python(get_settings(), "-m", "odoo", "db", "duplicate", "-n", database, copy)


def restore_dump(database, copy):
    """As PostgreSQL's own tools do: the UUID stays."""
    pg_dump = find_pg_dump()
    if not pg_dump:
        pytest.skip("there is no pg_dump on this machine")
    execute("postgres", f'CREATE DATABASE "{copy}" TEMPLATE template0')
    dump = subprocess.run([pg_dump, database], capture_output=True, check=True).stdout
    psql = pg_dump.replace("pg_dump", "psql")
    subprocess.run([psql, "-q", "-d", copy], input=dump, capture_output=True, check=True)


def copy_by_template(database, copy):
    execute("postgres", f'CREATE DATABASE "{copy}" TEMPLATE "{database}"')


@contextmanager
def copied(road, database):
    name = f"{database}_copy"
    try:
        road(database, name)
        yield name
    finally:
        execute("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def look(database, folder):
    result = folder / "look.json"
    run_worker(database, "copy", "look", path=str(result))
    return json.loads(result.read_text())


def test_copies_say_nothing_and_the_original_goes_on(tmp_path, monkeypatch):
    roads = [duplicate, duplicate_neutralised, copy_by_template, restore_dump]
    with own_sandbox(SCENARIO, tmp_path) as sandbox, own_database("copies") as database:
        account = make_account(SCENARIO["groups"][0], sandbox)
        run_worker(database, "real", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "real", "answer")
        asked = count_calls(sandbox)
        for road in roads:
            with copied(road, database) as copy:
                told = look(copy, tmp_path)
                assert told["shut"] == ["copy"], road.__name__
                # Neutralised accounts are archived: nobody needs to be asked.
                assert told["asked"] == (road is not duplicate_neutralised), road.__name__
                assert count_calls(sandbox) == asked, road.__name__
                with monkeypatch.context() as elsewhere:
                    elsewhere.setenv("ACORN_IAMAZON_KEY", Fernet.generate_key().decode())
                    shut = look(copy, tmp_path)["shut"]
                    assert shut == ["copy" if road is duplicate_neutralised else "key"]
                assert count_calls(sandbox) == asked, road.__name__
        with own_cluster(database, database):  # the same name and UUID, on another server
            assert look(database, tmp_path) == {"shut": ["copy"], "asked": 1}
            assert count_calls(sandbox) == asked
        with copied(copy_by_template, database) as moved:
            run_worker(moved, "moved", "confirm")
            assert look(moved, tmp_path)["shut"] == [False]
        assert look(database, tmp_path) == {"shut": [False], "asked": 0}
        assert len(sandbox.ask("received", operation="submitAcknowledgement")) >= 1


def count_calls(sandbox):
    return len(sandbox.ask("received"))
