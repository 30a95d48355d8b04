# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The rows of a workbook (XLSX), read cell by cell within limits: a library makes objects of all
that is in it first, of which a small file can hold millions."""

import io
import math
import posixpath
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from xml.parsers import expat

from .limits import (
    FEWER,
    LARGEST_UNPACKED,
    LONGEST_CELL,
    LONGEST_PIECE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_ELEMENTS_BESIDE,
    MOST_OPEN,
    MOST_PARTS,
    MOST_ROWS,
    MOST_SHEETS,
    Measure,
    refuse_more,
)
from .records import RemittanceError

ENTRY = b"PK\x01\x02"  # begins each entry of an archive's directory
PACKED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # the ways of workbooks
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
LONGEST_NUMBER = 40  # digits; what has more stays a text, and is no amount
LONGEST_FORMAT = 255
MILLISECONDS = 24 * 60 * 60 * 1000
TEXTS = {"inlineStr", "str", "d", "e"}  # types of cells that hold what they show
LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)
DIGITS = "0123456789"


def read_workbook(content: bytes) -> list[list[list[object]]]:
    """:param content: of an XLSX
    :return: the rows of its first sheets, without empty cells at their ends. Formulas are texts
        that begin with ``=``: their last value may be missing, which would count as nothing
    :raise RemittanceError: when it cannot be read, or holds more than anybody's remittances"""
    refuse_more(content.count(ENTRY), MOST_PARTS, "parts", "Export it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
                raise RemittanceError(
                    "the workbook is too large when unpacked: it has more than "
                    f"{LARGEST_UNPACKED // 1024 // 1024} MB. {FEWER}"
                )
            return _Workbook(archive).list_sheets()
    except RemittanceError:
        raise
    except Exception:  # whatever a damaged archive makes of the libraries
        raise RemittanceError("the workbook is damaged. Export it again.") from None


class _DamagedError(Exception):
    """What is there is no workbook."""


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.measure = Measure()
        self.elements = 0

    def list_sheets(self) -> list[list[list[object]]]:
        """:return: the rows of the first sheets"""
        (place,) = self._relate("")["officeDocument"].values()
        related = self._relate(place)
        book, texts, styles = _Book(), _Texts(), _Styles()
        self._parse(place, book)
        for kind, parser in (("sharedStrings", texts), ("styles", styles)):
            for part in related.get(kind, {}).values():
                self._parse(part, parser)
        sheets = related.get("worksheet", {})
        found = []
        for part in [sheets[key] for key in book.sheets if key in sheets][:MOST_SHEETS]:
            sheet = _Sheet(self.measure, texts.texts, styles, book.is_1904)
            self._parse(part, sheet)
            found.append(sheet.rows)
        return found

    def _relate(self, place: str) -> Mapping[str, Mapping[str, str]]:
        """:param place: of a part; empty for the workbook as a whole
        :return: by kind, the places of the parts that belong to it, by their keys"""
        folder, name = posixpath.split(place)
        parser = _Relations(folder)
        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), parser)
        return parser.places

    def _parse(self, place: str, parser: "_Parser") -> None:
        """All of a part at once: in pieces, a long text would be looked through with each."""
        if self.archive.getinfo(place).compress_type not in PACKED:
            raise _DamagedError
        data = self.archive.read(place)
        self._look_through(data, parser.holds_rows)
        parser.parse(data)

    def _look_through(self, data: bytes, holds_rows: bool) -> None:
        """What would keep a parser busy is seen before it begins."""
        marks = data.count(b"<")
        self.elements += marks
        refuse_more(self.elements, MOST_ELEMENTS, "elements")
        if not holds_rows:
            refuse_more(marks, MOST_ELEMENTS_BESIDE, "elements beside its rows")
        ends = data.count(b"</")
        if marks - 2 * ends - data.count(b"/>") > MOST_OPEN:
            raise _DamagedError
        for place in range(0, len(data) - LONGEST_PIECE, LONGEST_PIECE):
            if data.find(b"<", place, place + LONGEST_PIECE) < 0:
                raise RemittanceError(
                    f"the workbook has a cell of more than {LONGEST_CELL:,} characters. Take it "
                    "out and import again."
                )


# === PARTS === #


class _Parser:
    """Takes the elements of a part one by one.

    :ivar pieces: of the text since it was last cleared
    :ivar holds_rows: whether what is there grows with the rows"""

    holds_rows = False

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self.pieces.append
        self.expat.StartDoctypeDeclHandler = self._refuse

    def parse(self, data: bytes) -> None:
        """:param data: the part
        :raise Exception: when it is no XML, or not what it should be"""
        self.expat.Parse(data, True)

    def _refuse(self, *_told: object) -> None:
        raise _DamagedError  # no workbook has entities of its own

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        """:param name: with a prefix, or without"""

    def _end(self, name: str) -> None:
        """:param name: as for :meth:`_start`"""

    def _take_text(self, before: str = "") -> str:
        """:return: the text since it was last cleared, behind what stood before"""
        text = before + "".join(self.pieces)
        self.pieces.clear()
        if len(text) > LONGEST_CELL:
            raise RemittanceError(
                f"the workbook has a cell of more than {LONGEST_CELL:,} characters. Take it out "
                "and import again."
            )
        return text


class _Relations(_Parser):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self.folder = folder
        self.places: dict[str, dict[str, str]] = {}

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if _get_local(name) == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes["Type"].rpartition("/")[2]
            place = posixpath.normpath(posixpath.join("/", self.folder, attributes["Target"]))
            self.places.setdefault(kind, {})[attributes["Id"]] = place.lstrip("/")


class _Book(_Parser):
    """
    :ivar sheets: their keys, in their order
    :ivar is_1904: whether days are counted from 1904"""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.is_1904 = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _get_local(name)
        if local == "workbookPr":
            self.is_1904 = attributes.get("date1904") in ("1", "true")
        elif local == "sheet":
            self.sheets += [key for name, key in attributes.items() if name.endswith(":id")]


class _Texts(_Parser):
    """
    :ivar texts: which cells share"""

    holds_rows = True

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.text = ""
        self.is_sounding = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _get_local(name)
        if local == "si":
            self.text = ""
        elif local == "rPh":
            self.is_sounding = True  # how it is spoken is no part of the text
        elif local == "t":
            self.pieces.clear()

    def _end(self, name: str) -> None:
        local = _get_local(name)
        if local == "t" and not self.is_sounding:
            self.text = self._take_text(self.text)
        elif local == "rPh":
            self.is_sounding = False
        elif local == "si":
            self.texts.append(self.text)
            refuse_more(len(self.texts), MOST_CELLS, "texts")


class _Styles(_Parser):
    """Which styles of cells show dates, or spans of time."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, str] = {}
        self.formats: list[str] = []
        self.is_of_cells = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _get_local(name)
        if local == "numFmt":
            self.codes[attributes["numFmtId"]] = attributes["formatCode"][:LONGEST_FORMAT]
        elif local == "cellXfs":
            self.is_of_cells = True
        elif local == "xf" and self.is_of_cells:
            self.formats.append(attributes.get("numFmtId", ""))

    def _end(self, name: str) -> None:
        if _get_local(name) == "cellXfs":
            self.is_of_cells = False

    @lru_cache  # noqa: B019  lives as long as the reading of one file
    def tell(self, style: str) -> str:
        """:param style: of a cell
        :return: ``date``, ``time`` for a span of it, or empty"""
        from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

        key = self.formats[int(style)] if int(style) < len(self.formats) else ""
        code = self.codes.get(key) or BUILTIN_FORMATS.get(int(key or 0), "")
        if is_timedelta_format(code):
            return "time"
        return "date" if is_date_format(code) else ""


class _Sheet(_Parser):
    """
    :ivar rows: without empty cells at their ends"""

    holds_rows = True

    def __init__(self, measure: Measure, texts: list[str], styles: _Styles, is_1904: bool) -> None:
        super().__init__()
        self.measure, self.texts, self.styles = measure, texts, styles
        self.epoch = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
        self.rows: list[list[object]] = []
        self.row: list[object] = []
        self.cells = self.column = 0
        self.cell: dict[str, str] = {}
        self.value: str | None = None
        self.formula: str | None = None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name if ":" not in name else _get_local(name)
        if local == "c":
            self.cell, self.value, self.formula = attributes, None, None
            self.cells += 1
            refuse_more(self.cells, MOST_CELLS, "cells")
        elif local in ("v", "t", "f"):
            self.pieces.clear()
        elif local == "row":
            self._begin_row(attributes.get("r"))

    def _end(self, name: str) -> None:
        local = name if ":" not in name else _get_local(name)
        if local == "v":
            self.value = self._take_text()
        elif local == "c":
            self._end_cell()
        elif local == "t":
            self.value = self._take_text(self.value or "")
        elif local == "f":
            self.formula = f"={self._take_text()}"
        elif local == "row":
            self.measure.take(self.row)
            self.rows.append(self.row)
        elif local == "sheetData":  # what follows tells nothing of the cells
            self.expat.StartElementHandler = self.expat.EndElementHandler = None

    def _begin_row(self, told: str | None) -> None:
        number = int(told) if told else len(self.rows) + 1
        left_out = number - 1 - len(self.rows)
        if left_out < 0:
            raise _DamagedError  # a row that is there twice would hide the other
        refuse_more(self.measure.rows + left_out, MOST_ROWS, "rows")
        self.measure.rows += left_out
        self.rows += [[]] * left_out
        self.row = []
        self.column = 0

    def _end_cell(self) -> None:
        reference = self.cell.get("r")
        place = _get_column(reference.rstrip(DIGITS)) if reference else self.column
        self.column = place + 1
        value = self.formula if self.formula is not None else self._read()
        if value is None or place >= MOST_COLUMNS:
            return
        if place < len(self.row):
            raise _DamagedError
        self.row += [None] * (place - len(self.row))
        self.row.append(value)

    def _read(self) -> object:
        text, kind = self.value, self.cell.get("t", "n")
        if not text:
            return None
        if kind == "s":
            return self.texts[int(text)]
        if kind == "b":
            return bool(int(text))
        if kind == "n":
            return self._read_number(text)
        if kind not in TEXTS:
            raise _DamagedError
        return text

    def _read_number(self, text: str) -> object:
        if not NUMBER.fullmatch(text):
            raise _DamagedError
        if len(text) > LONGEST_NUMBER or not math.isfinite(number := float(text)):
            return text
        style = self.cell.get("s")
        if shown := self.styles.tell(style) if style else "":
            return self._read_day(number, shown)
        return int(text) if text.lstrip("-+").isdecimal() else number

    def _read_day(self, number: float, shown: str) -> object:
        """:return: the moment, exact to the millisecond, or the span of time"""
        try:
            span = timedelta(milliseconds=round(number * MILLISECONDS))
            return span if shown == "time" else self.epoch + span
        except OverflowError:
            return "#VALUE!"  # as the workbook shows it


@lru_cache(1_000)
def _get_local(name: str) -> str:
    return name.rpartition(":")[2]


@lru_cache(1_000)
def _get_column(letters: str) -> int:
    """:return: the place of a column, from 0"""
    if not LETTERS.fullmatch(letters):
        raise _DamagedError
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
