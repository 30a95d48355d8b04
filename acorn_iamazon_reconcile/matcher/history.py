# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What was matched before, over all payments: what was paid, taken and given back."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .records import Entry

# What Amazon puts behind a number when it gives back what it took under it.
RETURNS = ("", "R", "RI")


class History:
    """The entries, as one looks them up.

    :param entries: the matched lines of other payments
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.by_key: dict[str, list[Entry]] = defaultdict(list)
        self.by_chain: dict[str, list[Entry]] = defaultdict(list)
        self.by_document: dict[int, list[Entry]] = defaultdict(list)
        for entry in entries:
            self.remember(entry)

    def remember(self, entry: Entry) -> None:
        """:param entry: a line that was matched just now"""
        self.by_key[entry.key].append(entry)
        self.by_chain[entry.chain].append(entry)
        if entry.document:
            self.by_document[entry.document].append(entry)

    def list_paid(self, key: str) -> set[int]:
        """:param key: of a number as Amazon wrote it
        :return: the ids of the documents that lines of this number paid"""
        entries = self.by_key.get(key, ())
        return {entry.document for entry in entries if entry.document and not entry.type}

    def find_payment(self, document: int, settled: int) -> int | None:
        """:param document: the id
        :param settled: the amount that a line takes back
        :return: the latest line that paid this amount and was not taken back"""
        lines: list[int] = []
        for entry in self.by_document.get(document, ()):
            if entry.type:
                continue
            if entry.settled == -settled:
                lines.append(entry.line)
            elif entry.settled == settled and lines:
                lines.pop()
        return lines[-1] if lines else None

    def find_taken(self, key: str, settled: int) -> Entry | None:
        """:param key: of the number under which it was taken
        :param settled: what is given back of it
        :return: the latest deduction of that number, with the opposite sign"""
        for entry in reversed(self.by_key.get(key, ())):
            if entry.type and entry.settled * settled < 0:
                return entry
        return None

    def sum_taken(self, key: str, without: Sequence[str] = RETURNS) -> tuple[int, int]:
        """:param key: of the number of a deduction
        :param without: the endings under which it is given back
        :return: (what was taken under it, what of that was given back)"""
        taken = -sum(e.settled for e in self.by_key.get(key, ()) if e.type and e.settled < 0)
        returned = sum(
            entry.settled
            for ending in without
            for entry in self.by_key.get(key + ending, ())
            if entry.type and entry.settled > 0
        )
        return taken, returned

    def sum_slices(self, key: str, sign: int) -> int:
        """:param key: of the number of a deduction
        :param sign: of the slices
        :return: what its slices of that sign make"""
        entries = self.by_key.get(key, ())
        return sum(e.settled for e in entries if e.type and e.settled * sign > 0)

    def sum_claims(self, document: int) -> int:
        """:param document: the id
        :return: what was deducted from it, less what was given back; below zero"""
        return sum(e.settled for e in self.by_document.get(document, ()) if e.type)
