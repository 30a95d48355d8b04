# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/pythons [VERSION…]``: the suite on each version of Python that Odoo 19 supports.

With each, every file compiles without a warning, the tests that need no Odoo pass, and Odoo loads
with the three addons. A version that is neither here nor to be had from uv or Debian is named;
only when it was asked for by name, that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import databases, odoo_source, python_env
from .odoo_process import ready
from .paths import ADDONS, CHECKOUT, KEY, OWN
from .progress import StepFailed, run, step
from .python_env import PYTHON

VERSIONS = ("3.10", "3.11", "3.12", "3.13")
PURE_TESTS = (
    "spapi",
    "planning",
    "quantities",
    "returns",
    "rules",
    "reader",
    "matcher",
    "booking",
    "proof",
    "contract/test_reports.py",
    "contract/test_sandbox_answers.py",
    "contract/test_shipment_values.py",
)
CODE = (*ADDONS, "setup", "tests")


def main():
    wanted = sys.argv[1:]
    try:
        with ready(durable=False) as environment:
            missing = _try_all(environment, wanted or VERSIONS)
    except StepFailed as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    for version in missing:
        print(f"– Python {version}: not here, and neither uv nor Debian hands it out")
    return 1 if missing and wanted else 0


def _try_all(environment, versions):
    """:return: the versions that are not to be had"""
    database = f"acorn_{KEY}_pythons_{os.getpid()}"
    databases.make_copies(environment, database)
    missing = []
    try:
        for version in versions:
            python = find(version)
            if python:
                _try(environment, database, version, python)
            else:
                missing.append(version)
    finally:
        databases.drop(environment, database)
    return missing


# === INTERPRETERS === #


def find(version):
    """
    :param str version: such as ``3.12``
    :return: the path of an interpreter of that version, installed if need be; None when there is
        none
    """
    return _look_up(version) or (_install(version) and _look_up(version)) or None


def _look_up(version):
    home = Path.home()
    places = [PYTHON, shutil.which(f"python{version}")]
    for folder, pattern in (
        (os.environ.get("PYENV_ROOT") or home / ".pyenv", "versions/{}.*/bin/python"),
        (home / ".local" / "share" / "uv" / "python", "cpython-{}.*/bin/python"),
    ):
        places += sorted(Path(folder).glob(pattern.format(version)))
    return next((place for place in places if place and _is_of(place, version)), None)


def _is_of(python, version):
    code = f"import ensurepip, sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != {version!r})"
    return subprocess.run([python, "-c", code], capture_output=True, check=False).returncode == 0


def _install(version):
    """:return: whether uv or Debian had it"""
    packages = [f"python{version}", f"python{version}-venv"]
    for command in (
        [PYTHON.with_name("uv"), "python", "install", version],
        ["apt-get", "install", "-y", "--no-install-recommends", *packages],
    ):
        try:
            run(command, f"python-{version}-install")
        except StepFailed:
            continue
        return True
    return False


# === WHAT IS TRIED === #


def _try(environment, database, version, python):
    print(f"Python {version}, {python}:")
    python = _ensure_packages(version, python)
    environment = {**environment, "PYTHONPYCACHEPREFIX": str(OWN / "pycache")}
    with step("every file compiles"):
        command = [python, "-W", "error", "-m", "compileall", "-q", "-f", *CODE]
        run(command, f"python-{version}-compile", env=environment, cwd=CHECKOUT)
    with step("tests without Odoo"):
        told = _run_pure_tests(environment, version, python)
    print(f"  {told}")
    with step("Odoo loads with the addons"):
        _load_odoo(environment, database, version, python)


def _ensure_packages(version, python):
    """:return: the interpreter of an environment with all that Odoo and the tests need"""
    if python == PYTHON:
        return PYTHON
    place = OWN / f"venv-{version}"
    python_env.ensure(odoo_source.get_odoo(), python, place)
    return place / "bin" / "python"


def _run_pure_tests(environment, version, python):
    """:return: what pytest says of them"""
    tests = [CHECKOUT / "tests" / name for name in PURE_TESTS]
    command = [python, "-m", "pytest", "-p", "no:odoo", "-p", "no:cacheprovider"]
    # In two processes, and without years that are simulated: they are the same years everywhere.
    command += ["-n", "2", "-m", "not slow"]
    command += [f"--rootdir={CHECKOUT}", *filter(Path.exists, tests)]
    log = run(command, f"python-{version}-tests", env=environment, cwd=CHECKOUT)
    return log.read_text().splitlines()[-1]


def _load_odoo(environment, database, version, python):
    command = [python, "-m", "odoo", "-d", database, "--no-http", "--stop-after-init"]
    databases.refuse_errors(run(command, f"python-{version}-odoo", env=environment))


if __name__ == "__main__":
    sys.exit(main())
