# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon, in one object: its days, and what the others of this folder share.

Amazon's day goes in ``work``; what a vendor asks and posts goes through :mod:`.api`, in-process,
or over HTTP by :mod:`.door`: one core behind both.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from .chance import Chance
from .claims import Claims
from .demand import make_products
from .invoices import Invoices
from .purchase_orders import CENTRES, PurchaseOrders
from .receipts import Receipts
from .remittances import Remittances
from .shipments import Shipments
from .transactions import Transactions
from .truth import Truth


class Size(NamedTuple):
    """Of a firm, and so of its orders a week."""

    products: int
    centres: int
    net_days: int = 30


SIZES = {
    "small": Size(6, 2),
    "brisk": Size(8, 8, net_days=14),  # much happens in few weeks
    "middle": Size(25, 4),
    "quarter": Size(12, 16),
    "large": Size(120, 5),
    "year": Size(40, 40),
}

WORK_HOUR = timedelta(hours=6)  # UTC: when the work of a day is done


@dataclass
class Firm:
    """The vendor as Amazon knows it."""

    vendor_code: str = "WRLD1"
    payee_code: str = "WRLDP"
    bill_to: str = "AMEU1"
    currency: str = "EUR"
    marketplace: str = "A1PA6795UKMFR9"
    country: str = "DE"
    tax_percent: int = 19
    net_days: int = 30


class Amazon:
    """A simulated Amazon with one vendor.

    :param seed: the same seed makes the same business
    :param first_day: an aware datetime, at best midnight UTC
    :param size: a key of SIZES"""

    def __init__(self, seed, first_day, size="small"):
        if first_day.tzinfo is None:
            raise ValueError("the first day has no time zone")
        self.chance, self.truth = Chance(seed), Truth()
        self.first_day, self.now = first_day, first_day
        wanted = SIZES[size]
        self.products = make_products(self.chance, wanted.products)
        self.firm = Firm(net_days=wanted.net_days)
        self.transactions = Transactions(self.chance)
        self._purchase_orders = PurchaseOrders(
            self.chance, self.truth, self.products, CENTRES[: wanted.centres], first_day + WORK_HOUR
        )
        self.shipments = Shipments(self.chance, self.truth)
        self.invoices = Invoices(self.firm, self.truth, self.orders, self.shipments)
        self.claims = Claims(self.chance, self.truth, self.firm, self.orders)
        self.remittances = Remittances(self.chance, self.truth)
        self.receipts = Receipts(self.chance, self.truth, self.orders)
        self._next_day = first_day + WORK_HOUR

    @property
    def orders(self):
        """Number -> :class:`.purchase_orders.Order`."""
        return self._purchase_orders.by_number

    @property
    def orders_a_demand(self):
        """What centres order in all, in terms of a product's demand in a week."""
        return self._purchase_orders.orders_a_demand

    def advance(self, now: datetime):
        """Time goes on: Amazon works each day that begins, and what was posted."""
        if now < self.now:
            raise ValueError("time does not go back")
        while self._next_day <= now:
            self.transactions.settle(self._next_day)
            self.now = max(self.now, self._next_day)
            self._work(self._next_day)
            self._next_day += timedelta(days=1)
        self.transactions.settle(now)
        self.now = now

    def _work(self, day):
        self._purchase_orders.work(day)
        self.receipts.work(self.shipments.trucks, day)
        invoices = self.invoices.by_number
        taken = [invoice for invoice in invoices.values() if not invoice.faults]
        self.claims.work(taken, self.shipments.trucks, self.shipments.notices, day)
        self.remittances.work(self.claims.documents, invoices, day)

    def take(self, operation, work):
        """:param work: what is done with it some minutes later: moment -> list of sentences
        :return: (status, body) of the answer to the POST"""
        identifier = self.transactions.take(operation, self.now, work)
        return 202, {"payload": {"transactionId": identifier}}
