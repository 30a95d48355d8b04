# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What a centre counts of what a truck brings: with errors of Amazon's, and of the firm's.

Amazon's: counted short (half of it is found weeks later), counted late, brought to another centre.
The firm's: damaged and mislabelled goods are not taken. Fewer goods than announced are simply not
there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

ERRORS = ("short", "late", "elsewhere", "")
WEIGHTS = (4, 3, 2, 91)  # per hundred loads
# Amazon's model leaves open whether a receipt is an update of the order: of some orders it is
# none, as long as the goods come in time.
UNTOLD, IN_TIME = 0.1, timedelta(days=25)


@dataclass
class Count:
    """Units that will be counted on a day to come."""

    due: datetime
    order: str
    line: str
    units: int
    was_missed: bool  # counted short first, found then


class Receipts:
    """The counting of all centres."""

    def __init__(self, chance, truth, orders):
        self.waiting = []  # list of Count
        self._chance, self._truth, self._orders = chance, truth, orders

    def work(self, trucks, day):
        """:param trucks: list of :class:`.shipments.Truck`"""
        for n, truck in enumerate(trucks):
            if not truck.is_received and truck.arrives <= day:
                truck.is_received = True
                for load in truck.loads:
                    self._unload(load, n, day)
        due = [count for count in self.waiting if count.due <= day]
        self.waiting = [count for count in self.waiting if count.due > day]
        for count in due:
            self._receive(count, day)

    def _unload(self, load, truck, day):
        draw = self._chance.of("receipt", truck, load.order, load.line)
        of_line = {"order": load.order, "line": load.line}
        for kind in ("damaged", "mislabelled"):
            units = getattr(load, kind)
            if units:
                self._truth.record(day, kind, units=units, cause="firm", **of_line)
        good = load.units - load.damaged - load.mislabelled
        error = draw.choices(ERRORS, WEIGHTS)[0]
        missed = draw.randrange(1, good // 4 + 2) if error == "short" and good else 0
        if missed:
            self._truth.record(day, "miscounted", units=missed, cause="amazon", **of_line)
            if draw.random() < 0.5:
                found = day + timedelta(days=draw.randrange(20, 70))
                self.waiting.append(Count(found, load.order, load.line, missed, True))
        wait = {"late": draw.randrange(5, 40), "elsewhere": draw.randrange(7, 21)}.get(error, 0)
        due = day + timedelta(days=wait)
        self.waiting.append(Count(due, load.order, load.line, good - missed, False))

    def _receive(self, count, day):
        if not count.units:
            return
        line = self._orders[count.order].get_line(count.line)
        line.received += count.units
        line.last_receipt = day
        order = self._orders[count.order]
        is_told = not self._chance.happens(UNTOLD, "untold", order.number)
        if is_told or count.was_missed or day - order.placed > IN_TIME:
            order.received = day
        of_line = {"order": count.order, "line": count.line, "units": count.units}
        self._truth.record(day, "received", **of_line)
        if count.was_missed:
            self._truth.record(day, "found", cause="amazon", **of_line)
