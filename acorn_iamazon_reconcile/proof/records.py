# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is compared. Records of the books are known by their ids."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Posting:
    """An item of an entry, as a document lets expect it, or as it stands in the ledger.

    :ivar entry: the entry that it belongs to
    :ivar key: what it is known by within its entry
    :ivar accounts: where it may stand; the one where it stands in the ledger
    :ivar amount: in its currency, debits above zero
    :ivar balance: in the company's currency
    :ivar day: of the entry; None where the document tells none, and any is right
    :ivar tax: its taxes, tags and part of a tax, as (what, id); None like the day
    """

    entry: int
    key: str
    accounts: frozenset[int]
    partner: int
    currency: int
    amount: Decimal
    balance: Decimal
    day: date | None = None
    tax: frozenset[tuple[str, int]] | None = None


@dataclass(frozen=True)
class Difference:
    """:ivar code: ``missing``, ``surplus``, ``doubled``, ``account``, ``partner``, ``currency``,
        ``amount``, ``balance``, ``day`` or ``tax``
    :ivar expected: None for what no document stands behind
    :ivar found: None for what the ledger lacks"""

    code: str
    entry: int
    expected: Posting | None = None
    found: Posting | None = None
