# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/test [--quick] [ARGS…]``: all tests, by pytest; ARGS go to pytest.

All tests run in two processes, each with a database of its own; tests named in ARGS run in one,
unless ``-n N`` says otherwise.

``setup/test --guest [--wide] [MODULE…]``: Odoo's own tests, with and without our addons."""

import os
import subprocess
import sys
from pathlib import Path

from . import databases, guest
from .odoo_process import ready
from .paths import ADDONS, CHECKOUT, KEY
from .progress import StepFailed
from .python_env import PYTHON

NO_TESTS = 5
PROCESSES = 2
RUNNER = CHECKOUT / "setup" / "in_odoo" / "run_tests.py"


def main():
    arguments = sys.argv[1:]
    if "--guest" in arguments:
        return _run_guest([argument for argument in arguments if argument != "--guest"])
    quick = "--quick" in arguments
    arguments = [argument for argument in arguments if argument != "--quick"]
    try:
        packages = [] if quick else ["chromium", "fonts-noto-cjk", "wkhtmltopdf"]
        with ready(durable=False, packages=packages) as environment:
            return _run_pytest(environment, arguments, quick)
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run_guest(arguments):
    try:
        with ready(durable=False) as environment:
            return guest.run(environment, arguments)
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1


def _run_pytest(environment, arguments, quick):
    named = any(Path(argument.split("::")[0]).exists() for argument in arguments)
    processes, arguments = _take_processes(arguments, 0 if named else PROCESSES)
    name = f"acorn_{KEY}_test_{os.getpid()}"
    copies = [f"{name}_gw{place}" for place in range(processes)] or [name]
    options = [f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=warn"]
    if processes:
        options += ["-n", str(processes), "--dist=loadscope", "--no-loadscope-reorder"]
    if quick:
        options += ["-m", "not browser and not benchmark and not slow"]
    if not named:
        arguments = [*arguments, *(str(CHECKOUT / folder) for folder in ("tests", *ADDONS))]
    try:
        templates = databases.make_copies(environment, *copies)
        code = subprocess.run(
            [str(PYTHON), str(RUNNER), f"--rootdir={CHECKOUT}", *options, *arguments],
            env={
                **environment,
                "ACORN_STANDARD_TEMPLATE": templates["without"],
                "ACORN_TEMPLATE": templates["with"],
            },
            check=False,
            cwd=CHECKOUT,
        ).returncode
    finally:
        for copy in copies:
            databases.drop(environment, copy)
    if code == NO_TESTS:
        print("No test fits these arguments.", file=sys.stderr)
    return code


def _take_processes(arguments, default):
    """:return: the number after ``-n``, else the default; the other arguments"""
    if "-n" not in arguments:
        return default, arguments
    place = arguments.index("-n")
    try:
        processes = int(arguments[place + 1])
    except (IndexError, ValueError):
        raise StepFailed("-n wants a number of processes; 0 is one without pytest-xdist") from None
    return processes, arguments[:place] + arguments[place + 2 :]


if __name__ == "__main__":
    sys.exit(main())
