# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A short bad day; ``setup/chaos --minutes 30`` is a long one."""

import os
import subprocess
import sys

import pytest

from tests.reliability.processes import CHECKOUT, find_template, get_settings

MINUTES = "0.5"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not os.environ.get("ACORN_LONG"), reason="takes minutes of a machine alone: ACORN_LONG=1"
    ),
]


def test_after_a_bad_day_nothing_is_lost_twice_untrue_or_unheard(tmp_path):
    template = find_template("ACORN_TEMPLATE")
    command = [sys.executable, "-m", "tests.chaos", template, "--minutes", MINUTES]
    command += ["--folder", str(tmp_path)]
    if os.environ.get("ACORN_SEED"):
        command += ["--seed", os.environ["ACORN_SEED"]]
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env={**os.environ, "ODOO_RC": get_settings()},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert " kills, " in done.stdout and "lost 0" in done.stdout
