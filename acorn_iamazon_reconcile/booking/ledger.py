# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The plan held against the books as they are now: between matching and booking they may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from .records import Item


@dataclass(frozen=True)
class OpenItem:
    """A journal item that a plan wants to settle, as it is now.

    :ivar document: the id of its invoice, credit note or payment
    :ivar is_ours: whether it belongs to the account and company of the remittance
    :ivar residual: what is open of it in its currency, debits above zero
    """

    id: int
    document: int
    is_posted: bool
    is_ours: bool
    currency: int
    residual: Decimal


@dataclass(frozen=True)
class Objection:
    """Why a line cannot be booked.

    :ivar code: ``draft``, ``foreign``, ``currency``, ``closed`` or ``less``; of a claim ``beyond``;
        of a deduction ``untold``, when its invoice tells no taxes, and ``note``, when a credit
        note may be made for it, or ``discounted``, when the discount that it is of is booked; of
        a discount ``documented``, when a document over it is
    :ivar left: what is open of the document
    """

    line: int
    code: str
    document: int
    left: Decimal = Decimal(0)


def hold_against(items: Iterable[Item], ledger: Mapping[int, OpenItem]) -> list[Objection]:
    """
    :param items: of a plan; those without counterparts settle nothing
    :param ledger: the counterparts by id; one that is missing is not open
    :return: an objection for each line that asks more of a document than is open
    """
    left: dict[tuple[int, ...], Decimal] = {}
    objections = []
    for item in items:
        if item.line is None or not item.counterparts or item.frees:
            continue
        found = [ledger[number] for number in item.counterparts if number in ledger]
        rest = left.setdefault(item.counterparts, sum((one.residual for one in found), Decimal(0)))
        code = _object(item, found, rest)
        if code:
            objections.append(Objection(item.line, code, found[0].document if found else 0, rest))
        else:
            left[item.counterparts] = rest + item.amount
    return objections


def _object(item: Item, found: list[OpenItem], rest: Decimal) -> str:
    """:return: the code of what speaks against it, or nothing"""
    if not found or not all(one.is_posted for one in found):
        return "draft"
    if not all(one.is_ours for one in found):
        return "foreign"
    if any(one.currency != item.currency for one in found):
        return "currency"
    if not rest:
        return "closed"
    after = rest + item.amount
    if after and (after > 0) != (rest > 0):
        return "less"
    return ""
