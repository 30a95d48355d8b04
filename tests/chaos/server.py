# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is killed: an Odoo server with workers, and a PostgreSQL cluster of its own beside it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Lock

import psycopg2

from setup.lib.postgres import Server
from setup.lib.system_packages import find_postgres_folder
from tests.reliability.processes import execute, get_settings, wait_for

# What a process has written before it is killed is written: the disk needs no protection.
SETTINGS = ("fsync=off", "full_page_writes=off")
SERVE = Path(__file__).with_name("serve.py")
WORKERS = 2
# Seconds: so long no machine takes, however busy. Who is slow is waited for.
START = 1200


@contextmanager
def own_cluster(template, database):
    """A PostgreSQL server that may be killed, with a copy of the template; the variables of this
    process lead to it while the block runs."""
    cluster = Server(Path(tempfile.gettempdir()) / f"acorn-chaos-{os.getpid()}")
    binaries = find_postgres_folder()
    before = dict(os.environ)
    cluster.start(SETTINGS)
    own = {**before, **cluster.get_environment()}
    try:
        subprocess.run([binaries / "createdb", database], env=own, check=True)
        dump = [binaries / "pg_dump", template]
        with subprocess.Popen(dump, env=before, stdout=subprocess.PIPE) as source:
            restore = [binaries / "psql", "-q", "-d", database]
            subprocess.run(
                restore, env=own, stdin=source.stdout, stdout=subprocess.DEVNULL, check=True
            )
        os.environ.update(cluster.get_environment())
        execute(database, "ANALYZE")
        yield cluster
    finally:
        os.environ.clear()
        os.environ.update(before)
        cluster.stop("immediate")
        subprocess.run(["rm", "-rf", cluster.folder], check=True)


class Odoo:
    """An Odoo server as in production: workers for people, and workers for scheduled actions.

    :ivar url: where people find it"""

    def __init__(self, database, log):
        self.database, self.log = database, log
        self.port, self.other_port = _find_port(), _find_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process, self._changing = None, Lock()
        self._children = []
        self.deaths = 0  # by itself: without its database when it makes a worker

    def watch(self):
        """As the machine's own supervisor does: one that ended is started again."""
        with self._changing:
            if self._process.poll() is not None:
                self.deaths += 1
                self._end_children()
                self.start()

    def restart(self):
        """It is killed, and started again."""
        with self._changing:
            self.kill()
            self.start()

    def start(self):
        """Starts it, whatever is left of the one before; it does not wait for it."""
        options = ["-d", self.database, f"--http-port={self.port}", "--log-level=info"]
        options += [f"--workers={WORKERS}", f"--max-cron-threads={WORKERS}"]
        options += [f"--gevent-port={self.other_port}"]
        with self.log.open("a") as file:
            self._process = subprocess.Popen(
                [sys.executable, SERVE, *options],
                cwd="/",
                env={**os.environ, "ODOO_RC": get_settings()},
                stdout=file,
                stderr=subprocess.STDOUT,
            )

    def kill(self):
        """The server dies, and its workers with it: as they do when they see it is gone."""
        self._children = self._find_children()
        self._process.kill()
        self._process.wait()
        self._end_children()

    def _end_children(self):
        """The port is free once the last of them is gone: they see it, or are ended."""
        for worker in self._children:
            kill(worker)
        wait_for(lambda: not self.is_listening(), START)

    def stop(self):
        """Ends it as a person does, and by force when it does not end."""
        self._find_children()
        self._process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(30)
        self._process.kill()
        self._process.wait()
        self._end_children()

    def is_listening(self):
        """:return: whether the port is taken"""
        with closing(socket.socket()) as client:
            client.settimeout(1)
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def is_ready(self):
        """:return: whether it has its workers: it loads Odoo first, once for all of them"""
        return len(self.find_workers()) >= 2 * WORKERS

    def find_workers(self):
        """:return: ids of the processes that serve people, or do scheduled actions"""
        return [worker for worker in self._find_children() if not _is_gevent(worker)]

    def _find_children(self):
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        with suppress(OSError):
            self._children = [int(word) for word in path.read_text().split()]
            return self._children
        return []

    def find_busy(self):
        """:return: the workers amid a transaction, or a work of an account"""
        rows = _try(
            self.database,
            "SELECT DISTINCT substr(application_name, 6)::int FROM pg_stat_activity "
            "WHERE application_name ~ '^odoo-[0-9]+$' AND (state <> 'idle' "
            "OR pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'))",
        )
        workers = self.find_workers()
        return [worker for (worker,) in rows if worker in workers]


def _find_port():
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def kill(process):
    """:param process: the id of a process; it may be gone already"""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def cut_connections(database, count):
    """PostgreSQL drops so many of the connections to the database; by chance, its own."""
    _try(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name LIKE 'odoo-%%' AND datname = current_database() "
        "ORDER BY random() LIMIT %s",
        count,
    )


def restart(cluster, mode):
    """PostgreSQL goes and comes again.

    :param mode: *fast*, as by an administrator; *immediate*, as by a crash"""
    cluster.stop(mode)
    time.sleep(0.5)
    cluster.start(SETTINGS)


def _try(database, query, *parameters):
    with suppress(psycopg2.Error):
        return execute(database, query, *parameters)
    return []


def _is_gevent(process):
    with suppress(OSError):
        return b"\0gevent\0" in Path(f"/proc/{process}/cmdline").read_bytes()
    return True
