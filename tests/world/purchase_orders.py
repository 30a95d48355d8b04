# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon's purchase orders: placed each week for each centre, changed, cancelled and closed.

Shapes and words are those of ``vendorOrders.json``; windows are ``start--end`` (Amazon's model),
at most two weeks from the day of the order. Cost is per unit of the line, so that quantity times
cost is the line's total (Amazon's papers leave open whether a case's cost is per each).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from .demand import Product, draw_demand

CENTRES = ("ABE8", "DTM2", "LEJ1", "WRO5", "MAD4")
CENTRES_FOR_A_DEMAND = 5
ORDERS_A_DAY = 8  # more centres order on the days after
CENTRES += tuple(f"{name}{n}" for n in range(1, 8) for name in ("BER", "CGN", "HAJ", "MUC", "STR"))
CHANGE, CANCEL = 0.12, 0.03  # of the orders; of the lines where an order is changed: one
CLOSED_AFTER = timedelta(days=14)  # after the end of its window


@dataclass
class Line:
    """A line; quantities in its own unit."""

    sequence: str
    product: Product
    steps: list  # (moment, ordered, cancelled): steps to add up, as the status API tells them
    cost: Decimal
    accepted: int = 0
    rejected: int = 0
    backordered: int = 0
    answers: list = field(default_factory=list)  # (moment, accepted, rejected)
    received: int = 0
    last_receipt: datetime | None = None

    @property
    def ordered(self):
        """What Amazon wants now; 0 is a cancelled line."""
        return sum(ordered - cancelled for _moment, ordered, cancelled in self.steps)


@dataclass
class Order:
    """An order as Amazon has it."""

    number: str
    kind: str
    centre: str
    placed: datetime
    window: tuple  # (start, end) of the delivery
    lines: list
    state: str = "New"
    state_changed: datetime | None = None
    changed: datetime | None = None
    received: datetime | None = None  # the last receipt that Amazon counts as an update
    answered: datetime | None = None  # the first acknowledgement that took effect

    @property
    def touched(self):
        """When Amazon updated it last."""
        moments = self.placed, self.state_changed, self.changed, self.received
        return max(moment for moment in moments if moment)

    def get_line(self, sequence):
        """:return: the line of the number, however padded, or None"""
        wanted = str(sequence).strip().lstrip("0")
        return next((line for line in self.lines if line.sequence == wanted), None)


class PurchaseOrders:
    """All orders, by number."""

    def __init__(self, chance, truth, products, centres, first_day):
        self.by_number = {}
        self._chance, self._truth = chance, truth
        self._products, self._centres = products, centres
        self._first_day = first_day

    def work(self, day):
        """What Amazon does on the day: each centre orders once a week, the first ones on Mondays
        of the world."""
        passed = (day - self._first_day).days
        for n, centre in enumerate(self._centres):
            week, weekday = divmod(passed - n // ORDERS_A_DAY, 7)
            if weekday == 0 and week >= 0:
                self.place(centre, week, day)
        for order in list(self.by_number.values()):
            if order.state != "Closed":
                self._change(order, day)
                self._close(order, day)

    def place(self, centre, week, moment):
        """One order of a centre; the week and the centre draw what is in it."""
        draw = self._chance.of("order", centre, week)
        wanted = [(p, self._get_quantity(p, centre, week)) for p in self._products]
        lines = [
            Line(str(n), product, [(moment, quantity, 0)], product.cost)
            for n, (product, quantity) in enumerate(((p, q) for p, q in wanted if q), 1)
        ]
        if not lines:
            return
        start = moment.replace(hour=7) + timedelta(days=draw.randrange(4, 8))
        window = start, start + timedelta(days=draw.randrange(3, 7))
        kind = draw.choices(("RegularOrder", "NewProductIntroduction", "RushOrder"), (90, 6, 4))[0]
        number = self._name(draw)
        self.by_number[number] = Order(number, kind, centre, moment, window, lines)
        self.by_number[number].state_changed = moment
        for line in lines:
            self._record(moment, "ordered", number, line, line.ordered)

    def _name(self, draw):
        """A number has 8 characters, by Amazon's description of it."""
        while True:
            inner = "".join(draw.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=6))
            number = f"{draw.randrange(1, 10)}{inner}{draw.choice('ABCDEFGHJKLM')}"
            if number not in self.by_number:
                return number

    @property
    def orders_a_demand(self):
        """More centres are there for more consumers."""
        return len(self._centres) / min(len(self._centres), CENTRES_FOR_A_DEMAND)

    def _get_quantity(self, product, centre, week):
        share = self._chance.of("share", product.asin, centre, week).uniform(0.5, 1.5)
        part = share * self.orders_a_demand / len(self._centres)
        eaches = draw_demand(self._chance, product, week) * part
        return round(eaches / product.size)

    def _change(self, order, day):
        """One change in an order's life at most, between its second day and its window."""
        draw = self._chance.of("change", order.number)
        if (day.date() - order.placed.date()).days != draw.randrange(1, 4):
            return
        happens = draw.random()
        if happens < CANCEL:
            for line in order.lines:
                self._cancel(order, line, line.ordered, day)
            self._set_state(order, "Closed", day)
        elif happens < CANCEL + CHANGE:
            line = draw.choice(order.lines)
            how = draw.choice(("less", "gone", "more", "later"))
            self._change_line(order, line, how, day)

    def _change_line(self, order, line, how, moment):
        order.changed = moment
        if how == "later":
            order.window = tuple(edge + timedelta(days=2) for edge in order.window)
        elif how == "more":
            more = max(1, line.ordered // 4)
            line.steps.append((moment, more, 0))
            self._record(moment, "ordered", order.number, line, more)
        else:
            self._cancel(order, line, line.ordered if how == "gone" else line.ordered // 3, moment)

    def _cancel(self, order, line, quantity, moment):
        if not quantity:
            return
        order.changed = moment
        line.steps.append((moment, 0, quantity))
        self._record(moment, "cancelled", order.number, line, quantity)

    def _close(self, order, day):
        """Closed: rejected, cancelled or received (Amazon's model), and long past its window."""
        done = order.answered and all(line.received >= line.accepted for line in order.lines)
        if done or day > order.window[1] + CLOSED_AFTER:
            self._set_state(order, "Closed", day)

    def _set_state(self, order, state, moment):
        order.state, order.state_changed = state, moment

    def _record(self, moment, kind, number, line, units):
        self._truth.record(moment, kind, order=number, line=line.sequence, units=units)
