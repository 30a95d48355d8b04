# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Another host beside the server: its workers take the same work from the same database, and die
amid it, each at a step of its own (see ``tests/reliability/mortal.py``)."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

import psycopg2

from tests.reliability.processes import FORK_SERVER, execute, get_settings

from .people import TO_DO

MORTAL = FORK_SERVER.with_name("mortal.py")
DEADLY = 0.8  # of the plays; the others come to their end
PLAY_EVERY = 1.1  # mean seconds
# What is played: one work, whatever is due in a lane, what a person presses.
PARTS = {"_draw_work": 6, "_draw_lane": 1, "_draw_act": 3}
GUESS = 120  # steps of what was never done to its end
WORKS = (
    "SELECT account.name, job.code FROM amazon_vendor_job job JOIN amazon_vendor_account account "
    "ON account.id = job.account_id WHERE account.name LIKE 'vendor%%' ORDER BY 1, 2"
)
ACTS = {
    "acknowledge": ("sale.order", "action_amazon_acknowledge"),
    "submit": ("account.move", "action_amazon_submit"),
    "match": ("amazon.vendor.remittance", "action_match"),
    "book": ("amazon.vendor.remittance", "action_post"),
}
# What a play may end with: a sentence for people; the database went away, or others were first.
ENDS = ("odoo.exceptions.", "psycopg2", "builtins.RuntimeError: The other worker")


class Host(threading.Thread):
    """
    :param log: a path, for what its workers write
    :ivar kills: how many there were, by work
    :ivar errors: what a play failed with that is no sentence for people, and how often"""

    def __init__(self, database, log, seed):
        super().__init__(daemon=True)
        self.database, self.log = database, log
        self.kills, self.errors, self.plays = Counter(), Counter(), 0
        self._dice, self._over = random.Random(f"host:{seed}"), threading.Event()
        self._process, self._steps = None, {}

    def run(self):
        """Until :meth:`end`."""
        while not self._over.is_set():
            pause = self._dice.uniform(0, 2 * PLAY_EVERY)
            began = time.monotonic()
            with suppress(OSError, ValueError, psycopg2.Error):  # the database is away just now
                draw = self._dice.choices([*PARTS], [*PARTS.values()])[0]
                if scene := getattr(self, draw)():
                    self._play(*scene)
            self._over.wait(max(0.05, began + pause - time.monotonic()))

    def end(self):
        """Returns when nobody is at work there any more."""
        self._over.set()
        if self.ident:  # it was started
            self.join()
        if self._process:
            self._process.kill()
            self._process.wait()

    # === WHAT IS PLAYED === #

    def _draw_work(self):
        """:return: (name, play, arguments); None when there is nothing to do"""
        account, work = self._dice.choice(execute(self.database, WORKS))
        return work, "do_work", {"account": account, "work": work}

    def _draw_lane(self):
        account, _work = self._dice.choice(execute(self.database, WORKS))
        return "lane", "lane_of", {"account": account}

    def _draw_act(self):
        acts = [*ACTS, "deliver"]
        self._dice.shuffle(acts)
        for act in acts:
            if rows := execute(self.database, TO_DO[act]):
                number = self._dice.choice(rows)[0]
                if act == "deliver":
                    return act, "ship", {"number": number}
                model, method = ACTS[act]
                return act, "press", {"model": model, "method": method, "number": number}
        return None

    def _play(self, name, play, arguments):
        # What is done at once mostly, and at length now and then, is disturbed in both.
        steps = self._dice.choice(self._steps.get(name) or [GUESS])
        death_at = self._dice.randint(1, steps) if self._dice.random() < DEADLY else 0
        line = {"play": play, "death_at": death_at, "arguments": arguments}
        process = self._get_process()
        process.stdin.write(json.dumps(line) + "\n")
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        self.plays += 1
        if "steps" in answer:
            longest = max([*self._steps.get(name, []), answer["steps"]])
            self._steps[name] = [answer["steps"], longest]
        elif "error" not in answer:
            self.kills[answer.get("work", name)] += 1
        elif not answer["error"].startswith(ENDS):
            self.errors[f"{name}: {answer['error']}"] += 1

    def _get_process(self):
        """:return: the process that has loaded Odoo; another one, when it could not reach the
        database"""
        if not self._process or self._process.poll() is not None:
            with self.log.open("a") as file:
                self._process = subprocess.Popen(
                    [sys.executable, str(MORTAL), self.database],
                    cwd="/",
                    env={**os.environ, "ODOO_RC": get_settings()},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=file,
                    text=True,
                )
        return self._process
