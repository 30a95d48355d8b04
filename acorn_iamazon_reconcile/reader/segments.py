# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The segments of X12 and EDIFACT interchanges. Every file is read in one pass: the libraries that
there are take minutes for what somebody makes for that purpose. Envelopes tell what was cut off."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from .cells import quote
from .limits import LONGEST_CELL, MOST_ESCAPES, MOST_SEGMENTS, refuse_more
from .records import RemittanceError

VERSIONS = ("00401", "00501")
ISA_LENGTH = 106
ISA_ELEMENTS = 16
TAG_X12 = re.compile(r"[A-Z][A-Z0-9]{1,2}")
TAG_EDIFACT = re.compile(r"[A-Z][A-Z0-9]{2}")
# Of X12: what opens an envelope, what ends it, and the place of its number in what opens it.
LEVELS = {"ISA": ("IEA", 12), "GS": ("GE", 5), "ST": ("SE", 1)}
ENDS = {end for end, _place in LEVELS.values()}
# Of EDIFACT: what stands between messages, and all that stands in none.
BETWEEN = {"UNG", "UNH", "UNE", "UNZ"}
SERVICE = {"UNB", *BETWEEN}
# Escaped marks while the text is divided: characters that stand for nothing.
HIDDEN = 0xF0000


class Segment(NamedTuple):
    """
    :ivar place: in the file, from 1
    :ivar values: the elements, each with its parts; of X12 one part each"""

    place: int
    name: str
    values: list[list[str]]

    def get(self, element: int, part: int = 0) -> str:
        """:return: the part of an element; empty when it is not there"""
        parts = self.values[element] if element < len(self.values) else ()
        return parts[part] if part < len(parts) else ""


class DamagedError(RemittanceError):
    """Segments are missing, or stand where they may not."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"the {what} file is damaged: {why}. Have it sent again.")


def _divide(text: str, end: str, what: str) -> Sequence[str]:
    """:return: the texts of the segments"""
    refuse_more(text.count(end), MOST_SEGMENTS, "segments")
    *lines, rest = text.split(end)
    if rest.strip():
        raise DamagedError(what, f"its last segment, {quote(rest)}, has no end")
    lines = [line.lstrip(" \r\n") for line in lines]
    for place, line in enumerate(lines, start=1):
        if len(line) > LONGEST_CELL:
            raise DamagedError(what, f"segment {place} has more than {LONGEST_CELL:,} characters")
    return lines


# === X12 === #


def read_x12(text: str) -> Iterator[Segment]:
    """:param text: of interchanges that begin with ISA
    :return: the segments from ST on, of each transaction
    :raise DamagedError: when the file was cut, or is none"""
    if len(text) < ISA_LENGTH or text[84:89] not in VERSIONS:
        raise DamagedError("X12", "it does not begin with an ISA segment of version 4010 or 5010")
    mark, end = text[3], text[ISA_LENGTH - 1]
    envelopes = _Envelopes()
    for place, line in enumerate(_divide(text, end, "X12"), start=1):
        name, *values = line.split(mark)
        if not TAG_X12.fullmatch(name) or values[-1:] == [""]:
            raise DamagedError("X12", f"segment {place}, {quote(line)}, is none")
        segment = Segment(place, name, [[value] for value in values])
        if envelopes.take(segment):
            yield segment
    envelopes.finish()


class _Envelope:
    """
    :ivar opener: the segment that opens it
    :ivar count: what it holds: groups, transactions, or segments with its own two
    :ivar numbers: of the envelopes in it"""

    def __init__(self, opener: Segment) -> None:
        self.opener = opener
        self.end, place = LEVELS[opener.name]
        self.number = opener.get(place)
        self.count = 2 if opener.name == "ST" else 0
        self.numbers: set[str] = set()

    def close(self, segment: Segment) -> None:
        """:raise DamagedError: when the segment that ends it tells otherwise"""
        told, number = segment.get(0), segment.get(1)
        if number != self.number:
            raise DamagedError(
                "X12", f"{self.end} {number} stands where {self.end} {self.number} should be"
            )
        if not told.isdecimal() or told.lstrip("0") != str(self.count).lstrip("0"):
            raise DamagedError(
                "X12", f"{self.end} {number} counts {quote(told)}, but {self.count} are there"
            )


class _Envelopes:
    """Those that are open: a file holds groups, and these hold transactions."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self.opened: list[_Envelope] = []

    def take(self, segment: Segment) -> bool:
        """:return: whether the segment is of a transaction"""
        inmost = self.opened[-1] if self.opened else None
        if segment.name in LEVELS:
            self._open(segment, inmost)
        elif inmost and segment.name == inmost.end:
            self.opened.pop().close(segment)
        elif not inmost or segment.name in ENDS:
            raise DamagedError("X12", f"segment {segment.place}, {segment.name}, is out of place")
        elif inmost.opener.name == "ST":
            inmost.count += 1
        return bool(self.opened) and self.opened[-1].opener.name == "ST"

    def _open(self, segment: Segment, inmost: _Envelope | None) -> None:
        is_whole = segment.name != "ISA" or len(segment.values) == ISA_ELEMENTS
        if list(LEVELS).index(segment.name) != len(self.opened) or not is_whole:
            raise DamagedError("X12", f"segment {segment.place}, {segment.name}, is out of place")
        envelope = _Envelope(segment)
        numbers = inmost.numbers if inmost else self.numbers
        if envelope.number in numbers:
            raise DamagedError("X12", f"{segment.name} {envelope.number} is there twice")
        numbers.add(envelope.number)
        if inmost:
            inmost.count += 1
        self.opened.append(envelope)

    def finish(self) -> None:
        """:raise DamagedError: when the file ends before they do"""
        if self.opened:
            end, number = self.opened[-1].end, self.opened[-1].number
            raise DamagedError("X12", f"{end} {number}, which ends it, is missing")


# === EDIFACT === #


def read_edifact(text: str) -> Iterator[Segment]:
    """:param text: of interchanges, the first of which begins with UNA or UNB
    :return: the segments of each message, from UNH on
    :raise DamagedError: when the file was cut, or is none"""
    told = ":+.? '"
    if text.startswith("UNA"):
        told, text = text[3:9].ljust(len(told)), text[9:]
    part, mark, escape, end = told[0], told[1], told[3], told[5]
    marks = {part, mark, escape, end}
    if len(marks) < 4 or any(char.isalnum() for char in marks):
        raise DamagedError("EDIFACT", "its UNA tells no marks")
    shown = {HIDDEN + ord(char): char for char in marks}
    if is_escaped := escape != " " and escape in text:
        refuse_more(text.count(escape), MOST_ESCAPES, f"marks {escape}")
        text = _hide(text, escape, marks)
    messages = _Messages()
    for place, line in enumerate(_divide(text, end, "EDIFACT"), start=1):
        name, *elements = line.split(mark)
        values = [element.split(part) for element in elements]
        if is_escaped and not line.isascii():
            values = [[one.translate(shown) for one in element] for element in values]
        segment = Segment(place, name, values)
        if messages.take(segment):
            yield segment
    messages.finish()


def _hide(text: str, escape: str, marks: Collection[str]) -> str:
    """:return: the text without escapes; marks that were escaped stand for themselves no more"""

    def replace(found: re.Match[str]) -> str:
        return chr(HIDDEN + ord(found[1])) if found[1] in marks else found[1]

    return re.sub(f"{re.escape(escape)}(.)", replace, text, flags=re.DOTALL)


class _Messages:
    """Those of an interchange, and where in it the segments are."""

    def __init__(self) -> None:
        self.file: Segment | None = None
        self.is_open = False
        self.messages = self.groups = 0

    def take(self, segment: Segment) -> bool:
        """:return: whether the segment is of a message"""
        name = segment.name
        if self.is_open:
            fits = name not in SERVICE and bool(TAG_EDIFACT.fullmatch(name))
        else:
            fits = name in BETWEEN if self.file else name == "UNB"
        if not fits:
            raise DamagedError(
                "EDIFACT", f"segment {segment.place}, {quote(name)}, is out of place"
            )
        if name == "UNB":
            self.file, self.messages, self.groups = segment, 0, 0
        elif name == "UNZ" and self.file:
            self._close(self.file, segment)
        self.messages += name == "UNH"
        self.groups += name == "UNG"
        self.is_open = name == "UNH" or (self.is_open and name != "UNT")
        return self.is_open

    def _close(self, file: Segment, segment: Segment) -> None:
        count = self.groups or self.messages
        told = segment.get(0)
        if not told.isdecimal() or told.lstrip("0") != str(count).lstrip("0"):
            raise DamagedError("EDIFACT", f"UNZ counts {quote(told)}, but {count} are there")
        if segment.get(1) != file.get(4):
            raise DamagedError("EDIFACT", f"UNZ {segment.get(1)} does not end UNB {file.get(4)}")
        self.file = None

    def finish(self) -> None:
        """:raise DamagedError: when the file ends before the interchange"""
        if self.file or self.is_open:
            missing = "UNT" if self.is_open else "UNZ"
            raise DamagedError("EDIFACT", f"{missing}, which ends it, is missing")
