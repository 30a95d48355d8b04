# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import threading
import time
from collections import defaultdict

from odoo import SUPERUSER_ID, api, models
from odoo.service import server
from odoo.tools import config


class Round:
    """The turns that lanes have with one worker, in one database.

    A worker goes through all scheduled actions that are due in one pass. Odoo kills a worker whose
    pass lasts longer than ``limit_time_real_cron``, whatever it is doing: so in the second half
    of that time no lane begins. The next pass, which comes at once, takes those that were left.

    Odoo counts from before the worker waited for work: what it waited is gone from the time of the
    pass that follows. After a long wait that pass begins no lane; the next has all its time.
    """

    def __init__(self):
        self._cursor = None
        self._until = 0.0
        self._left = 0.0
        self._is_cut = False
        self._served = set()

    def note(self, cursor):
        """:param cursor: of the pass: Odoo opens one for each"""
        if cursor is not self._cursor:
            if not self._is_cut:
                self._served.clear()
            self._cursor, self._is_cut = cursor, False
            now = time.monotonic()
            self._until = (
                now + get_seconds_of_pass() / 2 - min(now - self._left, get_longest_wait())
            )

    def leave(self):
        """A scheduled action ended, or had no turn: the pass may be over."""
        self._left = time.monotonic()

    def take(self, lane):
        """:param int lane: the id of its scheduled action
        :return: whether it begins in this pass"""
        if lane in self._served:
            return False
        self._is_cut |= time.monotonic() > self._until
        if not self._is_cut:
            self._served.add(lane)
        return not self._is_cut


class Rounds(threading.local):
    """The rounds of a worker, by database."""

    def __init__(self):
        self.by_database = defaultdict(Round)


rounds = Rounds()


def get_seconds_of_pass():
    limit = config["limit_time_real_cron"]
    if limit < 0:
        limit = config["limit_time_real"]
    return limit or float("inf")


def get_longest_wait():
    """:return: seconds that Odoo's cron workers wait at most, while their time runs"""
    is_worker = isinstance(server.server, server.PreforkServer)
    return server.SLEEP_INTERVAL + 10 if is_worker else 0


class IrCron(models.Model):
    """What a lane needs of Odoo's scheduler beside being a scheduled action."""

    _inherit = "ir.cron"

    @classmethod
    def _process_job(cls, cron_cr, job):
        turns = rounds.by_database[cron_cr.dbname]
        turns.note(cron_cr)
        try:
            return cls._amazon_process_job(turns, cron_cr, job, super()._process_job)
        finally:
            turns.leave()

    @classmethod
    def _amazon_process_job(cls, turns, cron_cr, job, process):
        """:param process: Odoo's own method"""
        env = api.Environment(cron_cr, SUPERUSER_ID, {})
        if not env["amazon.vendor.account"]._get_by_lane(job["id"]):
            return process(cron_cr, job)
        if not turns.take(job["id"]):
            cron_cr.postcommit.add(env["ir.cron"]._notifydb)
            return None
        result = process(cron_cr, job)
        env["ir.cron"].browse(job["id"])._amazon_go_when_replaced()
        return result

    def _amazon_go_when_replaced(self):
        """While it ran, its account was deleted, or got another lane."""
        accounts = self.env["amazon.vendor.account"]
        accounts._commit()  # what others did meanwhile is seen after the transaction only
        if not accounts._get_by_lane(self.id):
            accounts._remove_lanes(self)
