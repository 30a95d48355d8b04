# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A dump of the whole database and the server's log at its most talkative hold no secret."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from odoo.addons.acorn_iamazon.tests.common import make_item, recent_order

from .processes import GROUP, SKU, make_account, own_database, own_sandbox, run_worker

pytestmark = pytest.mark.slow

SECRETS = ("amzn1.oa2-cs.v1.top-secret", "Atzr|", "Atza|")
SCENARIO = {
    "groups": [
        {
            **GROUP,
            "orders": [recent_order("4DUMP00X", make_item(SKU, 3, "5.00"))],
        }
    ]
}


def find_pg_dump():
    """:return: a pg_dump, at least as new as Debian's newest server; None when there is none"""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), reverse=True)
    return str(versions[0]) if versions else shutil.which("pg_dump")


def test_dump_and_log_hold_no_secret(tmp_path, monkeypatch):
    pg_dump = find_pg_dump()
    if not pg_dump:
        pytest.skip("there is no pg_dump on this machine")
    log = tmp_path / "odoo.log"
    monkeypatch.setenv("ACORN_WORKER_LOG", str(log))
    with own_sandbox(SCENARIO, tmp_path) as sandbox, own_database("dump") as database:
        account = make_account(SCENARIO["groups"][0], sandbox)
        run_worker(database, "first", "prepare", accounts=[account], products=[SKU])
        run_worker(database, "first", "work")
        sandbox.tell("revoke")
        sandbox.tell("expire_tokens")
        run_worker(database, "first", "poll")
        dump = subprocess.run(
            [pg_dump, database], capture_output=True, check=True, env=os.environ
        ).stdout.decode()
    talk = log.read_text()
    assert "4DUMP00X" in dump and "/vendor/orders/v1" in talk, "the search finds what is there"
    for secret in SECRETS:
        assert secret not in dump, secret
        assert secret not in talk, secret
