# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every unit of a line has one fate; where the numbers contradict each other, a person looks."""

from dataclasses import dataclass

# Below this two quantities are the same.
NOTHING = 1e-6


@dataclass(frozen=True)
class Quantities:
    """What became of a line of a purchase order, in eaches.

    :ivar ordered: by the last version of the purchase order
    :ivar promised: accepted and back-ordered, as Odoo has it; 0 as long as nothing is answered
    :ivar back_ordered: of what is promised, what is to come after the window
    :ivar is_answered: whether Amazon was, or is being, answered
    :ivar is_cancelled: whether the order was given up after it had been answered
    :ivar to_ship: waits in transfers
    :ivar shipped: left, less what Amazon never took
    :ivar returned: came back by Amazon's returns notices
    :ivar noticed: told of by shipment notices that Amazon has
    :ivar due: of what was shipped, what Amazon should have received by now
    :ivar received: by Amazon's own figures
    :ivar invoiced: on invoices that are not cancelled
    :ivar credited: on credit notes that are not cancelled and take goods back, not money alone
    :ivar claimed: what Amazon keeps for shortages, as far as it is known
    """

    ordered: float = 0.0
    promised: float = 0.0
    back_ordered: float = 0.0
    is_answered: bool = False
    is_cancelled: bool = False
    to_ship: float = 0.0
    shipped: float = 0.0
    returned: float = 0.0
    noticed: float = 0.0
    due: float = 0.0
    received: float = 0.0
    invoiced: float = 0.0
    credited: float = 0.0
    claimed: float = 0.0

    @property
    def accepted(self) -> float:
        """Promised within the window."""
        return 0.0 if self.is_cancelled else self.promised - self.back_ordered

    @property
    def cancelled(self) -> float:
        """Promised, and given up with the whole order."""
        return self.promised if self.is_cancelled else 0.0

    @property
    def open(self) -> float:
        """Ordered, and not answered yet."""
        return 0.0 if self.is_answered else self.ordered

    @property
    def rejected(self) -> float:
        """Answered, and neither accepted nor back-ordered."""
        return max(0.0, self.ordered - self.promised) if self.is_answered else 0.0

    @property
    def given_up(self) -> float:
        """Promised, and neither shipped nor waiting in a transfer."""
        return max(0.0, self.promised - self.shipped - self.to_ship)

    @property
    def leaving(self) -> float:
        """Shipped, or to be shipped."""
        return self.shipped + self.to_ship

    @property
    def kept(self) -> float:
        """Shipped, and not returned by Amazon."""
        return max(0.0, self.shipped - self.returned)

    @property
    def missing(self) -> float:
        """Amazon should have received it by now, and did not."""
        return max(0.0, self.due - self.received)

    @property
    def on_the_way(self) -> float:
        """Shipped, and not expected at Amazon yet."""
        return max(0.0, self.shipped - max(self.due, self.received))

    @property
    def to_pay(self) -> float:
        """Invoiced, less what was credited."""
        return self.invoiced - self.credited


@dataclass(frozen=True)
class Break:
    """Two numbers that contradict each other: there is more of the one than of the other.

    :ivar more: the name of a number of :class:`Quantities`
    :ivar less: the name of the number that it must not exceed
    """

    more: str
    less: str


# ordered = accepted + rejected + back-ordered + cancelled + open: more is never promised.
# promised = shipped + to ship + given up: not more leaves than is promised.
# shipped = received + missing + on the way: not more arrives, and is told of, than was shipped.
LIMITS = (
    Break("promised", "ordered"),
    Break("leaving", "promised"),
    Break("noticed", "shipped"),
    Break("received", "shipped"),
    Break("returned", "shipped"),
    Break("to_pay", "kept"),
    Break("claimed", "missing"),
)


def find_breaks(quantities: Quantities) -> list[Break]:
    """:return: where the numbers of a line contradict each other"""
    return [
        limit
        for limit in LIMITS
        if getattr(quantities, limit.more) - getattr(quantities, limit.less) > NOTHING
    ]


@dataclass(frozen=True)
class InvoiceShare:
    """What belongs to one invoice of a line's totals, in eaches.

    :ivar invoiced: less what was credited
    :ivar shipped: of what left
    :ivar arrived: of what left and is not missing at Amazon
    :ivar received: of what Amazon received by its own figures
    """

    invoiced: float
    shipped: float
    arrived: float
    received: float

    @property
    def unshipped(self) -> float:
        """Invoiced, and not shipped."""
        return self.invoiced - self.shipped

    @property
    def missing(self) -> float:
        """Invoiced, and not shipped or missing at Amazon."""
        return self.invoiced - self.arrived
