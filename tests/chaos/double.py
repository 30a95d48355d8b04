# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""An Amazon that has a bad day: the one of ``tests/world`` behind a door with faults of its own."""

import json
import random
import time
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import urlsplit

from tests.world.amazon import Amazon
from tests.world.api import Api
from tests.world.door import Door
from tests.world.purchase_orders import CENTRES
from tests.world.shipments import Load
from tests.world.transactions import WORKED_OFF_AFTER

TROUBLED = 0.15  # of the calls, on a bad day
STORM, BETWEEN_STORMS = 4, 25  # seconds of nothing but 429
LONGEST_PAUSE = 3  # seconds of a slow answer
HTML = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
# By operation: where the numbers of what is submitted stand.
NUMBERS = {
    "/vendor/orders/v1/acknowledgements": ("acknowledgements", "purchaseOrderNumber"),
    "/vendor/shipping/v1/shipmentConfirmations": ("shipmentConfirmations", "shipmentIdentifier"),
    "/vendor/payments/v1/invoices": ("invoices", "id"),
}
# What a fault does: before Amazon has read the call, or after it has done what it says.
BEFORE = ("cut", "busy", "throttled", "html_error")
AFTER = ("lost", "half", "html", "slow")


class _Unlimited:
    def take(self, _operation, _now):
        return True


class Double:
    """One vendor's Amazon, and what it has been sent.

    :param name: of the account, and the seed of its business
    :ivar faults: how many of each there were
    :ivar taken: (kind, number) of each document that Amazon answered, or would have answered, with
        202; one a time"""

    def __init__(self, seed, place):
        now = _get_now()
        self.name = f"vendor{place}"
        # Its own work begins on another day: here the story says when something happens.
        self.amazon = Amazon(f"{seed}:{place}", now + timedelta(days=30))
        self.amazon.now = now
        firm = self.amazon.firm
        firm.vendor_code, firm.payee_code = f"CHAO{place}", f"CHAP{place}"
        firm.currency, firm.marketplace, firm.country = "USD", "ATVPDKIKX0DER", "US"
        firm.tax_percent, firm.net_days = 0, -3
        self.door, self.lock = Door(Api(self.amazon, _Unlimited())), Lock()
        self.taken, self.faults, self.handed_over = [], Counter(), set()
        self.is_calm, self._dice = True, random.Random(f"faults:{seed}:{place}")
        self._weeks, self._began = 0, time.monotonic()

    # === WHAT HAPPENS AT AMAZON === #

    def place_order(self):
        """Another order of some centre's."""
        with self.lock:
            self._tick()
            orders, centre = self.amazon._purchase_orders, CENTRES[self._weeks % 2]
            orders.place(centre, self._weeks, self.amazon.now)
            self._weeks += 1

    def count_open(self):
        """:return: orders that wait for their invoice"""
        with self.lock:
            billed = {
                line.order for one in self.amazon.invoices.by_number.values() for line in one.lines
            }
            return len(set(self.amazon.orders) - billed)

    def work(self):
        """What came is worked off, trucks arrive and are counted."""
        with self.lock:
            self._tick()
            for notice in list(self.amazon.shipments.notices.values()):
                if notice.identifier not in self.handed_over:
                    self.handed_over.add(notice.identifier)
                    self._receive(notice)

    def _receive(self, notice):
        """The goods of a notice are there at once."""
        amazon = self.amazon
        loads = [Load(order, line, units) for (order, line), units in notice.quantities.items()]
        centre = amazon.orders[loads[0].order].centre
        amazon.shipments.hand_over(centre, amazon.now, loads, notice.identifier)
        amazon.shipments.trucks[-1].arrives = amazon.now
        amazon.receipts.work(amazon.shipments.trucks, amazon.now)

    def pay(self):
        """Pays what is due, less what is missing."""
        with self.lock:
            self._tick()
            amazon, invoices = self.amazon, self.amazon.invoices.by_number
            trucks, notices = amazon.shipments.trucks, amazon.shipments.notices
            taken = [invoice for invoice in invoices.values() if not invoice.faults]
            amazon.claims.work(taken, trucks, notices, amazon.now)
            # What Amazon paid today is in progress until tomorrow.
            yesterday = amazon.now - timedelta(days=1)
            amazon.remittances.pay(amazon.claims.documents, invoices, yesterday)

    def _tick(self):
        amazon = self.amazon
        now = max(amazon.now, _get_now())
        for transaction in amazon.transactions.by_id.values():
            if not transaction.is_done:  # nobody waits five minutes here
                # It is worked off now, not when time last went on: what left since has left.
                transaction.taken = now - WORKED_OFF_AFTER
        amazon.advance(now)

    # === WHAT IS ASKED === #

    def answer(self, method, target, headers, body):
        """:return: (fault, status, headers, bytes); the call was done unless the fault is of
        :data:`BEFORE`"""
        with self.lock:
            fault = self._draw_fault()
            if fault in BEFORE:
                return fault, *_refuse(fault)
            status, data, told = self.door.answer(method, target, headers, body)
            if status == 202:
                listed, name = NUMBERS[urlsplit(target).path]
                self.taken += [(listed, document[name]) for document in json.loads(body)[listed]]
            self._tick()
            return fault, status, told, data

    def _draw_fault(self):
        if self.is_calm:
            return None
        if (time.monotonic() - self._began) % BETWEEN_STORMS > BETWEEN_STORMS - STORM:
            fault = "throttled"
        elif self._dice.random() < TROUBLED:
            fault = self._dice.choice(BEFORE + AFTER)
        else:
            fault = None
        self.faults[fault] += bool(fault)
        return fault


def _get_now():
    return datetime.now(timezone.utc).replace(microsecond=0)


def _refuse(fault):
    if fault == "html_error":
        return 502, {"Content-Type": "text/html"}, HTML
    status, code = (429, "QuotaExceeded") if fault == "throttled" else (503, "ServiceUnavailable")
    error = {"errors": [{"code": code, "message": "Try again later.", "details": ""}]}
    return status, {}, json.dumps(error).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._serve()

    def do_POST(self):
        self._serve()

    def _serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        double = self.server.double
        fault, status, headers, data = double.answer(self.command, self.path, self.headers, body)
        if fault in ("cut", "lost"):
            self.close_connection = True
            return
        if fault == "slow":
            time.sleep(random.uniform(0, LONGEST_PAUSE))
        if fault == "html":
            headers, data = {"Content-Type": "text/html"}, HTML
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if fault == "half" else data)
        self.close_connection |= fault == "half"

    def log_message(self, *_arguments):
        """Nobody reads it."""

    def handle(self):
        with suppress(OSError):  # whoever asked was killed
            super().handle()


@contextmanager
def open_door(double):
    """Serves it on a free port of this machine while the block runs.

    :return: the address of SP-API and LWA"""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads, server.double = True, double
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
