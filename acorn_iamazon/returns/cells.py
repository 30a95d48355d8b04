# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The rows of a CSV or XLSX file, within limits."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import TypeAlias

from .notice import ReturnsError

Row: TypeAlias = Sequence[object]

LARGEST_FILE = 10 * 1024 * 1024
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 60
LONGEST_CELL = 10_000


def read_rows(content: bytes) -> list[Row]:
    """:param content: of the file
    :return: its rows; of a workbook those of the first sheet
    :raise ReturnsError: when it is no such file, or larger than anybody's returns"""
    if len(content) > LARGEST_FILE:
        raise ReturnsError("The file is larger than 10 MB. Download fewer returns at once.")
    rows = _read_workbook(content) if content.startswith(b"PK") else _read_csv(content)
    if len(rows) > MOST_ROWS:
        raise ReturnsError(f"The file has more than {MOST_ROWS} rows. Download fewer returns.")
    return rows


def to_text(value: object) -> str:
    """:param value: a cell
    :return: its text; long numbers are codes, without a fraction"""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _read_csv(content: bytes) -> list[Row]:
    text = _decode(content)
    if "\0" in text:
        raise ReturnsError("The file is no table. Download it as CSV or as an Excel workbook.")
    delimiter = max(",;\t", key=text[:LONGEST_CELL].count)
    rows: list[Row] = []
    try:
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            rows.append(row)
            if len(rows) > MOST_ROWS:
                break
    except csv.Error as error:
        raise ReturnsError(f"Row {len(rows) + 1} is no CSV ({error}).") from None
    return rows


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ReturnsError("The text of the file cannot be read. Save it as UTF-8.")


def _read_workbook(content: bytes) -> list[Row]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise ReturnsError("The workbook is too large when it is unpacked.")
        sheet = load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
        return list(sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS))
    except ReturnsError:
        raise
    except Exception:
        raise ReturnsError("The workbook is damaged. Download it again.") from None
