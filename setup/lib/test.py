# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/test [--quick] [ARGS…]``: all tests, by pytest; ARGS go to pytest.

All tests run in two processes, each with a database of its own; tests named in ARGS run in one,
unless ``-n N`` says otherwise. After all tests, the lines of the pure packages that they ran are
counted.

What tests draw by chance comes from a seed that is drawn for the run and printed at its end;
``ACORN_SEED=N setup/test …`` draws the same again.

``setup/test --clock=OFFSET …``: on another day, or at another hour: ``+400d``, ``-9h``.

``setup/test --guest [--wide] [--uninstalled] [MODULE…]``: Odoo's own tests, with and without our
addons; see :mod:`.guest`."""

import argparse
import os
import random
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from . import clock, coverage, databases, guest
from .odoo_process import ready
from .paths import ADDONS, CHECKOUT, KEY
from .progress import StepFailed
from .python_env import PYTHON

NO_TESTS = 5
PROCESSES = 2
RUNNER = CHECKOUT / "setup" / "in_odoo" / "run_tests.py"
FOR_ALL = ("chromium", "fonts-noto-cjk", "wkhtmltopdf")  # Debian's packages
QUICK = ["-m", "not browser and not benchmark and not slow"]


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if "--guest" in arguments:
            arguments.remove("--guest")
            with ready(durable=False) as environment:
                return guest.run(environment, arguments)
        wanted = _read(arguments)
        with ready(durable=False, packages=[] if wanted.quick else FOR_ALL) as environment:
            return _run_pytest(environment, wanted)
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _read(arguments):
    """:return: what was asked for: ``hours`` of the clock, ``processes``, ``seed``, ``pytest`` (its
    arguments), and ``named``: whether they name tests"""
    parser = argparse.ArgumentParser(prog="setup/test", add_help=False, allow_abbrev=False)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--clock", dest="hours", type=clock.read, default=0)
    parser.add_argument("-n", dest="processes", type=int)
    wanted, wanted.pytest = parser.parse_known_args(arguments)
    wanted.named = any(Path(word.split("::")[0]).exists() for word in wanted.pytest)
    if not wanted.named:
        wanted.pytest += [str(CHECKOUT / folder) for folder in ("tests", *ADDONS)]
    if wanted.processes is None:
        wanted.processes = 0 if wanted.named else PROCESSES
    wanted.seed = os.environ.get("ACORN_SEED") or str(random.randrange(10**9))
    return wanted


def _run_pytest(environment, wanted):
    name = f"acorn_{KEY}_test_{os.getpid()}"
    options = [f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=warn"]
    options.append(f"--hypothesis-seed={wanted.seed}")
    if wanted.processes:
        options += ["-n", str(wanted.processes), "--dist=loadscope", "--no-loadscope-reorder"]
    if wanted.quick:
        options += QUICK
    counted = not (wanted.named or wanted.hours or wanted.quick)
    if counted:
        environment = {**environment, "COVERAGE_FILE": str(coverage.DATA)}
        environment["ACORN_COUNTED"] = " ".join(coverage.TESTS)
        options += coverage.OPTIONS
    with _databases(environment, wanted, name) as templates:
        code = subprocess.run(
            [str(PYTHON), str(RUNNER), f"--rootdir={CHECKOUT}", *options, *wanted.pytest],
            env={
                **clock.move_processes(environment, wanted.hours),
                "ACORN_SEED": wanted.seed,
                "ACORN_STANDARD_TEMPLATE": templates["without"],
                "ACORN_TEMPLATE": templates["with"],
            },
            check=False,
            cwd=CHECKOUT,
        ).returncode
    print(f"What was drawn by chance can be drawn again: ACORN_SEED={wanted.seed}")
    if counted and not coverage.report(environment):
        code = code or 1
    if code == NO_TESTS:
        print("No test fits these arguments.", file=sys.stderr)
    return code


@contextmanager
def _databases(environment, wanted, name):
    """The databases of that name while the block runs, one a process.

    :return: the templates that tests copy, without our addons and with them
    """
    copies = [f"{name}_gw{place}" for place in range(wanted.processes)] or [name]
    try:
        templates = databases.make_copies(environment, *copies)
        if wanted.hours:
            own = {side: f"{name}_{side}" for side in templates}
            copies += own.values()
            for side, template in templates.items():
                databases.copy(environment, template, own[side])
            for copy in copies:
                clock.move_database(environment, copy, wanted.hours)
            templates = own
        yield templates
    finally:
        for copy in copies:
            databases.drop(environment, copy)


if __name__ == "__main__":
    sys.exit(main())
