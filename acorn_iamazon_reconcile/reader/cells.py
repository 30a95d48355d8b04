# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Single cells of a file, whatever is in them."""

import re
import unicodedata
from functools import lru_cache

from .records import RemittanceError

UNSEEN = ("Cf", "Cc")
PLANES = (range(0x20000), range(0xE0000, 0xE0100))  # those between hold ideographs or nothing
FORMULA = re.compile(r"[=@]|[+\-].*[(!|]")
LONGEST_QUOTE = 40  # of what is wrong, in a sentence about it


def to_text(cell: object) -> str:
    """:param cell: what a CSV, a workbook or an HTML table has in one place; None for nothing
    :return: the cell as text, without invisible characters and without blanks round it"""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell)
    if text.isprintable():  # nothing invisible and no blank but the common one: nearly every cell
        return text.strip(" ")
    return _get_invisible().sub("", re.sub(r"[\s\u00a0]", " ", text)).strip()


@lru_cache
def _get_invisible() -> re.Pattern[str]:
    """:return: what finds the characters that nobody sees: marks of format and of control"""
    found = [code for part in PLANES for code in part if unicodedata.category(chr(code)) in UNSEEN]
    known = set(found)
    starts = [code for code in found if code - 1 not in known]
    ends = [code for code in found if code + 1 not in known]
    runs = (f"\\U{start:08x}-\\U{end:08x}" for start, end in zip(starts, ends, strict=True))
    return re.compile(f"[{''.join(runs)}]")


def quote(cell: object) -> str:
    """:param cell: as for :func:`to_text`
    :return: its text in quotation marks, for a sentence: of a long one the beginning"""
    text = to_text(cell)
    return repr(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…")


def refuse_formula(cell: object, where: str) -> None:
    """Amazon's files hold no formulas: one has come in on the way, and may run when the data is
    exported again.

    :param cell: as for :func:`to_text`
    :param where: names row and column in the error
    :raise RemittanceError: for what a spreadsheet would calculate"""
    text = to_text(cell)
    if FORMULA.match(text):
        raise RemittanceError(
            f"{where}: {quote(text)} is a formula. Export the file again from Vendor Central; "
            "where you added columns of your own, take the formulas out."
        )
