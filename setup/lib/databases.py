# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Databases are made once, as templates, and copied for each use.

Templates without our addons are shared by all checkouts of an ACORN_HOME; those with them, and the
copies, have the key of the checkout in their names."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

from .locks import locked
from .odoo_process import DATA, get_command
from .paths import ADDONS, CHECKOUT, CHECKOUTS, HOME, KEY, OWN
from .progress import StepFailed, run, step
from .python_env import PYTHON

# What our addons need, and what suppliers have beside it.
STANDARD = (
    *("sale_management", "sale_stock", "account", "account_edi_ubl_cii"),
    *("product_expiry", "purchase_stock", "sale_mrp", "stock_dropshipping"),
)
SHARED_FILES = HOME / "templates"


def make_copies(environment, *names):
    """Make databases with the three addons, from a template that fits their present sources.

    :param names: replace databases of these names
    :return: the names of the templates, without our addons and with them
    """
    with locked(OWN / "templates.lock"):
        without = _ensure_standard(environment)
        ours = _ensure_own_template(environment, "addons", without)
        for name in names:
            drop(environment, name)
            copy(environment, ours, name)
    return {"without": without, "with": ours}


def ensure_guest_templates(environment, more):
    """:param more: modules beside those of every database
    :return: the templates, without our addons and with them"""
    with locked(OWN / "templates.lock"):
        without = _ensure_standard(environment)
        if more:
            stamp = hashlib.sha256(f"{without}{more}".encode()).hexdigest()[:12]
            without = _ensure_shared_template(environment, "wide", stamp, without, more)
        ours = _ensure_own_template(environment, "guests" if more else "addons", without)
    return {"without": without, "with": ours}


def drop(environment, name):
    _query(environment, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def copy(environment, template, name):
    _query(environment, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    _copy_files(template, name)


def _copy_files(template, name):
    source, target = DATA / "filestore" / template, DATA / "filestore" / name
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, target)


# === TEMPLATES === #


def _ensure_own_template(environment, kind, parent):
    """With our addons as they are in this checkout; older ones go."""
    prefix = f"acorn_{KEY}_{kind}"
    name = f"{prefix}_{_get_source_stamp(parent)}"
    databases = _list_databases(environment)
    if name not in databases:
        _forget_gone_checkouts(environment, databases)
        with step(f"Database template: {', '.join(ADDONS)}"):
            for old in databases:
                if old.startswith(f"{prefix}_"):
                    drop(environment, old)
            _install(environment, f"{prefix}_draft", name, parent, ADDONS)
    return name


def _ensure_standard(environment):
    return _ensure_shared_template(environment, "standard", _get_odoo_stamp(), None, STANDARD)


def _ensure_shared_template(environment, kind, stamp, parent, modules):
    """Without our addons; older ones go as soon as no checkout uses them."""
    prefix = f"acorn_shared_{kind}"
    name = f"{prefix}_{stamp}"
    with locked(HOME / "templates.lock"):
        _note_use(kind, name)
        databases = _list_databases(environment)
        if name not in databases:
            with step(f"Database template: {', '.join(modules)}"):
                used = {path.read_text() for path in CHECKOUTS.glob(f"*/uses-{kind}")}
                for old in databases:
                    if old.startswith(f"{prefix}_") and old not in used:
                        drop(environment, old)
                        (DATA / "filestore" / old).unlink(missing_ok=True)
                        shutil.rmtree(SHARED_FILES / old, ignore_errors=True)
                _install(environment, f"{prefix}_draft", name, parent, modules)
                _share_files(name)
    link = DATA / "filestore" / name
    if not link.is_symlink():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(SHARED_FILES / name)
    return name


def _note_use(kind, name):
    OWN.mkdir(parents=True, exist_ok=True)
    (OWN / "path").write_text(str(CHECKOUT))
    (OWN / f"uses-{kind}").write_text(name)


def _share_files(name):
    own, shared = DATA / "filestore" / name, SHARED_FILES / name
    shutil.rmtree(shared, ignore_errors=True)
    shared.parent.mkdir(parents=True, exist_ok=True)
    if own.exists():
        own.rename(shared)


def _forget_gone_checkouts(environment, databases):
    """What is left of checkouts that were deleted."""
    for path in CHECKOUTS.glob("*/path"):
        if not (Path(path.read_text()) / "setup").exists():
            for name in databases:
                if name.startswith(f"acorn_{path.parent.name}_"):
                    drop(environment, name)
            shutil.rmtree(path.parent, ignore_errors=True)


def _install(environment, draft, name, parent, modules):
    drop(environment, draft)
    if parent:
        copy(environment, parent, draft)
    options = ["-d", draft, "-i", ",".join(modules), "--stop-after-init", "--no-http"]
    log = run(get_command(*options), f"template-{name.rpartition('_')[0]}", env=environment)
    refuse_errors(log)
    _query(environment, "VACUUM ANALYZE", draft)
    _query(environment, f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
    files, target = DATA / "filestore" / draft, DATA / "filestore" / name
    shutil.rmtree(target, ignore_errors=True)
    if files.exists():
        files.rename(target)


def refuse_errors(log):
    """Odoo's exit code does not tell of all errors; its log does.

    :param Path log: of an Odoo that has ended
    :raise StepFailed: with the first errors
    """
    errors = [line for line in log.read_text().splitlines() if " ERROR " in line]
    if errors:
        raise StepFailed(f"Odoo logged errors, see {log}:\n" + "\n".join(errors[:5]))


def _get_odoo_stamp():
    """Of the Odoo that is linked into the environment, wherever it lies."""
    code = "import odoo.release as r, os; print(r.version, os.path.realpath(r.__file__))"
    version = subprocess.run(
        [str(PYTHON), "-c", code], capture_output=True, text=True, check=True, cwd="/"
    ).stdout
    return hashlib.sha256(f"{HOME}{version}{STANDARD}".encode()).hexdigest()[:12]


def _get_source_stamp(parent):
    digest = hashlib.sha256(parent.encode())
    for addon in ADDONS:
        for path in sorted((CHECKOUT / addon).rglob("*")):
            if path.suffix in (".py", ".xml", ".csv", ".po") and "tests" not in path.parts:
                digest.update(str(path.relative_to(CHECKOUT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


# === QUERIES === #


def _list_databases(environment):
    return _query(environment, "SELECT datname FROM pg_database").split()


def fetch(environment, database, statement):
    """:return: the rows, as dictionaries"""
    rows = _query(environment, f"SELECT json_agg(t)::text FROM ({statement}) t", database).strip()
    return [] if rows == "None" else json.loads(rows)


def execute(environment, statement, database):
    """Run a statement, in a transaction of its own."""
    _query(environment, statement, database)


def _query(environment, statement, database="postgres"):
    """:return: what psql would print: one value a line"""
    code = (
        "import psycopg2, sys\n"
        "connection = psycopg2.connect(dbname=sys.argv[2])\n"
        "connection.autocommit = True\n"
        "cursor = connection.cursor()\n"
        "cursor.execute(sys.argv[1])\n"
        "print(*(row[0] for row in cursor.fetchall()) if cursor.description else '', sep='\\n')\n"
    )
    done = subprocess.run(
        [str(PYTHON), "-c", code, statement, database],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    if done.returncode:
        raise StepFailed(f"{statement}: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout
