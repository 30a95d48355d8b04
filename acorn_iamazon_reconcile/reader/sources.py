# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The forms of text in which remittances come, each told by its content.

A new one is a file of this folder, or of another addon, that calls :func:`add_source`, and a value
of the field ``source`` of ``amazon.vendor.remittance``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .records import Payment, Refused


@dataclass(frozen=True)
class Source:
    """
    :ivar code: the value of the remittance's field ``source``
    :ivar recognises: takes the text, without blanks before it; no two sources claim one text
    :ivar read: takes the text, and whether ``03/04/2026`` is in April; gives the payments, and why
        one cannot be used, or raises :class:`~.records.RemittanceError` when the text cannot
    :ivar endings: of files in this form
    """

    code: str
    recognises: Callable[[str], bool]
    read: Callable[[str, bool | None], Sequence[Payment | Refused]]
    endings: tuple[str, ...]


SOURCES: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """:param source: known by its code: the same one may be added again"""
    SOURCES[source.code] = source
