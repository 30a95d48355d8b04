# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Plays of workers that die: ``mortal.py DATABASE``, then a line of JSON a play on its input.

Odoo is loaded once; each play has a process of its own, which kills itself (SIGKILL) at the step
that the line names. A step is what others can see of a worker: a query, a commit, a call to Amazon
that leaves or is answered. Whatever the moment at which a worker is killed from outside, it is
between two of them, so a random step is a random moment, and can be drawn again.
"""

import json
import os
import signal
import sys
import traceback

import requests
from worker import PLAYS, Worker

from odoo import sql_db


class Death:
    """Comes at a step; 0 never comes, and the steps are counted all the same."""

    def __init__(self, at):
        self.at, self.steps = at, 0

    def step(self):
        self.steps += 1
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def lie_in_wait(self):
        """Queries come from cursors, calls to Amazon from sessions of ``requests``."""
        self._watch(sql_db.Cursor, "execute")
        self._watch(sql_db.Cursor, "commit", after=True)
        self._watch(requests.Session, "send", after=True)

    def _watch(self, owner, name, after=False):
        method = getattr(owner, name)

        def watched(*args, **kwargs):
            self.step()
            result = method(*args, **kwargs)
            if after:
                self.step()
            return result

        setattr(owner, name, watched)


def play_in_process(worker, play, death_at, arguments):
    """:return: the steps, when the play came to its end; None when it was killed"""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            death = Death(death_at)
            death.lie_in_wait()
            PLAYS[play](worker, **arguments)
            os.write(writing, str(death.steps).encode())
        except BaseException:
            traceback.print_exc()
            os.write(writing, b"failed")
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as file:
        told = file.read()
    os.waitpid(child, 0)
    if told == "failed":
        raise RuntimeError(f"{play} failed")
    return int(told) if told else None


def main():
    worker = Worker(sys.argv[1], "mortal")
    # What is open now must not be shared with the processes of the plays.
    sql_db.close_all()
    for line in sys.stdin:
        steps = play_in_process(worker, **json.loads(line))
        print(json.dumps(steps), flush=True)


if __name__ == "__main__":
    main()
