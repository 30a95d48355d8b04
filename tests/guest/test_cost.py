# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What ordinary orders cost with our addons: as many queries as without them, step by step. The
time that they take is measured, and not asserted, by ``setup/bench guest``."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from odoo.tools import config

from tests.reliability.processes import execute, find_template

ORDERS = 6  # enough to tell one more an order from one more in all
SCRIPT = Path(__file__).resolve().parents[2] / "setup" / "in_odoo" / "guest_bench.py"

pytestmark = pytest.mark.slow


@contextmanager
def copy(template):
    name = f"acorn_cost_{os.getpid()}_{template[-6:]}"
    execute("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    execute("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield name
    finally:
        execute("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def count_queries(template, folder):
    """:return: queries of the orders, of ten lines each, by step"""
    result = folder / f"{template}.json"
    with copy(template) as database:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), database, str(result), str(ORDERS)],
            cwd="/",
            env={**os.environ, "ODOO_RC": os.environ.get("ODOO_RC") or config["config"]},
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    return {step: told["queries"] for step, told in json.loads(result.read_text()).items()}


def test_ordinary_orders_cost_no_query_more(tmp_path):
    without = count_queries(find_template("ACORN_STANDARD_TEMPLATE"), tmp_path)
    with_ours = count_queries(find_template("ACORN_TEMPLATE"), tmp_path)
    assert {"create", "form", "confirm", "deliver", "invoice", "post", "pay"} <= set(without)
    # One more or less in all is what Odoo reads once in a while; one an order is ours.
    more = {step: with_ours[step] - without[step] for step in without}
    assert not {step: queries for step, queries in more.items() if queries >= ORDERS / 2}
