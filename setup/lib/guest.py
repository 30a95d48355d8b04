# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/test --guest [--wide] [--uninstalled] [MODULE…]``: Odoo's own tests of the modules that
we extend.

They run on two databases with the same modules, with our addons and without; or, in place of
"with", where they were installed and uninstalled again. What fails, is skipped or goes wrong in
another way only there is ours, and fails the command. The wide set asks over HTTP too; what opens a
browser is counted, not run."""

import json
import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor

from . import databases
from .odoo_process import get_command
from .paths import ADDONS, CHECKOUT, LOGS
from .progress import StepFailed, step
from .progress import run as run_command
from .python_env import PYTHON

RUNNER = CHECKOUT / "setup" / "in_odoo" / "guest_tests.py"
# What five minutes hold, chosen by what our addons extend.
QUICK = ("sale", "sale_stock", "sale_management", "stock", "account", "account_edi_ubl_cii")
QUICK_TAGS = ",".join(
    [
        *("/sale", "/sale_stock", "/sale_management", "/account_edi_ubl_cii"),
        *("/stock:TestPacking", "/stock:TestPickShip", "/stock:TestStockFlow"),
        *("/stock:TestSinglePicking", "/stock:TestReturnPicking", "/stock:TestStockQuant"),
        *("/stock:TestVirtualAvailable", "/stock:TestWarehouse", "/stock:TestMultiCompany"),
        *("/stock:TestProcRule", "/account:TestAccountMove", "/account:TestAccountPayment"),
        *("/account:TestAccountMoveOutRefundOnchanges", "/account:TestAccountBankStatementLine"),
        "/account:TestAccountJournalDashboard",
    ]
)
WIDE = (
    *("account", "sale", "sale_stock", "sale_management", "stock", "sale_mrp"),
    *("sale_purchase_stock", "stock_dropshipping", "stock_delivery", "delivery", "sale_loyalty"),
    *("sale_timesheet", "sale_margin", "stock_account", "sale_expense", "website_sale", "portal"),
    *("mrp", "purchase_stock", "point_of_sale", "account_edi_ubl_cii", "account_debit_note"),
)


def run(environment, arguments):
    """:return: 1 when a test fails only with our addons, else 0"""
    wide, uninstalled = "--wide" in arguments, "--uninstalled" in arguments
    chosen = [word for word in arguments if word not in ("--wide", "--uninstalled")]
    modules = chosen or (WIDE if wide else QUICK)
    tags = QUICK_TAGS if not (chosen or wide) else ",".join(f"/{name}" for name in modules)
    more = sorted({*modules} - {*databases.STANDARD, *QUICK})
    sides = databases.ensure_guest_templates(environment, more)
    way = "http" if wide else "quiet"
    title = f"Odoo's own tests of {', '.join(modules)}, without and with our addons"
    with step(title + (", uninstalled" if uninstalled else "")), ThreadPoolExecutor(2) as pool:
        without, with_ours = pool.map(
            lambda side: _run_side(
                environment,
                *side,
                [tags, way, *modules],
                uninstall=uninstalled and side[0] == "with",
            ),
            sides.items(),
        )
    return _report(without, with_ours)


def _run_side(environment, side, template, what, uninstall):
    name = f"acorn_guest_{side}_{os.getpid()}"
    databases.copy(environment, template, name)
    if uninstall:
        command = get_command("module", "uninstall", "-d", name, *ADDONS)
        run_command(command, "guest-uninstall", env=environment, cwd="/")
    LOGS.mkdir(parents=True, exist_ok=True)
    result, log = LOGS / f"guest-{side}.json", LOGS / f"guest-{side}.log"
    result.unlink(missing_ok=True)
    tags, *rest = what
    try:
        with log.open("w") as file:
            subprocess.run(
                [str(PYTHON), str(RUNNER), name, tags, str(result), *rest],
                env=environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                check=False,
                cwd="/",
            )
    finally:
        databases.drop(environment, name)
    if not result.exists():
        raise StepFailed(f"Odoo's tests did not end, see {log}:\n{log.read_text()[-2000:]}")
    return json.loads(result.read_text())


def _report(without, with_ours):
    failed, theirs = with_ours["failed"], without["failed"]
    broken = sorted(failed.keys() - theirs.keys())
    both = sorted(failed.keys() & theirs.keys())
    otherwise = [name for name in both if _tell(failed[name]) != _tell(theirs[name])]
    unequal = set(without["ran"]) ^ set(with_ours["ran"])
    skipped = without["skipped"].keys() | with_ours["skipped"].keys()
    skipped_here = sorted(with_ours["skipped"].keys() - without["skipped"].keys() - theirs.keys())
    _list("Fail without our addons too", both)
    _list("Fail only without our addons", sorted(theirs.keys() - failed.keys()))
    _list("Run on one side only", sorted(unequal))
    _list("Not run: they need a server", [f"{len(without['not run'])} tests"])
    _list("Skipped by Odoo itself, or in need of a browser", [f"{len(skipped)} tests"])
    _list("Skipped only with our addons", skipped_here)
    _list(
        "Fail in another way with our addons",
        [f"{name}: {failed[name]}\n    without: {theirs[name]}" for name in otherwise],
    )
    _list("Fail only with our addons", [f"{name}: {failed[name]}" for name in broken])
    print(
        f"Odoo's own tests: {len(without['ran'])} run without our addons, {len(theirs)} failed; "
        f"{len(with_ours['ran'])} run with them, {len(failed)} failed; {len(broken)} only with "
        f"them, {len(otherwise)} in another way."
    )
    ours = [*broken, *otherwise, *skipped_here, *unequal]
    return 1 if ours or not with_ours["ran"] else 0


def _tell(why):
    """:return: the reason without what differs from run to run: numbers and the order of names"""
    words = re.findall(r"[a-zA-Z_]{2,}", re.sub(r"acorn_guest_\w+|0x[0-9a-f]+", "", why))
    return sorted(words)


def _list(title, lines):
    if lines:
        print(f"{title}:", *lines, sep="\n  ")
