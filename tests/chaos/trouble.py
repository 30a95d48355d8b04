# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What goes wrong with machines: processes die, connections are cut, PostgreSQL goes and comes."""

import random
import threading
import time
from collections import Counter

from .server import cut_connections, kill, restart

# Mean seconds between two of each, on a machine that loads Odoo in so many.
LOADS = 4
WORKER_KILLS = 3
CUTS = 9
RESTARTS = 50  # of PostgreSQL
SERVER_KILLS = 70
BUSY = 0.9  # of the kills wait until some worker is amid a transaction


class Trouble(threading.Thread):
    """
    :param float load: seconds that the server took to start: who is killed before it has begun
        tries nothing, and on a busy machine everything takes longer
    :ivar kills: how many workers of the server, by what it was at; and what else was disturbed
    :ivar pace: how many times slower than usual this machine is
    :ivar errors: what went wrong with the trouble itself"""

    def __init__(self, odoo, cluster, seed, load):
        super().__init__(daemon=True)
        self.odoo, self.cluster = odoo, cluster
        self.kills, self.errors, self.touched_at = Counter(), [], 0.0
        self.pace = max(1, load / LOADS)
        self._dice, self._over = random.Random(f"trouble:{seed}"), threading.Event()

    def run(self):
        """Until :meth:`end`."""
        dates = {work: self._draw(mean) for work, mean in self._get_means().items()}
        while not self._over.is_set():
            time.sleep(0.02)
            for work, moment in dates.items():
                # Who is disturbed while it starts has not begun: that tries nothing.
                if time.monotonic() > moment and self.odoo.is_ready():
                    try:
                        work()
                    except Exception as error:  # told at the end; the trouble goes on
                        self.errors.append(repr(error))
                    dates[work] = self._draw(self._get_means()[work])

    def end(self):
        """Returns when all that was begun is done."""
        self._over.set()
        if self.ident:  # it was started
            self.join()

    def _get_means(self):
        return {
            self._kill_worker: WORKER_KILLS * self.pace,
            self._cut: CUTS * self.pace,
            self._restart: RESTARTS * self.pace,
            self._kill_server: SERVER_KILLS * self.pace,
        }

    def _draw(self, mean):
        return time.monotonic() + self._dice.uniform(0.2, 1.8) * mean

    def _kill_worker(self):
        busy = []
        deadline = time.monotonic() + 2 * (self._dice.random() < BUSY)
        while not busy and time.monotonic() < deadline:
            busy = self.odoo.find_busy()
            time.sleep(0.05)  # each look costs the database something
        workers = busy or self.odoo.find_workers()
        if workers:
            worker = self._dice.choice(workers)
            kill(worker)
            self.kills[f"worker, {'busy' if worker in busy else 'idle'}"] += 1

    def _cut(self):
        self.touched_at = time.monotonic()
        cut_connections(self.odoo.database, self._dice.randrange(1, 4))
        self.kills["connections"] += 1

    def _restart(self):
        mode = self._dice.choice(("fast", "immediate"))
        restart(self.cluster, mode)
        self.touched_at = time.monotonic()
        self.kills[f"PostgreSQL {mode}"] += 1

    def _kill_server(self):
        self.odoo.restart()
        self.kills["server"] += 1
