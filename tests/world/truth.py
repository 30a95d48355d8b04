# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is true: each unit and each cent, written down when it happens.

Neither an answer of the API nor a record of the firm's is made from it. It is what both are held
against.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

# Of units: a line's ordered - cancelled is what it wants; shipped is what has physically left.
UNITS = frozenset(
    {"ordered", "cancelled", "accepted", "rejected", "withdrawn", "shipped"}
    | {"received", "damaged", "mislabelled", "miscounted", "found", "invoiced"}
)
# Of money: due is what Amazon owes for a document, taken what it keeps for one; paid is the bank's.
MONEY = frozenset({"due", "claimed", "reversed", "settled", "paid", "voided"})


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    moment: datetime
    kind: str  # of UNITS or of MONEY
    order: str = ""  # number of the purchase order
    line: str = ""  # its itemSequenceNumber
    units: int = 0  # in the unit of the line: cases or eaches
    amount: Decimal = Decimal(0)
    document: str = ""  # number of the invoice, claim, notice or payment
    cause: str = ""  # whose doing: amazon, firm, or a word for it


class Truth:
    """The ledger of events; nothing is ever taken out of it."""

    def __init__(self):
        self.events = []
        self._units = defaultdict(int)
        self._amounts = defaultdict(Decimal)

    def record(self, moment, kind, **values):
        """:param values: the other fields of :class:`Event`"""
        if kind not in UNITS | MONEY:
            raise ValueError(f"{kind} is no kind of event")
        event = Event(moment, kind, **values)
        self.events.append(event)
        self._units[kind, event.order, event.line] += event.units
        self._amounts[kind, event.document] += event.amount

    def get_units(self, kind, order, line):
        """:return: units of the kind on the line, all together"""
        return self._units[kind, order, line]

    def get_amount(self, kind, document):
        """:return: money of the kind on the document, all together"""
        return self._amounts[kind, document]

    def sum_amount(self, kind):
        """:return: money of the kind, on all documents"""
        return sum((e.amount for e in self.events if e.kind == kind), Decimal(0))
