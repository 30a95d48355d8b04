# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What work costs: processor time of Odoo and of its PostgreSQL backend, and queries. Whatever else
the machine does is not counted, and what is compared was measured in one run, by turns.

ACORN_FIGURES names a file to which each figure is added, a line of JSON each.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

HERTZ = os.sysconf("SC_CLK_TCK")  # ticks of /proc/PID/stat in a second
FIGURES = os.environ.get("ACORN_FIGURES")


@dataclass(frozen=True)
class Cost:
    """``queries``, and ``seconds`` of the processor."""

    queries: float
    seconds: float

    def __truediv__(self, count):
        return Cost(self.queries / count, self.seconds / count)

    def __add__(self, other):
        return Cost(self.queries + other.queries, self.seconds + other.seconds)

    def __sub__(self, other):
        return Cost(self.queries - other.queries, self.seconds - other.seconds)

    def __str__(self):
        return f"{self.queries:.1f} queries, {self.seconds * 1000:.1f} ms"


def measure(env, work):
    """:param work: a callable; begins on an empty cache, as a request does
    :return: (what it returns, its :class:`Cost`)"""
    env.flush_all()
    env.invalidate_all()
    env.cr.execute("SELECT pg_backend_pid()")
    backend = Path(f"/proc/{env.cr.fetchone()[0]}/stat")
    queries, seconds = env.cr.sql_log_count, _read_seconds(backend)
    result = work()
    env.flush_all()
    return result, Cost(env.cr.sql_log_count - queries, _read_seconds(backend) - seconds)


def _read_seconds(backend):
    ticks = backend.read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + sum(map(int, ticks)) / HERTZ


def tell(row, ours, peer, must):
    """Print a row of the table: ours beside its floor or peer, and what it must be.

    :param ours, peer: :class:`Cost` an item
    """
    ratio = ours.seconds / peer.seconds
    print(f"\n{row}: {ours}; beside it {peer}; ratio {ratio:.2f} (must: {must})")
    keep(row, ratio=round(ratio, 3), ours=str(ours), peer=str(peer), must=must)


def keep(row, **figures):
    if FIGURES:
        with Path(FIGURES).open("a") as file:
            file.write(json.dumps({"row": row, **figures}) + "\n")
