# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Databases are made once, as templates, and copied for each use."""

import hashlib
import shutil
import subprocess

from .odoo_process import DATA, get_command
from .paths import ADDONS, CHECKOUT
from .progress import StepFailed, run, step
from .python_env import PYTHON

STANDARD = ("sale_management", "sale_stock", "account", "account_edi_ubl_cii", "product_expiry")


def make_copy(environment, name):
    """Make a database with the three addons, from a template that fits their present sources.

    :param str name: replaces a database of that name
    """
    standard = _ensure_template(environment, "acorn_standard", _get_odoo_stamp(), None, STANDARD)
    template = _ensure_template(
        environment, "acorn_addons", _get_source_stamp(standard), standard, ADDONS
    )
    drop(environment, name)
    copy(environment, template, name)


def ensure_guest_templates(environment, more):
    """:param more: modules beside those of every database
    :return: the templates, without our addons and with them"""
    without = _ensure_template(environment, "acorn_standard", _get_odoo_stamp(), None, STANDARD)
    if more:
        stamp = hashlib.sha256(f"{without}{more}".encode()).hexdigest()[:12]
        without = _ensure_template(environment, "acorn_wide", stamp, without, more)
    prefix = "acorn_guests" if more else "acorn_addons"
    ours = _ensure_template(environment, prefix, _get_source_stamp(without), without, ADDONS)
    return {"without": without, "with": ours}


def drop(environment, name):
    _query(environment, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def _ensure_template(environment, prefix, stamp, parent, modules):
    name = f"{prefix}_{stamp}"
    databases = _query(environment, "SELECT datname FROM pg_database").split()
    if name in databases:
        return name
    with step(f"Database template: {', '.join(modules)}"):
        for old in databases:
            if old.startswith(f"{prefix}_"):
                drop(environment, old)
        draft = f"{prefix}_draft"
        if parent:
            copy(environment, parent, draft)
        options = ["-d", draft, "-i", ",".join(modules), "--stop-after-init"]
        log = run(get_command(*options, "--no-http"), f"template-{prefix}", env=environment)
        _refuse_errors(log)
        _query(environment, f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
        files, target = DATA / "filestore" / draft, DATA / "filestore" / name
        shutil.rmtree(target, ignore_errors=True)
        if files.exists():
            files.rename(target)
    return name


def _refuse_errors(log):
    """Odoo's exit code does not tell of all errors; its log does."""
    errors = [line for line in log.read_text().splitlines() if " ERROR " in line]
    if errors:
        raise StepFailed(f"The installation logged errors, see {log}:\n" + "\n".join(errors[:5]))


def copy(environment, template, name):
    _query(environment, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    source, target = DATA / "filestore" / template, DATA / "filestore" / name
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, target)


def _query(environment, statement):
    """:return: what psql would print: one value a line"""
    code = (
        "import psycopg2, sys\n"
        "connection = psycopg2.connect(dbname='postgres')\n"
        "connection.autocommit = True\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(sys.argv[1])\n"
        "print(*(row[0] for row in cursor.fetchall()) if cursor.description else '', sep='\\n')\n"
    )
    done = subprocess.run(
        [str(PYTHON), "-c", code, statement],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    if done.returncode:
        raise StepFailed(f"{statement}: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout


def _get_odoo_stamp():
    code = "import odoo.release; print(odoo.release.version)"
    version = subprocess.run(
        [str(PYTHON), "-c", code], capture_output=True, text=True, check=True, cwd="/"
    ).stdout
    return hashlib.sha256(f"{version}{STANDARD}".encode()).hexdigest()[:12]


def _get_source_stamp(parent):
    digest = hashlib.sha256(parent.encode())
    for addon in ADDONS:
        for path in sorted((CHECKOUT / addon).rglob("*")):
            if path.suffix in (".py", ".xml", ".csv", ".po") and "tests" not in path.parts:
                digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]
