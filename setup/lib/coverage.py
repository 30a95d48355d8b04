# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which lines of the pure packages the tests have run.

What processes of their own run (installations, killed workers, real servers) is not counted."""

import json
import subprocess
from collections import defaultdict

from .paths import CHECKOUT, OWN
from .python_env import PYTHON

PACKAGES = sorted(path.parent for path in CHECKOUT.glob("acorn_*/*/py.typed"))
# The tests that are counted: each package's own; the rules of invoices read Odoo's records, so that
# theirs are the addon's. Counting takes a test with Odoo twice its time.
TESTS = (
    *(f"tests/{package.name}/" for package in PACKAGES),
    "tests/contract/",
    "acorn_iamazon_account/tests/test_invoice_rules.py",
    "acorn_iamazon_account/tests/test_credit_notes.py",
    "acorn_iamazon_account/tests/test_invoice_countries.py",
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
