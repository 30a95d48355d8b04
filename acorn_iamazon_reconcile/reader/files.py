# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Which reader a file needs is told by its content; names and endings lie."""

from collections.abc import Sequence

from .limits import FEWER, LARGEST_FILE
from .records import Payment, Reading, Refused, RemittanceError
from .sources import SOURCES
from .spreadsheet import decode, read_spreadsheet

BINARIES = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "a workbook of Excel 97 to 2003"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
ENDINGS = (".csv", ".xlsx", ".xls", ".txt", ".tsv")


def is_known_file(filename: str) -> bool:
    """:param filename: as it was sent or uploaded
    :return: whether the ending is one that a remittance may have"""
    endings = [ending for source in SOURCES.values() for ending in source.endings]
    return filename.lower().endswith((*ENDINGS, *endings))


def read_file(filename: str, content: bytes, day_first: bool | None = False) -> Reading:
    """
    :param filename: for the messages only
    :param content: Vendor Central's export, X12 820, EDIFACT REMADV or an HTML advice
    :param day_first: whether ``03/04/2026`` is in April, None when nobody knows; the file's own
        dates decide first
    :return: the payments, and those of them that cannot be used
    :raise RemittanceError: when the file cannot be used, or none of its payments; the text names
        the place and the mend
    """
    try:
        found, source = _read(content, day_first)
        payments = [one for one in found if isinstance(one, Payment)]
        refused = [one for one in found if isinstance(one, Refused)]
        if refused and not payments:
            raise RemittanceError(refused[0].reason)
    except RemittanceError as error:
        raise RemittanceError(f"{filename}: {error}") from None
    return Reading(payments, source, refused)


def _read(content: bytes, day_first: bool | None) -> tuple[Sequence[Payment | Refused], str]:
    if len(content) > LARGEST_FILE:
        raise RemittanceError(f"the file is larger than {LARGEST_FILE // 1024 // 1024} MB. {FEWER}")
    for beginning, what in BINARIES:
        if content.startswith(beginning):
            raise RemittanceError(f"the file is {what}. Export to a spreadsheet (XLSX or CSV).")
    if content.startswith(b"PK"):
        return read_spreadsheet(content, day_first), "spreadsheet"
    text = decode(content).lstrip()
    if "\x00" in text:
        raise RemittanceError("the file is neither a spreadsheet nor text. Export it again.")
    for source in SOURCES.values():
        if source.recognises(text):
            return source.read(text, day_first), source.code
    return read_spreadsheet(content, day_first), "spreadsheet"
