# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``setup/bench lanes``: how the work of many accounts spreads over workers.

A real Odoo server, with processes as in production, takes the lanes of the accounts; a sandbox
answers as slowly as Amazon does. Once with one cron worker and once with two, with all accounts
well and with one whose host is a black hole: it takes no connection, or never answers, or sends a
byte now and then.

What is measured is the work: all lanes become due together, at a server that runs."""

import json
import os
import socket
import subprocess
import threading
import time
import urllib.request
from contextlib import contextmanager, suppress

from . import databases
from .odoo_process import get_command
from .paths import CHECKOUT, LOGS
from .progress import StepFailed, run, step
from .python_env import PYTHON

SCRIPT = CHECKOUT / "setup" / "in_odoo" / "lanes_bench.py"
LATENCY = 0.25  # seconds of each answer
PATIENCE = 900  # seconds until a run is given up
DUE = """
    UPDATE ir_cron SET active = true, nextcall = now() AT TIME ZONE 'UTC'
     WHERE id IN (SELECT cron_id FROM amazon_vendor_account)
"""
DONE = """
    SELECT account.name, EXTRACT(EPOCH FROM min(job.started_at)) AS begun,
           EXTRACT(EPOCH FROM max(job.ended_at)) AS ended
      FROM amazon_vendor_account account JOIN amazon_vendor_job job ON job.account_id = account.id
     WHERE job.code IN ('fetch_purchase_orders', 'fetch_order_status', 'sweep_purchase_orders')
  GROUP BY account.name HAVING bool_and(job.ended_at IS NOT NULL)
"""


def run_lanes(environment, count, hole):
    """:param int count: accounts
    :param hole: a key of :data:`BLACK_HOLES`"""
    template = databases.ensure_guest_templates(environment, [])["with"]
    seconds = {}
    with BLACK_HOLES[hole]() as hole_address, _sandbox(environment) as sandbox:
        for sick in (False, True):
            for workers in (1, 2):
                title = f"{count} accounts, {workers} workers{f', one {hole}' if sick else ''}"
                with step(title), _database(environment, template) as name:
                    addresses = [sandbox, hole_address] if sick else [sandbox]
                    command = [PYTHON, SCRIPT, name, count, *addresses]
                    run(command, "bench-lanes", env=environment, cwd="/")
                    seconds[sick, workers] = _measure(environment, name, workers, count - 1)
    _print(seconds)


@contextmanager
def _database(environment, template):
    name = f"acorn_lanes_{os.getpid()}"
    databases.copy(environment, template, name)
    try:
        yield name
    finally:
        databases.drop(environment, name)


@contextmanager
def _silent():
    """A host that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def _unreachable():
    """A host whose queue is full: the first packet of a connection stays without an answer."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        waiting = [socket.socket() for _number in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for one in waiting:
            one.close()


@contextmanager
def _dripping():
    """A host that begins to answer and never ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        threading.Thread(target=_accept_and_drip, args=[server], daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _accept_and_drip(server):
    with suppress(OSError):  # closed, when all is measured
        while True:
            connection, _address = server.accept()
            threading.Thread(target=_drip, args=[connection], daemon=True).start()


def _drip(connection):
    with connection, suppress(OSError):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
        while True:
            connection.sendall(b" ")
            time.sleep(2)


BLACK_HOLES = {"unreachable": _unreachable, "silent": _silent, "dripping": _dripping}


@contextmanager
def _sandbox(environment):
    LOGS.mkdir(parents=True, exist_ok=True)
    file = LOGS / f"bench-lanes-{os.getpid()}.port"
    command = [str(PYTHON), "-m", "tests.sandbox", "--port-file", str(file)]
    server = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _attempt in range(100):
            if file.exists():
                break
            time.sleep(0.1)
        address = f"http://127.0.0.1:{file.read_text()}"
        slow = {"operation": "*", "hang": LATENCY, "times": 10**9}
        request = urllib.request.Request(
            f"{address}/_sandbox/fault",
            json.dumps(slow).encode(),
            {"content-type": "application/json"},
        )
        urllib.request.urlopen(request).close()
        yield address
    finally:
        server.terminate()
        server.wait()
        file.unlink(missing_ok=True)


def _measure(environment, name, workers, wanted):
    """:return: seconds from the first work to the end of the last, of the accounts that are well"""
    with _server(environment, name, workers):
        databases.execute(environment, DUE, name)
        databases.execute(environment, f"SELECT pg_notify('cron_trigger', '{name}')", "postgres")
        for _attempt in range(PATIENCE):
            time.sleep(1)
            rows = databases.fetch(environment, name, DONE)
            well = [row for row in rows if row["name"] != "Vendor 0"]
            if len(well) >= wanted:
                return max(row["ended"] for row in well) - min(row["begun"] for row in well)
    raise StepFailed(f"After {PATIENCE} s {len(well)} of {wanted} accounts were done.")


@contextmanager
def _server(environment, name, workers):
    """A server whose cron workers wait for work."""
    path = LOGS / "bench-lanes-server.log"
    options = ["-d", name, "--no-http", "--workers=1", f"--max-cron-threads={workers}"]
    options += ["--log-level=error", "--log-handler=odoo.service.server:INFO"]
    with path.open("w") as log:
        process = subprocess.Popen(
            get_command(*options), cwd="/", env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        for _attempt in range(120):
            time.sleep(1)
            if path.read_text().count("Worker WorkerCron") >= workers:
                time.sleep(2)  # until they listen
                yield
                return
        raise StepFailed(f"The server did not start, see {path}.")
    finally:
        process.terminate()
        process.wait()


def _print(seconds):
    for sick in (False, True):
        one, two = seconds[sick, 1], seconds[sick, 2]
        title = "one black hole" if sick else "all well"
        print(f"{title:15} 1 worker {one:7.1f} s   2 workers {two:7.1f} s   ratio {one / two:.2f}")
    for workers in (1, 2):
        ratio = seconds[True, workers] / seconds[False, workers]
        print(
            f"{workers} worker(s): the others took {ratio:.2f} times as long beside the black hole"
        )
