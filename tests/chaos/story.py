# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The story of a bad day: everybody works, everything breaks; then it is calm, and all is right."""

import time
from collections import Counter
from contextlib import ExitStack, contextmanager, suppress

import psycopg2

from tests.reliability.hosts import drip, sick_host, stay_silent, throttle
from tests.reliability.processes import execute, make_account, run_worker, wait_for

from .accountant import Accountant
from .double import Double, open_door
from .people import PEOPLE, Office
from .server import START, Odoo, own_cluster
from .trouble import Trouble

DATABASE = "chaos"
SICK = {"dead": stay_silent, "slow": drip, "throttled": throttle}
ACCOUNTS = 2  # that are well
ORDERS_EVERY, PAYMENTS_EVERY, HOURS_EVERY = 6, 20, 5  # seconds
DAYS_EVERY = 120  # seconds
OPEN = 8  # orders on their way, at most: a machine that is slow gets fewer
CALM = 150  # seconds in which nothing gets better: then it does not get right any more
HEARD_AFTER = 10  # minutes until a sick account has failed often enough to be told of
# Hours pass: what waits for its interval, or for its next look, is due. Whoever is at a row has it.
DUE = (
    (
        "amazon_vendor_job",
        "next_run_at = NULL",
        "next_run_at > now() AND state <> 'running' AND interval < 24 * 60 "
        "AND code NOT IN ('fetch_order_status', 'fetch_transport', 'fetch_payments')",
    ),
    (
        "amazon_vendor_account",
        "resting_until = NULL",
        "resting_until > now() AND name LIKE 'vendor%%'",
    ),
    ("amazon_vendor_document", "next_poll_at = NULL", "next_poll_at IS NOT NULL"),
    ("amazon_vendor_document", "next_attempt_at = NULL", "next_attempt_at IS NOT NULL"),
    (
        "amazon_vendor_document",
        "sending_at = sending_at - interval '31 minutes', "
        "sent_at = sent_at - interval '31 minutes'",
        "state IN ('sending', 'sent') AND write_date < now() AT TIME ZONE 'UTC' - interval '8 s'",
    ),
    (
        "amazon_vendor_failure",
        "next_attempt_at = now() - interval '1 hour'",
        "next_attempt_at > now()",
    ),
    ("ir_cron", "nextcall = now() - interval '1 day'", "cron_name LIKE 'Amazon: vendor%%'"),
)
# Nothing happened before: the first run has no years to go through.
FETCHED = (
    "UPDATE amazon_vendor_account SET fetched_until = now() - interval '1 hour', "
    "payments_fetched_until = now() - interval '1 hour', "
    "remittances_fetched_until = now() - interval '1 hour'"
)
DONE_TODAY = (
    "UPDATE amazon_vendor_job SET next_run_at = now() + interval '1 day' WHERE interval >= 24 * 60"
)
# More seldom: what is done once a day, and accounts that are sick. Both hold up others.
DUE_SELDOM = (
    ("ir_cron", "nextcall = now() - interval '1 day'", "cron_name LIKE 'Amazon: %%'"),
    ("amazon_vendor_account", "resting_until = NULL", "resting_until > now()"),
    ("amazon_vendor_job", "next_run_at = NULL", "next_run_at > now() AND state <> 'running'"),
)
TELL_EVERY = 15  # seconds


class Story:
    """
    :param float minutes: of trouble; calm comes after them
    :param seed: of all that is drawn by chance
    :param folder: for the server's log"""

    def __init__(self, template, minutes, seed, folder):
        self.template, self.minutes, self.seed = template, minutes, seed
        self.log = folder / "odoo.log"
        self.doubles = [Double(seed, place) for place in range(ACCOUNTS)]
        self.moments = Counter()

    def run(self):
        """:return: what the accountant found, by its kind"""
        with own_cluster(self.template, DATABASE) as cluster, self._open_doors() as accounts:
            self._prepare(accounts)
            self.odoo = Odoo(DATABASE, self.log)
            self.office = Office(self.odoo, self.doubles, self.seed)
            began = time.monotonic()
            self.odoo.start()
            try:
                wait_for(self.odoo.is_ready, START, pause=0.1)
                load = time.monotonic() - began
                self.trouble = Trouble(self.odoo, cluster, self.seed, load)
                self._have_a_bad_day()
                self._calm_down()
            finally:
                self.odoo.stop()
            run_worker(DATABASE, "last", "look_for_the_dead")
            sick = set(SICK) if self.minutes >= HEARD_AFTER else set()
            accountant = Accountant(DATABASE, self.doubles, sick)
            found = accountant.ask()
            found["rude"] = list(self.office.find_rude())
            return found if any(found.values()) else {**found, "blind": [*accountant.find_blind()]}

    @contextmanager
    def _open_doors(self):
        """:return: values of the accounts; the sick ones come first"""
        with ExitStack() as stack:
            accounts = []
            for double in self.doubles:
                double.address = stack.enter_context(open_door(double))
                accounts.append(_describe(double))
            for place, (name, behave) in enumerate(SICK.items()):
                address = stack.enter_context(sick_host(behave))
                well = accounts[-1 - place]
                accounts.insert(0, {**well, "name": name, "api_url": address})
            yield accounts

    def _prepare(self, accounts):
        products = sorted({p.number for double in self.doubles for p in double.amazon.products})
        play = {"accounts": accounts, "products": products, "logins": PEOPLE}
        run_worker(DATABASE, "first", "open_shop", **play)
        execute(DATABASE, FETCHED)
        execute(DATABASE, DONE_TODAY)

    # === THE DAY === #

    def _have_a_bad_day(self):
        for double in self.doubles:
            double.is_calm = False
        self.trouble.start()
        self.moments["days", None] = time.monotonic()
        end = time.monotonic() + self.minutes * 60
        while time.monotonic() < end:
            self._go_on(orders=time.monotonic() < end - 20)
        self.trouble.end()
        for double in self.doubles:
            double.is_calm = True

    def _calm_down(self):
        """Work goes on until Amazon, the database and the books agree, or nothing moves."""
        before, moved_at = None, time.monotonic()
        while time.monotonic() < moved_at + CALM:
            self._go_on(orders=False)
            with suppress(psycopg2.Error):
                found = Accountant(DATABASE, self.doubles, set()).ask(at_rest=False)
                if not any(found.values()):
                    return
                if found != before:
                    before, moved_at = found, time.monotonic()

    def _go_on(self, orders):
        """What people, Amazon and the clock do in a second."""
        self.odoo.watch()
        with suppress(psycopg2.Error):  # it is restarted just now
            self.office.work()
        for double in self.doubles:
            double.work()
            if (
                orders
                and double.count_open() < OPEN
                and self._is_time("orders", double, ORDERS_EVERY)
            ):
                double.place_order()
            if self._is_time("payments", double, PAYMENTS_EVERY):
                double.pay()
        if self._is_time("hours", None, HOURS_EVERY):
            self._let_hours_pass(DUE)
        if orders and self._is_time("days", None, DAYS_EVERY):
            self._let_hours_pass(DUE_SELDOM)
        if self._is_time("news", None, TELL_EVERY):
            print(self._tell_progress(), flush=True)
        with suppress(psycopg2.Error):
            execute("postgres", "SELECT pg_notify('cron_trigger', %s)", DATABASE)
        time.sleep(0.4)

    def _is_time(self, what, whose, seconds):
        is_so = time.monotonic() > self.moments[what, whose] + seconds
        if is_so:
            self.moments[what, whose] = time.monotonic()
        return is_so

    def _let_hours_pass(self, due):
        for table, values, condition in due:
            with suppress(psycopg2.Error):
                execute(
                    DATABASE,
                    f"UPDATE {table} SET {values} WHERE id IN (SELECT id FROM {table} "
                    f"WHERE {condition} FOR UPDATE SKIP LOCKED)",
                )

    # === WHAT IS TOLD === #

    def _tell_progress(self):
        orders = sum(len(double.amazon.orders) for double in self.doubles)
        taken = sum(len(double.taken) for double in self.doubles)
        acts = sum(self.office.acts.values())
        kills = self.trouble.kills["worker"]
        return f"{kills} kills, {acts} acts, {orders} orders, {taken} documents taken"

    def tell(self):
        """:return: lines on what was done, and with what seed"""
        kills, faults = self.trouble.kills, sum((d.faults for d in self.doubles), Counter())
        taken = Counter(kind for double in self.doubles for kind, _number in double.taken)
        yield f"ACORN_SEED={self.seed}, {self.minutes:g} minutes"
        yield f"kills: {_list(kills)}; the server ended by itself {self.odoo.deaths} times"
        yield f"Amazon's faults: {_list(faults)}"
        yield f"acts of people: {_list(self.office.acts)}; {self.office.lost} without an answer"
        yield f"orders: {sum(len(d.amazon.orders) for d in self.doubles)}; taken: {_list(taken)}"
        yield f"payments: {sum(len(d.amazon.remittances.payments) for d in self.doubles)}"
        for (act, name, text), times in self.office.sentences.most_common():
            yield f"  {times} × {act}: {name}: {text}"
        yield from (f"  trouble itself: {error}" for error in self.trouble.errors)


def _describe(double):
    group = {
        "name": double.name,
        "client_id": double.door.login.client_id,
        "client_secret": double.door.login.client_secret,
        "refresh_token": double.door.login.refresh_token,
    }

    class Address:
        api_url, token_url = double.address, f"{double.address}/auth/o2/token"

    return make_account(group, Address)


def _list(counter):
    return ", ".join(f"{name} {count}" for name, count in counter.most_common() if name)
