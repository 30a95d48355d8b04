# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What goes into the matching and what comes out. Amounts are whole numbers of the currency's
smallest unit (cents), so that they compare exactly."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeAlias

from .numbers import find_purchase_order, list_claim_readings, make_match_key

# Why a line is matched so, or what speaks against it: a code with its values, for translation.
Reason: TypeAlias = tuple[str, Mapping[str, str | int]]
# (number, description) -> (type, root or None); no type when none fits.
Recognise: TypeAlias = Callable[[str, str], tuple[int | None, str | None]]


@dataclass
class Document:
    """An invoice or a credit note.

    :ivar key: its number as :func:`make_match_key` writes it
    :ivar purchase_orders: their numbers, divided by blanks or commas
    :ivar currency: the id of the currency
    :ivar total: of an invoice or a credit note, always positive
    :ivar available: what is not paid yet and not promised to another line
    :ivar is_posted: whether it stands in the books; a draft or a cancelled one does not
    :ivar is_paid_by_hand: a payment that was registered by hand has paid it, and the bank has not
        brought that yet
    :ivar other_name: another number that Amazon may know it by, such as that of an earlier system
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
    is_posted: bool = True
    other_name: str = ""
    is_paid_by_hand: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """What Amazon may know it by."""
        return (self.name, self.other_name) if self.other_name else (self.name,)

    @property
    def sign(self) -> int:
        """1 where Amazon pays, -1 where it takes off."""
        return -1 if self.is_refund else 1


@dataclass(frozen=True)
class Line:
    """A line of a remittance.

    :ivar currency: the id of the currency
    :ivar whole: the document's amount, which each slice of it repeats
    :ivar settled: paid, with the discount and the tax withheld
    :ivar origin: the payment that the line belongs to
    :ivar original: the number of the invoice that it is about, where the file tells it"""

    id: int
    number: str
    description: str
    date: date | None
    currency: int
    whole: int
    paid: int
    settled: int
    origin: int
    original: str = ""

    @cached_property
    def key(self) -> str:
        """The number as :func:`make_match_key` writes it."""
        return make_match_key(self.number)

    @cached_property
    def readings(self) -> list[tuple[str, list[str]]]:
        """The number as a claim, as :func:`list_claim_readings` reads it."""
        return list_claim_readings(self.number)

    @cached_property
    def order(self) -> str:
        """The number of the purchase order that the text names, or nothing."""
        return find_purchase_order(self.description)


@dataclass(frozen=True)
class Entry:
    """A line that was matched before: a part of its document's history.

    :ivar line: the line's id
    :ivar document: the document's id; None for a deduction of no document
    :ivar type: the id of the kind of deduction; None for a payment
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
    :ivar sign: of the amount that a person saw: -1 taken off, 1 money in
    """

    id: int
    kind: str
    pattern: str
    document: int | None = None
    type: int | None = None
    sign: int = -1


@dataclass(frozen=True)
class Match:
    """What a line is about.

    :ivar confidence: 0 to 100
    :ivar reasons: why, and what speaks against it
    :ivar document: the document's id
    :ivar type: the id of the kind of deduction
    :ivar rounding: cents within the tolerance that would be left on the document
    :ivar reversed: the earlier line that this one gives back
    :ivar rule: the id of the rule that told
    :ivar chain: the key of the invoice, or of the document that began the chain
    :ivar candidates: what a person may choose from, the best one first"""

    confidence: int
    reasons: tuple[Reason, ...]
    document: int | None = None
    type: int | None = None
    rounding: int = 0
    reversed: int | None = None
    rule: int | None = None
    chain: str = ""
    candidates: tuple["Match", ...] = field(default=())
