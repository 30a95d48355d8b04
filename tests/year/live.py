# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Days of a firm, in Odoo: ``live.py DATABASE FOLDER --until DAY --seed N --size S``.

The folder keeps the world between two runs (``DAY.pickle``, written as ``DAY.draft``), and gets
what was found and counted (``result.json``, ``year.html``).
"""

import argparse
import json
import pickle
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from tests.world.amazon import SIZES, Amazon
from tests.world.api import Api
from tests.world.door import Door

from . import counting
from .audit import Audit
from .clock import Clock
from .office import set_up
from .people import Accountant, Clerk, Notes, Person
from .warehouse import Bank, Warehouse
from .wire import Wire

FIRST_DAY = datetime(2026, 10, 5, tzinfo=timezone.utc)  # the world's own time; nobody asks today's
# Hours and minutes at which the scheduler looks, beside the moments at which people work.
LOOKS = ((7, 0), (9, 20), (10, 30), (20, 0))
LOOKS_OF_WEEKENDS = ((20, 0),)
OFFICE, GOODS = (9, 0), (10, 0)  # when people work
PASSES = 5  # of the scheduler in a row, as long as something is due
WEEK = 7
AUDITED = 4  # the day of a month on which the month before is closed


class Firm:
    """All that lives on from day to day, but for Odoo's database."""

    def __init__(self, seed, size):
        self.seed, self.size, self.day = seed, size, 0
        self.door = Door(Api(Amazon(seed, FIRST_DAY, size)))
        self.notes, self.findings = Notes(), {}
        self.seconds = self.longest = 0.0
        self.banked = set()

    @property
    def amazon(self):
        """Its Amazon."""
        return self.door.api.amazon


class Life:
    """The firm at work in a database of Odoo's."""

    def __init__(self, firm, database, folder):
        self.firm, self.database, self.folder = firm, database, folder
        self.clock = Clock(firm.amazon, database)
        self.registry = Registry(database)
        Wire(firm.door, self.clock).open()
        self._people = [
            Clerk(self.registry, "clerk", firm.notes),
            Accountant(self.registry, "accountant", firm.notes, firm.amazon),
        ]
        self._warehouse = Warehouse(Person(self.registry, "clerk", firm.notes), firm.amazon)
        bookkeeper = Person(self.registry, "accountant", firm.notes)
        self._bank = Bank(bookkeeper, firm.amazon, firm.banked)

    def run(self, work, *arguments):
        """:param work: takes an environment of the superuser, and the arguments"""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env = env(context={"allowed_company_ids": env.company.ids})
            result = work(env, *arguments)
            env.flush_all()
            cr.commit()
            return result

    def live_a_day(self):
        """From its first hour to its last."""
        day = FIRST_DAY + timedelta(days=self.firm.day)
        is_workday = day.weekday() < 5
        for hour, minute in sorted({*LOOKS, OFFICE, GOODS} if is_workday else LOOKS_OF_WEEKENDS):
            self.clock.move(max(self.clock.now, day.replace(hour=hour, minute=minute)))
            if is_workday and (hour, minute) == OFFICE:
                self._bank.work()
                for person in self._people:
                    person.work()
            elif is_workday and (hour, minute) == GOODS:
                self._warehouse.work()
            else:
                self._look()
        self.clock.move(max(self.clock.now, day.replace(hour=22)))
        self.firm.day += 1
        if self.firm.day % WEEK == 0:
            tell(self)
        if day.day == AUDITED:
            month = (day - timedelta(days=AUDITED)).strftime("%Y-%m")
            self.firm.findings[month] = self.run(lambda env: Audit(env, self.firm.amazon).run())

    def _look(self):
        """What Odoo's cron worker does when it wakes."""
        for _pass in range(PASSES):
            if not self.run(_is_something_due):
                break
            began = time.perf_counter()
            self.registry["ir.cron"]._process_jobs(self.database)
            self.firm.longest = max(self.firm.longest, time.perf_counter() - began)


def _is_something_due(env):
    jobs = env["ir.cron"]._get_all_ready_jobs(env.cr)
    return bool(jobs)


def main():
    arguments = _read()
    log = f"--logfile={arguments.folder / 'odoo.log'}"
    options = ["-d", arguments.database, "--no-http", "--max-cron-threads=0", "--log-level=warn"]
    config.parse_config([*options, log], setup_logging=True)
    began = time.perf_counter()
    if arguments.kept:
        firm = pickle.loads((arguments.folder / f"{arguments.kept}.pickle").read_bytes())
    else:
        firm = Firm(arguments.seed, arguments.size)
    life = Life(firm, arguments.database, arguments.folder)
    if not arguments.kept:
        life.run(set_up, firm.amazon)
    while firm.day < arguments.until:
        life.live_a_day()
    last = f"day {firm.day}"
    firm.findings[last] = life.run(lambda env: Audit(env, firm.amazon).run())
    firm.seconds += time.perf_counter() - began
    tell(life)
    del firm.findings[last]
    (arguments.folder / f"{firm.day}.draft").write_bytes(pickle.dumps(firm))


def tell(life):
    """Writes what was found and counted."""
    firm, folder = life.firm, life.folder
    rows = life.run(
        lambda env: counting.count(
            firm.amazon, firm.door.api, firm.notes, env, firm.seconds, firm.longest
        )
    )
    title = f"{firm.day} days with Amazon, seed {firm.seed}, size {firm.size}"
    (folder / "year.html").write_text(counting.write_page(title, rows, firm.findings))
    notes = firm.notes
    told = {
        "title": title,
        "rows": rows,
        "table": counting.write_table(rows),
        "findings": firm.findings,
        "refusals": [[*key, number] for key, number in notes.refusals.most_common()],
        "crashes": [[*key, number] for key, number in notes.crashes.most_common()],
        "seen": [[*key, number] for key, number in notes.seen.most_common()],
    }
    (folder / "result.json").write_text(json.dumps(told, indent=1, ensure_ascii=False))


def _read():
    parser = argparse.ArgumentParser(prog="live.py")
    parser.add_argument("database")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--until", type=int, required=True)
    parser.add_argument("--kept", type=int, default=0, help="the day that goes before")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--size", choices=sorted(SIZES), required=True)
    return parser.parse_args()


if __name__ == "__main__":
    main()
