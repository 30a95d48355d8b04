# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Real processes on a real database: workers of Odoo's, and the sandbox in between."""

import atexit
import functools
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from odoo.tools import config

from tests.sandbox.fixture import Sandbox

FORK_SERVER = Path(__file__).with_name("fork_server.py")
CHECKOUT = FORK_SERVER.parents[2]
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


class Started:
    """A worker that was started, as :class:`subprocess.Popen` shows a process."""

    def __init__(self, connection):
        self._connection, self._told, self._code = connection, b"", None

    def poll(self):
        return self._look(0)

    def wait(self, timeout):
        code = self._look(timeout)
        assert code is not None, f"not within {timeout} seconds"
        return code

    def _look(self, seconds):
        """:return: 0 when the play came to its end, 1 when it failed, None while it goes on"""
        while self._code is None and select.select([self._connection], [], [], seconds)[0]:
            told = self._connection.recv(100)
            self._told += told
            if not told:
                self._connection.close()
                self._code = 0 if self._told == b"done" else 1
        return self._code


def _find_fork_server():
    """:return: the path of the socket of one that lives"""
    process, path = _start_fork_server()
    if process.poll() is not None:  # something of a test's killed it
        _start_fork_server.cache_clear()
        process, path = _start_fork_server()
    return path


@functools.cache
def _start_fork_server():
    """:return: the process, which lives as long as this one, and the path of its socket"""
    folder = Path(tempfile.mkdtemp(prefix="acorn-fork-"))
    process = subprocess.Popen(
        [sys.executable, str(FORK_SERVER), str(folder / "socket")],
        cwd="/",
        env={**os.environ, "ODOO_RC": get_settings()},
        stdin=subprocess.PIPE,
    )

    def end():
        process.kill()
        process.wait()
        shutil.rmtree(folder)

    atexit.register(end)
    wait_for((folder / "socket").exists, 120)
    return process, str(folder / "socket")


def start_worker(database, name, play, **arguments):
    asked = {"database": database, "name": name, "play": play, "arguments": arguments}
    asked["environment"] = {**os.environ, "ODOO_RC": get_settings()}
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(_find_fork_server())
    connection.sendall(json.dumps(asked).encode() + b"\n")
    return Started(connection)


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
