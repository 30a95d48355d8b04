# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A firm lives with the second Amazon, by the real addons: nothing that its books and papers say
differs from what is true of each unit and cent."""

import json
import os
import subprocess
import sys

import pytest

from tests.reliability.processes import CHECKOUT, get_settings, own_database
from tests.world.common import SEED

DAYS = 35
PATIENCE = 1800  # seconds, on a machine that does other things beside

pytestmark = pytest.mark.slow
seeded = pytest.mark.parametrize("seed", [SEED], ids=[f"ACORN_SEED={SEED}"])


def live(database, folder, until, seed, size, kept=0):
    """:param until: how many days, from the first
    :param kept: the day that was kept before, from which it goes on
    :return: what was found and counted"""
    command = [sys.executable, "-m", "tests.year.live", database, folder, "--until", until]
    command += ["--seed", seed, "--size", size, "--kept", kept]
    done = subprocess.run(
        list(map(str, command)),
        cwd=CHECKOUT,
        env={**os.environ, "ODOO_RC": get_settings()},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads((folder / "result.json").read_text())
    print(told["table"])
    return told


def get(told, name):
    return next(figure for _group, known, figure in told["rows"] if known.strip() == name)


@seeded
def test_a_firm_that_was_kept_lives_on(seed, tmp_path):
    with own_database("kept") as database:
        before = live(database, tmp_path, 1, seed, "small")
        (tmp_path / "1.draft").rename(tmp_path / "1.pickle")
        after = live(database, tmp_path, 2, seed, "small", kept=1)
    assert get(before, "purchase orders") == get(after, "purchase orders") > 0
    assert get(after, "days") == 2
    assert get(after, "calls") > get(before, "calls")
    assert not after["crashes"]
    assert not any(after["findings"].values())


long = pytest.mark.skipif(
    not os.environ.get("ACORN_LONG"), reason="lasts ten minutes and more: ACORN_LONG=1"
)


@pytest.fixture(scope="module", params=[SEED], ids=[f"ACORN_SEED={SEED}"])
def told(request, tmp_path_factory):
    """:return: what was found and counted in weeks in which much happens"""
    with own_database("weeks") as database:
        return live(database, tmp_path_factory.mktemp("weeks"), DAYS, request.param, "brisk")


@long
def test_no_document_payment_booking_or_cent_differs_from_what_is_true(told):
    exact = ("documents", "payments", "bookings", "cents")
    found = [
        text
        for kinds in told["findings"].values()
        for kind in exact
        for text in kinds.get(kind, ())
    ]
    assert not found
    assert not told["crashes"]
    assert get(told, "purchase orders") >= 30
    assert get(told, "remittance lines") >= 10


@long
def test_documents_are_in_time_and_no_chargeback_could_have_been_avoided(told):
    assert get(told, "avoidable chargebacks") == 0
    for name in ("acknowledged in time", "announced before they arrive"):
        assert get(told, name).startswith("100.0%")
