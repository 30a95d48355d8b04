# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which payments of Amazon's a deposit on the bank statement consists of. Amounts are whole numbers
of the currency's smallest unit. Combined deposits, shifted dates and fees are met at banks; nothing
is published about Amazon's own habits, so only what is unmistakable is taken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# More payments than this within the days in question: too many combinations to call one sure.
MOST_PAYMENTS = 30
MOST_SUMS = 50_000
# One part in so many: what a bank's rate may differ from that of the books, its margin included.
MOST_EXCHANGE_LOSS = 10


@dataclass(frozen=True)
class Payment:
    """A payment that Amazon told of.

    :ivar id: of the remittance
    :ivar amount: in the currency of the deposit, at the rate of the books
    :ivar told: the figures of the amount in the payment's own currency, when that is another one
    """

    id: int
    number: str
    date: date
    amount: int
    told: str = ""


@dataclass(frozen=True)
class Deposit:
    """Money on the bank statement.

    :ivar amount: below zero for money that went out
    :ivar text: all that the bank wrote with it
    :ivar is_amazon: the text or the partner names Amazon: amounts alone may decide
    """

    date: date
    amount: int
    text: str
    is_amazon: bool


@dataclass(frozen=True)
class Finding:
    """What a deposit consists of.

    :ivar payments: none when nothing is sure
    :ivar fee: what the bank kept
    :ivar reason: ``number``, ``exchanged``, ``amount``, ``sum``, ``fee``; or why nothing is sure:
        ``differs``, ``several``, ``none``
    """

    payments: tuple[Payment, ...]
    reason: str
    fee: int = 0


def find_payments(
    deposit: Deposit, payments: Sequence[Payment], days: int, fee_limit: int = 0
) -> Finding:
    """Numbers first, then one payment of the same amount, then a sum of several, then a fee.

    :param deposit: money that came in, or went out
    :param payments: those that no deposit has brought yet
    :param days: by how many days the bank may be earlier or later than Amazon
    :param fee_limit: the most that the bank may have kept, in the currency's smallest unit
    """
    named = tuple(payment for payment in payments if _is_named(payment.number, deposit.text))
    exchanged = tuple(payment for payment in named if payment.told)
    if len(named) > len(exchanged):
        own = tuple(payment for payment in named if not payment.told)
        return _judge_named(deposit, own, fee_limit)
    if exchanged:
        return _judge_exchanged(deposit, exchanged)
    payments = [payment for payment in payments if not payment.told]
    if not deposit.is_amazon:
        return Finding((), "none")
    near = [payment for payment in payments if abs((payment.date - deposit.date).days) <= days]
    same = [payment for payment in near if payment.amount == deposit.amount]
    if same:
        return _judge_same(deposit, same)
    sums = find_sums(deposit.amount, near)
    if sums:
        return Finding(sums[0], "sum") if len(sums) == 1 else Finding((), "several")
    short = [payment for payment in near if 0 < payment.amount - deposit.amount <= fee_limit]
    if deposit.amount > 0 and len(short) == 1:
        return Finding((short[0],), "fee", short[0].amount - deposit.amount)
    return Finding((), "several" if short else "none")


def _is_named(number: str, text: str) -> bool:
    """The whole number, not a piece of a longer one."""
    pattern = rf"(?<![0-9A-Za-z]){re.escape(number)}(?![0-9A-Za-z])"
    return bool(number) and re.search(pattern, text, re.IGNORECASE) is not None


def _judge_named(deposit: Deposit, named: tuple[Payment, ...], fee_limit: int) -> Finding:
    fee = sum(payment.amount for payment in named) - deposit.amount
    if not fee:
        return Finding(named, "number")
    if deposit.amount > 0 and 0 < fee <= fee_limit:
        return Finding(named, "fee", fee)
    return Finding((), "differs")


def _judge_exchanged(deposit: Deposit, named: tuple[Payment, ...]) -> Finding:
    """The bank changed the money: it names the number, and either tells Amazon's amount as well or
    gave about what the books' rate makes of it."""
    amount = sum(payment.amount for payment in named)
    loss = abs(amount - deposit.amount)
    is_near = loss * MOST_EXCHANGE_LOSS <= abs(amount)
    is_told = all(_is_told(payment, deposit.text) for payment in named)
    if (amount > 0) == (deposit.amount > 0) and (is_near or is_told):
        return Finding(named, "exchanged")
    return Finding((), "differs")


def _is_told(payment: Payment, text: str) -> bool:
    """:return: whether the text has the amount, however its figures are grouped"""
    numbers = (re.sub(r"\D", "", found) for found in re.findall(r"\d[\d.,' ]*", text))
    return payment.told != payment.number and payment.told in numbers


def _judge_same(deposit: Deposit, same: Sequence[Payment]) -> Finding:
    """Of equal payments, one is taken only when it alone is of the deposit's day."""
    today = [payment for payment in same if payment.date == deposit.date]
    sure = same if len(same) == 1 else today
    return Finding((sure[0],), "amount") if len(sure) == 1 else Finding((), "several")


def find_sums(amount: int, payments: Sequence[Payment]) -> list[tuple[Payment, ...]]:
    """:param payments: those that may be part of it
    :param amount: what the sum shall be, in the currency's smallest unit
    :return: at most two tuples of two or more payments that make the amount; none when there are
    too many to look through"""
    positive = [payment for payment in payments if 0 < payment.amount < amount]
    if len(positive) > MOST_PAYMENTS:
        return []
    ways: dict[int, list[tuple[Payment, ...]]] = {0: [()]}
    for payment in positive:
        for reached, found in list(ways.items()):
            total = reached + payment.amount
            if total <= amount:
                more = [(*way, payment) for way in found]
                ways[total] = (ways.get(total, []) + more)[:2]
        if len(ways) > MOST_SUMS:
            return []
    return ways.get(amount, [])
