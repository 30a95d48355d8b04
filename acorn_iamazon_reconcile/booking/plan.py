# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""From the items of a remittance to an entry that balances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from .records import Currency, Item, Money, Plan, Role


class PlanError(ValueError):
    """The items make no entry."""


def make_plan(money: Money, items: Sequence[Item], documents: Currency, company: Currency) -> Plan:
    """Convert to the company's currency; what rounding leaves goes with the largest item.

    Money in another currency than the documents' is worth what reached the bank: documents in a
    foreign currency are paid at that worth, documents in the company's own at their amount, and the
    difference is a gain or a loss of exchange.

    :param money: what reached the bank, in the currency of the bank
    :param items: all but the money, in the currency of the documents
    :param documents: the currency of the documents
    :param company: the currency of the books
    :raise PlanError: when two items have one key, or no account takes a difference of exchange
    """
    worth = company.round(money.amount * money.currency.rate)
    first = Item(
        Role.MONEY, "money", money.label, money.account, money.partner, money.currency.id,
        money.amount, worth,
    )  # fmt: skip
    factor = documents.rate
    if money.currency.id != documents.id and documents.id != company.id:
        paid = -sum((item.amount for item in items), Decimal(0))
        factor = worth / paid if paid else factor
    valued = [replace(item, balance=company.round(item.amount * factor)) for item in items]
    entry = _balance([first, *valued], money, documents, company)
    _check_keys(entry)
    return Plan(tuple(entry))


def _balance(entry: list[Item], money: Money, documents: Currency, company: Currency) -> list[Item]:
    """:return: the entry, with what it lacked to balance"""
    rest = -sum((item.balance for item in entry), Decimal(0))
    if not rest:
        return entry
    if documents.id == company.id:
        return [*entry, _make_exchange(rest, money, company)]
    place = max(range(1, len(entry)), key=lambda index: abs(entry[index].balance))
    largest = entry[place]
    return [
        *entry[:place],
        replace(largest, balance=largest.balance + rest),
        *entry[place + 1 :],
    ]


def _make_exchange(rest: Decimal, money: Money, company: Currency) -> Item:
    account = money.loss_account if rest > 0 else money.gain_account
    if not account:
        raise PlanError("exchange")
    return Item(
        Role.EXCHANGE, "exchange", money.label, account, money.partner, company.id, rest, rest
    )


def _check_keys(entry: Sequence[Item]) -> None:
    keys = [item.key for item in entry]
    if len(keys) != len(set(keys)):
        raise PlanError("keys")
