# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Two people at the same desk work: both press the same button for the same record at once."""

import json
import random
import time
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from http.cookiejar import CookieJar

from tests.reliability.processes import execute

PEOPLE = ("anna", "bo")
PATIENCE = 600  # seconds of an answer: who is slow is waited for
# Records of the next act of each kind: (model, what is there to do, by SQL).
TO_DO = {
    "acknowledge": "SELECT id FROM sale_order WHERE amazon_acknowledgement_state = 'to_acknowledge'"
    " AND state <> 'cancel'",
    "deliver": "SELECT picking.id FROM stock_picking picking JOIN sale_order ord "
    "ON ord.id = picking.sale_id WHERE picking.state NOT IN ('done', 'cancel', 'draft') "
    "AND ord.amazon_acknowledgement_state = 'accepted'",
    "submit": "SELECT id FROM account_move WHERE amazon_submission_state = 'to_submit'",
    "match": "SELECT id FROM amazon_vendor_remittance WHERE state IN ('draft', 'to_match')",
    "book": "SELECT id FROM amazon_vendor_remittance WHERE state = 'matched'",
    "retry": "SELECT id FROM amazon_vendor_document WHERE direction = 'out' AND state = 'failed'",
    "run": "SELECT id FROM amazon_vendor_account WHERE name LIKE 'vendor%%'",
}
SENTENCES = {f"odoo.exceptions.{name}" for name in ("UserError", "RedirectWarning", "MissingError")}
# Odoo's own, of people who log in while the database goes away.
SENTENCES |= {"odoo.http.SessionExpiredException", "odoo.exceptions.AccessDenied"}
AT_A_TIME, WISH = 2, 0.2  # records of an act; how often somebody wishes work to run now
WISHES = ("action_request_fetch", "action_request_send", "action_request_poll")


class Refused(Exception):
    """Odoo says no: ``name`` is its kind of error, the text what a person reads."""

    def __init__(self, error):
        super().__init__(error["data"]["message"])
        self.name = error["data"]["name"]


class Person:
    """Somebody at a browser."""

    def __init__(self, odoo, login):
        self.odoo, self.login = odoo, login
        self._browser = None

    def call(self, model, method, *arguments):
        """:raise Refused: when Odoo refuses
        :raise OSError: when it cannot be reached, or dies meanwhile"""
        if self._browser is None:
            self._log_in()
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self._post(path, model=model, method=method, args=arguments, kwargs={})

    def _log_in(self):
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._browser = urllib.request.build_opener(jar)
        try:
            values = {"db": self.odoo.database, "login": self.login, "password": self.login}
            self._post("/web/session/authenticate", **values)
        except BaseException:
            self._browser = None
            raise

    def _post(self, path, **params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        request = urllib.request.Request(
            self.odoo.url + path, json.dumps(body).encode(), {"content-type": "application/json"}
        )
        try:
            with self._browser.open(request, timeout=PATIENCE) as answer:
                told = json.load(answer)
        except (HTTPException, ValueError) as error:  # cut in the middle
            raise OSError(str(error)) from None
        if "error" in told:
            if told["error"]["data"]["name"].endswith("SessionExpiredException"):
                self._browser = None
            raise Refused(told["error"])
        return told.get("result")


class Office:
    """
    :ivar acts: how many there were, by kind
    :ivar sentences: what was refused: (act, kind of error, text) -> how often"""

    def __init__(self, odoo, doubles, seed):
        self.odoo, self.doubles = odoo, {double.name: double for double in doubles}
        self.people = [Person(odoo, login) for login in PEOPLE]
        self.acts, self.sentences, self.lost = Counter(), Counter(), 0
        self._dice, self._pool = random.Random(f"people:{seed}"), ThreadPoolExecutor(len(PEOPLE))
        self._unknown_since = {}

    def work(self):
        """Each kind of act once, where there is something to do."""
        for act, query in TO_DO.items():
            ids = [number for (number,) in execute(self.odoo.database, query)]
            if act == "run" and self._dice.random() > WISH:
                continue
            for number in self._dice.sample(ids, min(len(ids), AT_A_TIME)):
                self.do(act, number)
        self._decide()
        self._enter_payments()

    def do(self, act, number, *arguments):
        """Both at once."""
        self.acts[act] += len(PEOPLE)
        delays = [0, self._dice.choice((0, 0, 0.05, 0.3))]
        done = [
            self._pool.submit(self._try, person, delay, act, number, *arguments)
            for person, delay in zip(self.people, delays, strict=True)
        ]
        for one in done:
            one.result()

    def _try(self, person, delay, act, number, *arguments):
        time.sleep(delay)
        try:
            getattr(self, f"_{act}")(person, number, *arguments)
        except Refused as error:
            self.sentences[act, error.name, str(error)[:200]] += 1
        except OSError:
            self.lost += 1

    def find_rude(self):
        """:return: what people were told that is no sentence for people. A database that goes away
        amid a request is Odoo's to tell."""
        for (act, name, text), times in self.sentences.items():
            if name not in SENTENCES and not name.startswith("psycopg2."):
                yield f"{times} × {act}: {name}: {text}"

    # === ACTS === #

    def _acknowledge(self, person, number):
        person.call("sale.order", "action_amazon_acknowledge", [number])

    def _deliver(self, person, number):
        moves = person.call(
            "stock.move", "search_read", [["picking_id", "=", number]], ["product_uom_qty"]
        )
        for move in moves:
            values = {"quantity": move["product_uom_qty"], "picked": True}
            person.call("stock.move", "write", [move["id"]], values)
        person.call("stock.picking", "button_validate", [number])

    def _submit(self, person, number):
        person.call("account.move", "action_amazon_submit", [number])

    def _match(self, person, number):
        person.call("amazon.vendor.remittance", "action_match", [number])

    def _book(self, person, number):
        person.call("amazon.vendor.remittance", "action_post", [number])

    def _retry(self, person, number):
        person.call("amazon.vendor.document", "action_retry", [number])

    def _run(self, person, number):
        person.call("amazon.vendor.account", self._dice.choice(WISHES), [number])

    def _tell(self, person, number, method):
        person.call("amazon.vendor.document", method, [number], "Looked for in Vendor Central")

    # === WHAT ONE PERSON SEES === #

    def _decide(self):
        """Look into Vendor Central for what has an unknown fate; not at once."""
        query = (
            "SELECT document.id, document.kind, document.number, account.name "
            "FROM amazon_vendor_document document "
            "JOIN amazon_vendor_account account ON account.id = document.account_id "
            "WHERE document.state = 'unknown' AND account.name LIKE 'vendor%%'"
        )
        for number, kind, name, account in execute(self.odoo.database, query):
            since = self._unknown_since.setdefault(number, time.monotonic())
            if time.monotonic() > since + 5:
                there = name in get_known(self.doubles[account], kind)
                method = "action_mark_accepted" if there else "action_mark_missing"
                self.do("tell", number, method)
                del self._unknown_since[number]

    def _enter_payments(self):
        """The bank's statement: what Amazon paid, each once."""
        query = "SELECT payment_ref FROM account_bank_statement_line"
        entered = {text for (text,) in execute(self.odoo.database, query)}
        for double in self.doubles.values():
            for payment in list(double.amazon.remittances.payments):
                text = f"AMAZON.COM SERVICES {payment.number}"
                if text not in entered and payment.amount:
                    self.acts["bank"] += 1
                    self._try(self.people[0], 0, "bank", text, float(payment.amount))

    def _bank(self, person, text, amount):
        domain = [["type", "=", "bank"]]
        journal = person.call("account.journal", "search", domain)[0]
        values = {"journal_id": journal, "payment_ref": text, "amount": amount}
        person.call("account.bank.statement.line", "create", values)


def get_known(double, kind):
    """:param kind: of a document that goes out
    :return: the numbers that Vendor Central shows"""
    amazon = double.amazon
    if kind == "acknowledgement":
        return {number for number, order in amazon.orders.items() if order.answered}
    if kind == "shipment_confirmation":
        return set(amazon.shipments.notices)
    return {number for number, one in amazon.invoices.by_number.items() if not one.faults}
