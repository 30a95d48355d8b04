# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""How much a file may hold. Whoever knows the address for remittances can send one: none may keep a
worker for more than five seconds, or take more than 300 MB of memory. What a remittance of 50,000
lines takes is far below each of these; what is above is told, and the file is kept."""

from collections.abc import Iterable

from .cells import quote
from .records import RemittanceError

# Bytes. 50,000 lines take 4 MB (EDI) to 16 MB (HTML with styles).
LARGEST_FILE = 20 * 1024 * 1024
# Bytes of all parts of a workbook; 50,000 lines take 30 MB.
LARGEST_UNPACKED = 60 * 1024 * 1024
# Parts in a workbook's archive; Excel writes a dozen, and some for each sheet.
MOST_PARTS = 1_000
# The export has one sheet; people add one of notes or of sums.
MOST_SHEETS = 5
# Lines of all payments together. A line costs 50 millionths of a second and 2 kB.
MOST_LINES = 55_000
# Payments of a file: twenty years of one a fortnight in four countries. Odoo takes one by one.
MOST_PAYMENTS = 2_000
# Rows, those without a document too: headings, empty ones, lines of text.
MOST_ROWS = 200_000
# Cells of all rows, empty ones too: 50,000 lines of 14 columns.
MOST_CELLS = 700_000
# Columns of a table; the export has 10 to 14.
MOST_COLUMNS = 60
# Characters of all cells. Those of a cell are counted wherever it is shown: a text that a workbook
# holds once, and a cell that covers many rows, may stand in thousands of places.
MOST_CHARACTERS = 20 * 1024 * 1024
# Characters of a line of a CSV.
LONGEST_LINE = 1_000_000
# Characters of a cell, or of a segment of an EDI message.
LONGEST_CELL = 10_000
# Characters of a number of a payment or a document; the database keeps an index of them.
LONGEST_NUMBER = 100
# Segments of an EDI file: 50,000 lines of ten.
MOST_SEGMENTS = 500_000
# What is escaped in an EDI file: each costs as much as a segment.
MOST_ESCAPES = 500_000
# Marks ``<`` of an HTML page: 50,000 rows of 9 cells, each opened and closed. Each takes 250 bytes.
MOST_TAGS = 1_000_000
# Elements within each other. The parser leaves out what is deeper than 256.
MOST_DEPTH = 250
# Attributes of one element: comparing each with each is what a parser does.
MOST_ATTRIBUTES = 1_000
# Marks ``<`` of a workbook: a cell has four to six. And those of its parts that are no rows.
MOST_ELEMENTS = 3_500_000
MOST_ELEMENTS_BESIDE = 200_000
# Bytes of a workbook from one ``<`` to the next: a cell of most characters, each written as a code.
LONGEST_PIECE = 100_000
# Elements of a workbook within each other, or not closed.
MOST_OPEN = 1_000

FEWER = "Export fewer payments at once."


def refuse_more(count: int, most: int, what: str, mend: str = FEWER) -> None:
    """
    :param count: what the file has, so far
    :param what: names it
    :param mend: what a person can do
    :raise RemittanceError: when it is more than ``most``"""
    if count > most:
        raise RemittanceError(f"the file has more than {most:,} {what}. {mend}")


def refuse_long(number: str, where: str) -> None:
    """
    :param number: of a payment or of a document
    :param where: names the place in the error
    :raise RemittanceError: when it is none"""
    if len(number) > LONGEST_NUMBER:
        raise RemittanceError(
            f"{where}: {quote(number)} has more than {LONGEST_NUMBER} characters: it is no number "
            "of a payment or a document."
        )


def make_long_cell_error(row: int) -> RemittanceError:
    """
    :param int row: its number, from 1
    """
    return RemittanceError(
        f"row {row} has a cell of more than {LONGEST_CELL:,} characters. Where it is a CSV, a "
        "quotation mark may be missing."
    )


class Measure:
    """What was read of a file so far."""

    def __init__(self) -> None:
        self.rows = self.cells = self.characters = 0

    def take(self, row: Iterable[object]) -> None:
        """:param row: its cells
        :raise RemittanceError: when the file has more than anybody's remittances"""
        self.rows += 1
        for cell in row:
            self.cells += 1
            if type(cell) is not str and not isinstance(cell, str):
                continue
            self.characters += len(cell)
            if len(cell) > LONGEST_CELL:
                raise make_long_cell_error(self.rows)
        self.check()

    def check(self) -> None:
        """:raise RemittanceError: when the file has more than anybody's remittances"""
        refuse_more(self.rows, MOST_ROWS, "rows")
        refuse_more(self.cells, MOST_CELLS, "cells")
        refuse_more(self.characters, MOST_CHARACTERS, "characters")
