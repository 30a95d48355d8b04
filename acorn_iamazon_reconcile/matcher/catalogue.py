# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The documents that lines may be about, as one looks them up."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from .numbers import make_match_key, make_short_key
from .records import Document

# Shorter pieces of a number say nothing.
SHORTEST_PIECE = 5
LONGEST_AFFIX = 8
# More documents than this beginning with the same characters are no finding.
MOST_FOUND = 200

Key = TypeVar("Key")


class Catalogue:
    """The documents, findable in each way in which Amazon may write their numbers. Built once; each
    look-up costs the same whether there are ten documents or fifty thousand.

    :param documents: posted invoices and credit notes
    :ivar by_amount: by currency and total
    :ivar by_day: by currency, total and date
    :ivar by_order: by each number of a purchase order, in capitals
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.by_id = {document.id: document for document in documents}
        self.by_name = _group_by_names(documents, str)
        self.by_key = _group_by_names(documents, make_match_key)
        self.by_upper = _group_by_names(documents, str.upper)
        self.by_short = _group_by_names(documents, make_short_key)
        self.by_amount = _group(documents, lambda document: (document.currency, document.total))
        self.by_day = _group(
            documents, lambda document: (document.currency, document.total, document.date)
        )
        self.by_order: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            for order in document.purchase_orders.upper().replace(",", " ").split():
                self.by_order[order].append(document)
        self._forward = sorted(self.by_key)
        self._backward = sorted(key[::-1] for key in self.by_key)

    def find_by_affix(self, number: str) -> list[Document]:
        """The number with something put before or behind it, which must not go on with digits where
        the number has digits.

        :param number: as Amazon wrote it
        :return: the documents whose number is the longest that fits
        """
        key = "".join(c for c in number.upper() if c.isalnum())
        found: dict[str, list[Document]] = {}
        for size in range(1, min(LONGEST_AFFIX, len(key) - SHORTEST_PIECE) + 1):
            for piece, edge in (
                (key[size:], key[size - 1 : size + 1]),
                (key[:-size], key[-size - 1 : len(key) - size + 1]),
            ):
                if piece in self.by_key and not edge.isdigit():
                    found.setdefault(piece, self.by_key[piece])
            if found:
                break
        return [document for documents in found.values() for document in documents]

    def find_by_piece(self, key: str) -> list[Document]:
        """The number cut off at its end or at its beginning.

        :param key: the piece as :func:`make_match_key` writes it
        :return: the documents, none when too many fit
        """
        if len(key) < SHORTEST_PIECE:
            return []
        keys = set(_find_beginning(self._forward, key))
        keys |= {found[::-1] for found in _find_beginning(self._backward, key[::-1])}
        return [document for found in keys for document in self.by_key[found] if found != key]


def _group(
    documents: Iterable[Document], get_key: Callable[[Document], Key]
) -> dict[Key, list[Document]]:
    groups: dict[Key, list[Document]] = defaultdict(list)
    for document in documents:
        groups[get_key(document)].append(document)
    return groups


def _group_by_names(
    documents: Iterable[Document], make_key: Callable[[str], str]
) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        for key in {make_key(name) for name in document.names}:
            groups[key].append(document)
    return groups


def _find_beginning(keys: Sequence[str], beginning: str) -> list[str]:
    first = bisect_left(keys, beginning)
    found: list[str] = []
    for key in keys[first : first + MOST_FOUND + 1]:
        if not key.startswith(beginning):
            return found
        found.append(key)
    return [] if len(found) > MOST_FOUND else found
