# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""``fork_server.py SOCKET``: has loaded Odoo, and makes the workers, each in a process of its own,
as Odoo's own server does. A worker is there at once, instead of after seconds of loading.

It takes a line of JSON a connection: ``database``, ``name``, ``play``, ``arguments`` and
``environment`` of the worker. The connection is the worker's from then on: it writes ``done`` when
its play came to its end; who is killed, or fails, only closes it. The server ends when its input
does.
"""

import json
import os
import select
import signal
import socket
import sys
import traceback
from contextlib import closing

import psycopg2
from worker import PLAYS, Worker

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tools import config

# By which a worker may have another database server, or other addons, than this process.
OF_SERVER = ("PGHOST", "PGPORT", "PGUSER", "ODOO_RC")


class ForkServer:
    """
    :ivar loaded: oid of the databases whose registry is loaded, by name
    """

    def __init__(self, listening):
        self.listening = listening
        self.loaded = {}

    def serve(self):
        while True:
            ready, _writable, _broken = select.select([self.listening, sys.stdin], [], [])
            if sys.stdin in ready:
                return
            connection, _address = self.listening.accept()
            with connection, connection.makefile() as file:
                try:
                    self.start(connection, **json.loads(file.readline()))
                except Exception:  # that worker's: whoever waits for it sees it end
                    traceback.print_exc()

    def start(self, connection, database, name, play, arguments, environment):
        is_here = all(environment.get(key) == os.environ.get(key) for key in OF_SERVER)
        if is_here:
            self.load(database)
        if os.fork():
            return
        code = 1
        try:
            self.become_worker(environment, is_here)
            PLAYS[play](Worker(database, name), **arguments)
            connection.sendall(b"done")
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def load(self, database):
        """Once for all workers of a database. A copy with a name that was in use before is another
        database."""
        with closing(psycopg2.connect(dbname=database)) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
            ((oid,),) = cursor.fetchall()
        if self.loaded.get(database) != oid:
            Registry.delete(database)
            registry = Registry(database)
            # Each worker reads for itself what stands in the database.
            registry.clear_all_caches()
            registry.reset_changes()
            sql_db.close_all()  # connections are not shared with the workers
            self.loaded[database] = oid

    def become_worker(self, environment, is_here):
        self.listening.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(environment)
        if not is_here:
            Registry.registries.clear()


def main(path):
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how workers end
    config.parse_config(["--no-http", "--log-level=error"], setup_logging=False)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(f"{path}.new")
        listening.listen()
        os.rename(f"{path}.new", path)  # who finds it can connect
        ForkServer(listening).serve()


if __name__ == "__main__":
    main(sys.argv[1])
