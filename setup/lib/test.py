# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/test [--quick] [ARGS…]``: all tests, by pytest; ARGS go to pytest.

``setup/test --guest [--wide] [MODULE…]``: Odoo's own tests, with and without our addons."""

import os
import subprocess
import sys
from pathlib import Path

from . import databases, guest, system_packages
from .odoo_process import ready
from .paths import ADDONS, CHECKOUT
from .progress import StepFailed
from .python_env import PYTHON

NO_TESTS = 5


def main():
    arguments = sys.argv[1:]
    if "--guest" in arguments:
        return _run_guest([argument for argument in arguments if argument != "--guest"])
    quick = "--quick" in arguments
    arguments = [argument for argument in arguments if argument != "--quick"]
    try:
        if not quick:
            system_packages.ensure("chromium", "fonts-noto-cjk", "wkhtmltopdf")
        with ready(durable=False) as environment:
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
    name = f"acorn_test_{os.getpid()}"
    databases.make_copy(environment, name)
    options = [f"--odoo-database={name}", "--odoo-http", "--odoo-log-level=warn"]
    if quick:
        options += ["-m", "not browser and not benchmark and not slow"]
    if not any(Path(argument.split("::")[0]).exists() for argument in arguments):
        arguments = [*arguments, *(str(CHECKOUT / folder) for folder in ("tests", *ADDONS))]
    try:
        code = subprocess.run(
            [str(PYTHON), "-m", "pytest", f"--rootdir={CHECKOUT}", *options, *arguments],
            env=environment,
            check=False,
            cwd=CHECKOUT,
        ).returncode
    finally:
        databases.drop(environment, name)
    if code == NO_TESTS:
        print("No test fits these arguments.", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
