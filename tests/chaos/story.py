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
from .host import Host
from .people import PEOPLE, Office
from .server import START, Odoo, own_cluster
from .trouble import Trouble

DATABASE = "chaos"
SICK = {"dead": stay_silent, "slow": drip, "throttled": throttle}
ACCOUNTS = 2  # that are well
HOSTS = 2  # beside the server
ORDERS_EVERY, PAYMENTS_EVERY, HOURS_EVERY = 6, 20, 5  # seconds
DAYS_EVERY = 120  # seconds
OPEN = 8  # orders on their way, at most: a machine that is slow gets fewer
# It does not get right any more when each lane ran so often, and people acted so often, without
# anything getting better. Time tells nothing, for machines are slow; but a document is asked for
# ever more seldom, at last after ten minutes.
CALM_RUNS, CALM_ROUNDS, CALM_SECONDS = 20, 40, 660
LONGEST_CALM = 3600  # seconds: then it moves in circles
HEARD_AFTER = 10  # minutes until a sick account has failed often enough to be told of
RUNS = (
    "SELECT account.name, cron.lastcall FROM amazon_vendor_account account "
    "JOIN ir_cron cron ON cron.id = account.cron_id WHERE account.name LIKE 'vendor%%'"
)
# Hours pass: what waits for its interval, or for its next look, is due. Whoever is at a row has it.
DUE = (
    (
        "amazon_vendor_job",
        "next_run_at = NULL",
        # What follows in a lane has its turn before what comes first in it has the next.
        "next_run_at > now() AND state <> 'running' AND interval < 24 * 60 AND COALESCE(started_at "
        "< now() AT TIME ZONE 'UTC' - {pace} * interval '20 s', true) "
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
    :param int kills: so many there are at least: a machine that is slow takes longer for them
    :param seed: of all that is drawn by chance
    :param folder: for the server's log"""

    def __init__(self, template, minutes, kills, seed, folder):
        self.template, self.minutes, self.kills, self.seed = template, minutes, kills, seed
        self.log = folder / "odoo.log"
        self.hosts = [
            Host(DATABASE, folder / f"host{place}.log", f"{seed}:{place}") for place in range(HOSTS)
        ]
        self.doubles = [Double(seed, place) for place in range(ACCOUNTS)]
        self.moments, self.trouble = Counter(), None

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
                print(f"{self.trouble.pace:.1f} times slower than usual", flush=True)
                self._have_a_bad_day()
                self._calm_down()
            finally:
                self._end_trouble()
                self.odoo.stop()
            run_worker(DATABASE, "last", "look_for_the_dead")
            sick = set(SICK) if self.minutes >= HEARD_AFTER else set()
            accountant = Accountant(DATABASE, self.doubles, sick)
            found = accountant.ask()
            found["rude"] = [
                *self.office.find_rude(),
                *(f"{n} × {error}" for host in self.hosts for error, n in host.errors.items()),
            ]
            self.documents = accountant.tell_documents()
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
        for host in self.hosts:
            host.start()
        self.moments["days", None] = time.monotonic()
        end = time.monotonic() + self.minutes * 60
        while time.monotonic() < end or self._count_kills() < self.kills:
            # Who is killed after the minutes are over is to be killed amid work, too.
            is_ending = time.monotonic() > end - 20 and self._count_kills() >= self.kills
            self._go_on(orders=not is_ending)
        self._end_trouble()
        for double in self.doubles:
            double.is_calm = True

    def _end_trouble(self):
        """Also amid it, when somebody stops the story."""
        for host in self.hosts:
            host.end()
        if self.trouble:
            self.trouble.end()

    def _count_kills(self):
        """:return: of workers, those of the server and those of the other hosts"""
        troubles = self.trouble.kills
        workers = sum(troubles[name] for name in troubles if name.startswith("worker"))
        return workers + self._count_deaths().total()

    def _count_deaths(self):
        """:return: of workers of the other hosts, by what they were at"""
        return sum((host.kills for host in self.hosts), Counter())

    def _calm_down(self):
        """Work goes on until Amazon, the database and the books agree, or nothing moves."""
        before, began = None, time.monotonic()
        while time.monotonic() < began + LONGEST_CALM:
            self._go_on(orders=False)
            with suppress(psycopg2.Error):
                found = Accountant(DATABASE, self.doubles, set()).ask(at_rest=False)
                if not any(found.values()):
                    return
                if found != before:
                    before, rounds, runs, moved_at = found, 0, {}, time.monotonic()
                rounds += 1
                for name, moment in execute(DATABASE, RUNS):
                    runs.setdefault(name, set()).add(moment)
                if (
                    rounds > CALM_ROUNDS
                    and min(map(len, runs.values())) > CALM_RUNS
                    and time.monotonic() > moved_at + CALM_SECONDS
                ):
                    return

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
        if self._is_time("hours", None, HOURS_EVERY * self.trouble.pace):
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
                    f"WHERE {condition.format(pace=self.trouble.pace)} FOR UPDATE SKIP LOCKED)",
                )

    # === WHAT IS TOLD === #

    def _tell_progress(self):
        orders = sum(len(double.amazon.orders) for double in self.doubles)
        taken = sum(len(double.taken) for double in self.doubles)
        acts = sum(self.office.acts.values())
        return f"{self._count_kills()} kills, {acts} acts, {orders} orders, {taken} documents taken"

    def tell(self):
        """:return: lines on what was done, and with what seed"""
        faults = sum((d.faults for d in self.doubles), Counter())
        taken = Counter(kind for double in self.doubles for kind, _number in double.taken)
        yield (
            f"ACORN_SEED={self.seed}, {self.minutes:g} minutes of trouble, on a machine that is "
            f"{self.trouble.pace:.1f} times slower than usual"
        )
        deaths = self._count_deaths()
        yield (
            f"kills of workers: {self._count_kills()} (wanted: {self.kills}), "
            f"{deaths.total()} of them amid:"
        )
        yield f"  {_list(deaths)}"
        yield f"server: {_list(self.trouble.kills)}; it ended by itself {self.odoo.deaths} times"
        yield f"Amazon's faults: {_list(faults)}"
        yield f"acts of people: {_list(self.office.acts)}; {self.office.lost} without an answer"
        yield f"orders: {sum(len(d.amazon.orders) for d in self.doubles)}; taken: {_list(taken)}"
        yield f"payments: {sum(len(d.amazon.remittances.payments) for d in self.doubles)}"
        for (act, name, text), times in self.office.sentences.most_common():
            yield f"  {times} × {act}: {name}: {text}"
        yield from (f"  {line}" for line in self.documents)
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
