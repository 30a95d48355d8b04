# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What a plan consists of. Records of the books are known by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum


class Role(str, Enum):
    """What an item does in the entry."""

    MONEY = "money"  # what reaches the bank
    SETTLEMENT = "settlement"  # pays a document, or takes an earlier payment of it back
    BY_HAND = "by_hand"  # takes the place of a payment that somebody registered
    DEDUCTION = "deduction"  # what Amazon kept
    TAX = "tax"  # of a deduction
    DOCUMENT = "document"  # settles the bill or credit note that is booked for a deduction
    BILL = "bill"  # settles Amazon's bill that somebody entered before the deduction
    EXCHANGE = "exchange"  # what the money is worth more or less than the documents


@dataclass(frozen=True)
class Currency:
    """:ivar step: the smallest amount, such as 0.01
    :ivar rate: what one unit is worth in the company's currency"""

    id: int
    step: Decimal
    rate: Decimal = Decimal(1)

    def round(self, amount: Decimal) -> Decimal:
        """:return: the nearest amount that the currency knows, halves away from zero"""
        return (amount / self.step).quantize(Decimal(1), ROUND_HALF_UP) * self.step


@dataclass(frozen=True)
class Tax:
    """:ivar taxes: on the base
    :ivar repartition: the repartition line of a tax item; None on a base"""

    taxes: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()
    repartition: int | None = None


@dataclass(frozen=True)
class Item:
    """A journal item to be.

    :ivar key: what it is known by within its entry, for good
    :ivar amount: in its currency, debits above zero
    :ivar balance: in the company's currency; the plan computes it
    :ivar line: the line of the remittance that it is for
    :ivar counterparts: the journal items that it is reconciled with
    :ivar frees: whether the counterparts are reconciled with their document, which is open again
        when this item takes its place
    :ivar parted: pairs of journal items, an invoice's and a credit note's, that Odoo set off
        against each other, while Amazon settles each of them by a line of its own
    """

    role: Role
    key: str
    label: str
    account: int
    partner: int
    currency: int
    amount: Decimal
    balance: Decimal = Decimal(0)
    line: int | None = None
    tax: Tax | None = None
    analytic: Mapping[str, float] | None = None
    counterparts: tuple[int, ...] = ()
    frees: bool = False
    parted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Money:
    """What reached the bank, and the accounts that it and its difference go to.

    :ivar currency: of the money, which need not be that of the documents
    """

    label: str
    account: int
    partner: int
    currency: Currency
    amount: Decimal
    gain_account: int | None = None
    loss_account: int | None = None


@dataclass(frozen=True)
class Plan:
    """The entry of a remittance, before it is written.

    :ivar items: the money first
    """

    items: tuple[Item, ...]

    @property
    def settling(self) -> tuple[Item, ...]:
        """The items that are reconciled with others."""
        return tuple(item for item in self.items if item.counterparts)
