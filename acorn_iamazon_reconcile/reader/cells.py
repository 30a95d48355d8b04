# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Single cells of a file, whatever is in them."""

import re
import unicodedata

from .records import RemittanceError


def to_text(cell: object) -> str:
    """:param cell: what a CSV, a workbook or an HTML table has in one place; None for nothing
    :return: the cell as text, without invisible characters and without blanks round it"""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = re.sub(r"[\s\u00a0]", " ", str(cell))
    return "".join(c for c in text if unicodedata.category(c) not in ("Cf", "Cc")).strip()


def refuse_formula(cell: object, where: str) -> None:
    """Amazon's files hold no formulas: one has come in on the way, and may run when the data is
    exported again.

    :param cell: as for :func:`to_text`
    :param where: names row and column in the error
    :raise RemittanceError: for what a spreadsheet would calculate"""
    text = to_text(cell)
    if re.match(r"^[=@]|^[+\-].*[(!|]", text):
        raise RemittanceError(
            f"{where}: {text[:40]!r} is a formula. Export the file again from Vendor Central; "
            "where you added columns of your own, take the formulas out."
        )
