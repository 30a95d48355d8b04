# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Real processes on a real database: workers of Odoo's, and the sandbox in between."""

import json
import os
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from odoo.tools import config

from tests.sandbox.fixture import Sandbox

WORKER = Path(__file__).with_name("worker.py")
CHECKOUT = WORKER.parents[2]
SKU = "8806098286500"
# A vendor group of the sandbox's, without its orders.
GROUP = {
    "name": "acorn",
    "client_id": "amzn1.application-oa2-client.acorn",
    "client_secret": "amzn1.oa2-cs.v1.top-secret",
    "refresh_token": "Atzr|acorn-refresh",
}


def execute(database, query, *parameters, **named):
    """
    :param parameters: of the query, by place; or by name
    :return: the rows, when the query gives any
    """
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute(query, named or parameters)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def own_database(name):
    """A database with the three addons: a copy of the template that the tests' own comes from."""
    name = f"acorn_{name}_{os.getpid()}"
    execute("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    execute("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{find_template("ACORN_TEMPLATE")}"')
    try:
        yield name
    finally:
        execute("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def find_template(variable):
    """:return: the database that ``setup/test`` names in the environment variable"""
    if not os.environ.get(variable):
        pytest.skip("there is no database template: run the tests by setup/test")
    return os.environ[variable]


@contextmanager
def own_sandbox(scenario, folder):
    """The sandbox in a process of its own."""
    scenario_file, port_file = folder / "scenario.json", folder / "port"
    scenario_file.write_text(json.dumps(scenario))
    command = [sys.executable, "-m", "tests.sandbox", "--limits"]
    command += ["--scenario", str(scenario_file), "--port-file", str(port_file)]
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    try:
        wait_for(port_file.exists, 120)
        yield Sandbox(int(port_file.read_text()))
    finally:
        process.kill()
        process.wait()


def wait_for(condition, seconds, pause=0.01):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(pause)


def start_worker(database, name, play, **arguments):
    command = [sys.executable, str(WORKER), database, name, play, json.dumps(arguments)]
    environment = {**os.environ, "ODOO_RC": os.environ.get("ODOO_RC") or config["config"]}
    return subprocess.Popen(command, cwd="/", env=environment)


def run_worker(database, name, play, **arguments):
    process = start_worker(database, name, play, **arguments)
    assert process.wait(timeout=600) == 0, f"worker {name}: {play}"


def make_account(group, sandbox):
    """:return: the values of the account for a vendor group of the scenario"""
    return {
        "name": group["name"],
        "environment": "custom",
        "api_url": sandbox.api_url,
        "token_url": sandbox.token_url,
        "lwa_client_id": group["client_id"],
        "lwa_client_secret": group["client_secret"],
        "refresh_token": group["refresh_token"],
    }


# === ODOO WITH OTHER ADDONS === #


def write_settings(folder, addons=CHECKOUT, more=None):
    """
    :param folder: for the configuration file
    :param addons: the folder that the three addons are taken from
    :param more: a folder of addons beside them
    :return: the path of a configuration file as that of this process, with those addons
    """
    lines = Path(get_settings()).read_text().splitlines()
    place = next(place for place, line in enumerate(lines) if line.startswith("addons_path"))
    assert str(CHECKOUT) in lines[place]
    lines[place] = lines[place].replace(str(CHECKOUT), str(addons)) + (f",{more}" if more else "")
    path = folder / "odoo.conf"
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def get_settings():
    """:return: the path of the configuration file of this process"""
    return os.environ.get("ODOO_RC") or config["config"]


def run_odoo(database, settings, *arguments):
    """Install or upgrade, by Odoo's command line."""
    options = ["--no-http", "--stop-after-init", "--max-cron-threads=0", "--log-level=error"]
    run_python(settings, "-m", "odoo", "-d", database, *options, *arguments)


def run_python(settings, *command):
    """:return: what it printed"""
    done = subprocess.run(
        [sys.executable, *map(str, command)],
        cwd="/",
        env={**os.environ, "ODOO_RC": settings},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert " ERROR " not in done.stderr, done.stderr[-3000:]
    return done.stdout


@contextmanager
def start_odoo(database, log, workers):
    """A server as in production, whose cron workers take what is due.

    :param Path log: of the server
    """
    options = ["-d", database, "--no-http", "--workers=1", "--log-level=info"]
    options += [f"--max-cron-threads={workers}"]
    environment = {**os.environ, "ODOO_RC": get_settings()}
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "odoo", *options],
            cwd="/",
            env=environment,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
