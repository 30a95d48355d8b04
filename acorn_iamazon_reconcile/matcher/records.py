# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What goes into the matching and what comes out. Amounts are whole numbers of the currency's
smallest unit (cents), so that they compare exactly."""

from dataclasses import dataclass, field
from datetime import date

from .numbers import make_match_key


@dataclass
class Document:
    """An invoice or a credit note.

    :ivar total: of an invoice or a credit note, always positive
    :ivar available: what is not paid yet and not promised to another line
    """

    id: int
    name: str
    key: str
    purchase_orders: str
    date: date | None
    currency: int
    total: int
    available: int
    is_refund: bool


@dataclass(frozen=True)
class Line:
    """:ivar whole: the document's amount, which each slice of it repeats
    :ivar settled: paid, with the discount and the tax withheld
    :ivar origin: the payment that the line belongs to"""

    id: int
    number: str
    description: str
    date: date | None
    currency: int
    whole: int
    paid: int
    settled: int
    origin: int

    @property
    def key(self):
        return make_match_key(self.number)


@dataclass(frozen=True)
class Entry:
    """A line that was matched before: a part of its document's history.

    :ivar chain: the key of the invoice, or of the document that began the chain
    """

    line: int
    key: str
    chain: str
    document: int | None
    type: int | None
    settled: int
    origin: int


@dataclass(frozen=True)
class Rule:
    """What a person's choice taught.

    :ivar kind: ``alias`` (the number is this document), ``prefix`` or ``suffix`` (to be taken off a
        number) or ``shape`` (such numbers are this type of deduction)
    """

    id: int
    kind: str
    pattern: str
    document: int | None = None
    type: int | None = None


@dataclass(frozen=True)
class Match:
    """:ivar confidence: 0 to 100
    :ivar reason: why, and what speaks against it: a code with its values, for translation
    :ivar rounding: cents within the tolerance that would be left on the document
    :ivar reversed: the earlier line that this one gives back"""

    confidence: int
    reasons: tuple[tuple[str, dict], ...]
    document: int | None = None
    type: int | None = None
    rounding: int = 0
    reversed: int | None = None
    rule: int | None = None
    chain: str = ""
    candidates: tuple["Match", ...] = field(default=())
