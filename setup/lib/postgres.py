# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A PostgreSQL server: the one that PGHOST, PGPORT or PGUSER name, else a private one on a socket
of its own, which never meets the machine's servers."""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from .locks import locked
from .paths import HOME
from .progress import StepFailed, run, step
from .system_packages import find_postgres_folder

USER = "acorn"
LONGEST_SOCKET = 90  # the system's limit for the whole path is about 107
# Tests roll back what they write. A table that autovacuum met in between counts as empty ever
# after, and queries of the next test that fills it walk through all of its rows again and again.
# Nobody has counted the rows of a test either: PostgreSQL would take its few for many, and compile
# queries for seconds that run for a millisecond.
FAST = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off"),
    *("autovacuum=off", "jit=off"),
)


def get_packages():
    """:return: the Debian packages of a private server, when it takes one"""
    named = any(os.environ.get(name) for name in ("PGHOST", "PGPORT", "PGUSER"))
    return () if named else ("postgresql",)


@contextmanager
def running(durable):
    """A server while the block runs; the last command that leaves stops the private one.

    :param bool durable: False for tests, which need no protection against a power failure
    :return: the environment variables that lead to the server
    """
    if not get_packages():
        yield {}
        return
    server = Server()
    with locked(HOME / "postgres.users", fcntl.LOCK_UN) as users:
        with locked(HOME / "postgres.change"):
            server.start([] if durable else FAST)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield server.get_environment()
        finally:
            with locked(HOME / "postgres.change"):
                if _is_last(users) and not server.is_used():
                    server.stop()


def _is_last(users):
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Server:
    """PostgreSQL refuses to run as root: then it runs as the user postgres.

    :param Path folder: of the cluster, when not that of ACORN_HOME"""

    def __init__(self, folder=None):
        self.binaries = find_postgres_folder()
        self.as_root = os.geteuid() == 0
        self.owner = _find_server_user() if self.as_root else None
        self.folder = folder or self._choose_folder()
        self.data = self.folder / "data"

    def _choose_folder(self):
        """Below ACORN_HOME, unless the path is too long for a socket or closed to the server."""
        folder = HOME / "pg"
        if len(str(folder)) <= LONGEST_SOCKET and self._can_reach(HOME):
            return folder
        digest = hashlib.sha256(str(HOME).encode()).hexdigest()[:12]
        return Path("/var/tmp") / f"acorn-{os.geteuid()}-{digest}"

    def _can_reach(self, folder):
        if not self.as_root:
            return True
        folder.mkdir(parents=True, exist_ok=True)
        return subprocess.run(self._as_owner(["test", "-x", folder]), check=False).returncode == 0

    def _as_owner(self, command):
        command = [str(word) for word in command]
        return ["runuser", "-u", self.owner, "--", *command] if self.as_root else command

    def get_environment(self):
        """:return: the variables that lead PostgreSQL's clients to it"""
        return {"PGHOST": str(self.folder), "PGUSER": USER, "PGPORT": "5432"}

    def start(self, settings=()):
        """:param settings: of PostgreSQL's configuration, ``name=value``"""
        if not (self.data / "PG_VERSION").exists():
            self._create()
        status = subprocess.run(
            self._as_owner([self.binaries / "pg_ctl", "-D", self.data, "status"]),
            capture_output=True,
            check=False,
            cwd="/",
        )
        if status.returncode == 0:
            return
        own = ["listen_addresses=", f"unix_socket_directories={self.folder}", "max_connections=200"]
        options = " ".join(f"-c {setting}" for setting in [*own, *settings])
        command = [self.binaries / "pg_ctl", "-D", self.data, "-w", "-t", "60"]
        command += ["-l", self.folder / "log", "-o", options, "start"]
        run(self._as_owner(command), "postgres-start", cwd="/")

    def is_used(self):
        """:return: whether a program that did not come through here is connected: it keeps its
        server, and the next command that leaves stops it"""
        query = "SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend'"
        query += " AND pid <> pg_backend_pid() LIMIT 1"
        command = [self.binaries / "psql", "-h", self.folder, "-p", "5432", "-U", USER]
        command += ["-d", "postgres", "-Atc", query]
        answer = subprocess.run(
            [str(word) for word in command], capture_output=True, check=False, text=True, cwd="/"
        )
        return answer.stdout.strip() == "1"

    def stop(self, mode="fast"):
        """:param mode: of pg_ctl; *immediate* is as if the server had died"""
        command = [self.binaries / "pg_ctl", "-D", self.data, "-m", mode, "-w", "stop"]
        run(self._as_owner(command), "postgres-stop", cwd="/")

    def _create(self):
        with step("A private PostgreSQL cluster"):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True, mode=0o700)
            if self.as_root:
                shutil.chown(self.folder, self.owner)
            command = [self.binaries / "initdb", "-D", self.data, "-U", USER, "-A", "trust"]
            command += ["-E", "UTF8", "--locale=C.UTF-8"]
            run(self._as_owner(command), "postgres-initdb", cwd="/")


def _find_server_user():
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise StepFailed("There is no user postgres that the database server could run as.")
