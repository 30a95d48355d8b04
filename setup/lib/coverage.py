# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which lines of the pure packages the tests have run.

What processes of their own run (installations, killed workers, real servers) is not counted."""

import json
import subprocess
from collections import defaultdict

from .paths import CHECKOUT, OWN
from .python_env import PYTHON

PACKAGES = sorted(path.parent for path in CHECKOUT.glob("acorn_*/*/py.typed"))
# The tests that are counted: those of the packages, and those with Odoo that are about what a
# package does. Counting takes a test twice its time.
TESTS = (
    *(f"tests/{package.name}/" for package in PACKAGES),
    "tests/contract/",
    *(
        f"acorn_iamazon/tests/test_{topic}.py"
        for topic in (
            *("order_changes", "order_change_decisions", "order_states", "shipment_packages"),
            *("planning", "digest", "reports", "secrets", "credentials", "authorisation", "fetch"),
        )
    ),
    *(
        f"acorn_iamazon_account/tests/test_{topic}.py"
        for topic in ("invoice_rules", "credit_notes", "payload_versions")
    ),
    "acorn_iamazon_reconcile/tests/test_matching.py",
)
LEAST = 95  # percent of the lines
DATA = OWN / "coverage"
REPORT = OWN / "coverage.json"
OPTIONS = [*(f"--cov={package}" for package in PACKAGES), "--cov-report="]


def report(environment):
    """:return: whether enough lines of each package were run"""
    command = [PYTHON, "-m", "coverage", "json", "-q", "-o", REPORT]
    subprocess.run(command, env=environment, cwd=CHECKOUT, check=True)
    lines = _count(json.loads(REPORT.read_text())["files"])
    print(f"Lines of the pure packages that the tests have run (at least {LEAST} %, see {REPORT}):")
    short = []
    for name, (ran, total) in sorted(lines.items()):
        share = 100 * ran / total
        print(f"  {name:35} {ran:6} of {total:6} {share:6.1f} %{' too few' * (share < LEAST)}")
        short += [name] * (share < LEAST)
    return len(lines) == len(PACKAGES) and not short


def _count(files):
    """
    :param files: by path, as coverage tells of them
    :return: lines that ran and all lines, by package
    """
    lines = defaultdict(lambda: [0, 0])
    for path, told in files.items():
        total = lines["/".join(path.split("/")[:2])]
        total[0] += told["summary"]["covered_lines"]
        total[1] += told["summary"]["num_statements"]
    return lines
