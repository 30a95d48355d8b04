# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Plays of workers that die: ``mortal.py DATABASE``, then a line of JSON a play on its input.

Odoo is loaded once; each play has a process of its own, which kills itself (SIGKILL) at the step
that the line names. A step is what others can see of a worker: a query, a commit, a call to Amazon
that leaves or is answered. Whatever the moment at which a worker is killed from outside, it is
between two of them, so a random step is a random moment, and can be drawn again.

It answers with a line of JSON a play: ``steps``, when the play came to its end; ``error``, when it
failed; ``work``, which work of an account it was at last.
"""

import json
import os
import signal
import sys
import traceback
from functools import partial

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
    """:return: the answer; neither ``steps`` nor ``error`` is in it when it was killed"""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        tell = partial(_tell, writing)
        try:
            death = Death(death_at)
            death.lie_in_wait()
            _tell_works(worker, tell)
            PLAYS[play](worker, **arguments)
            tell(steps=death.steps)
        except BaseException as error:
            traceback.print_exc()
            tell(error=f"{type(error).__module__}.{type(error).__name__}: {error}"[:300])
        os._exit(0)
    os.close(writing)
    answer = {}
    with os.fdopen(reading) as file:
        for line in file:
            answer |= json.loads(line)
    os.waitpid(child, 0)
    return answer


def _tell(writing, **values):
    """At once: who is killed has told it."""
    os.write(writing, json.dumps(values).encode() + b"\n")


def _tell_works(worker, tell):
    accounts = worker.registry["amazon.vendor.account"]
    do_work = accounts._do_work

    def tell_and_do(self, job):
        tell(work=job.code)
        return do_work(self, job)

    accounts._do_work = tell_and_do


def main():
    worker = Worker(sys.argv[1], "mortal")
    # What is open now must not be shared with the processes of the plays.
    sql_db.close_all()
    for line in sys.stdin:
        print(json.dumps(play_in_process(worker, **json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
