# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Expected and found are compared one by one: no sum hides that two errors cancel out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from .records import Difference, Posting


def compare(expected: Iterable[Posting], found: Iterable[Posting]) -> list[Difference]:
    """
    :param expected: by the documents; no entry has a key twice
    :param found: in the ledger
    :return: all that differs, in the order of the documents
    """
    standing: dict[tuple[int, str], list[Posting]] = defaultdict(list)
    for posting in found:
        standing[posting.entry, posting.key].append(posting)
    differences: list[Difference] = []
    for posting in expected:
        there = standing.pop((posting.entry, posting.key), [])
        if not there:
            differences.append(Difference("missing", posting.entry, posting))
            continue
        differences += _find_differences(posting, there[0])
        differences += [Difference("doubled", one.entry, posting, one) for one in there[1:]]
    for rest in standing.values():
        differences += [Difference("surplus", one.entry, None, one) for one in rest]
    return differences


def _find_differences(expected: Posting, found: Posting) -> Iterator[Difference]:
    differs = {
        "account": not found.accounts <= expected.accounts,
        "partner": found.partner != expected.partner,
        "currency": found.currency != expected.currency,
        "amount": found.amount != expected.amount,
        "balance": found.balance != expected.balance,
        "day": expected.day is not None and found.day != expected.day,
        "tax": expected.tax is not None and found.tax != expected.tax,
    }
    for code, is_so in differs.items():
        if is_so:
            yield Difference(code, expected.entry, expected, found)
