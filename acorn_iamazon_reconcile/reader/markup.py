# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""HTML as rows: those of its innermost tables, and the lines of text between, in their order."""

import io
import re
from typing import TYPE_CHECKING, TypeAlias

from .cells import to_text
from .labels import find_name
from .limits import (
    MOST_ATTRIBUTES,
    MOST_COLUMNS,
    MOST_DEPTH,
    MOST_ROWS,
    MOST_TAGS,
    Measure,
    refuse_more,
)
from .records import RemittanceError

if TYPE_CHECKING:
    from lxml import html

# The texts of a row's cells; of a line outside of tables: label and value, or the line alone.
Row: TypeAlias = list[str]

EXPORT = "Export the payment from Vendor Central and import that instead."
TEXT_TAGS = ("p", "div", "span", "b", "pre", "h1", "h2", "h3")
# Elements that begin a line of their own, and end it, as a browser shows them.
BLOCKS = {
    "address", "article", "blockquote", "center", "dd", "div", "dl", "dt", "footer", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th",
    "tr", "ul",
}  # fmt: skip
COLUMNS = re.compile(r"\s*\|\s*|\t\s*|\s{2,}")
# What is not shown, and tags with attributes: names and values up to the end of the tag.
UNSHOWN = r"<!--[\s\S]*?(?:-->|\Z)|<(?P<hidden>script|style)\b[\s\S]*?(?:</(?P=hidden)[^>]*>?|\Z)"
PART = r"""[^>"'=]+|=\s*"[^"]*"|=\s*'[^']*'|["'=]"""
WRITTEN = re.compile(
    rf"{UNSHOWN}|(?P<tag><[a-z][^\s/<>]*)[\s/]"
    rf"(?P<attributes>(?:{PART}){{0,{MOST_ATTRIBUTES * 2}}})",
    re.IGNORECASE,
)
SPAN = re.compile(
    r"""(?<![\w-])(colspan|rowspan)\s*=\s*["']?\s*(\d{1,9})""", re.IGNORECASE | re.ASCII
)


class Spanned(str):
    """The text of a cell that began in a row above."""


# By column: how many more rows the cell of a row above covers, and its text.
Spans: TypeAlias = dict[int, tuple[int, Spanned]]


def list_rows(text: str) -> list[Row]:
    """:param text: an HTML page, or plain text
    :return: the rows of the innermost tables and the lines of text between, in their order
    :raise RemittanceError: when it cannot be read, or holds more than anybody's remittances"""
    from lxml import etree, html

    refuse_more(text.count("<"), MOST_TAGS, "HTML tags")
    walk = _Walk()
    if "<" not in text:
        walk.add_lines(text)
        return walk.rows
    parser = html.HTMLParser(no_network=True, huge_tree=False)
    try:
        root = html.fromstring(WRITTEN.sub(_keep_spans, text), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise RemittanceError(f"the HTML cannot be read: {error}") from None
    if fatal := [entry for entry in parser.error_log if entry.level_name == "FATAL"]:
        raise RemittanceError(f"the HTML cannot be read to its end: {fatal[-1].message}. {EXPORT}")
    walk.holders = _find_holders(root)
    walk.go(root, {})
    return walk.rows


def _keep_spans(found: re.Match[str]) -> str:
    """Of attributes, how far cells reach is all that matters; a parser compares each with each.

    :return: what stands in place of what was found"""
    if not found["tag"]:
        return ""
    is_whole = found.end() == len(found.string) or found.string[found.end()] == ">"
    if not is_whole:
        raise RemittanceError(f"an HTML tag has more than {MOST_ATTRIBUTES:,} attributes. {EXPORT}")
    spans = " ".join(f'{name}="{span}"' for name, span in SPAN.findall(found["attributes"])[:2])
    return f"{found['tag']} {spans}"


class _Walk:
    """
    :ivar rows: those found so far
    :ivar holders: elements that hold rows of tables"""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.measure = Measure()
        self.holders: set[html.HtmlElement] = set()

    def add(self, row: Row) -> None:
        """:raise RemittanceError: when these are more than anybody's remittances"""
        self.rows.append(row)
        self.measure.take(row)

    def add_lines(self, text: str | None) -> None:
        for line in io.StringIO(text or ""):
            if line.strip():
                self.add(_split_label(line))

    def go(self, element: "html.HtmlElement", spans: Spans, depth: int = 0) -> None:
        """:param spans: of the rows before, of the same part of a table"""
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "head"):
            return
        if depth > MOST_DEPTH:
            raise RemittanceError(
                f"the HTML has more than {MOST_DEPTH} elements within each other. {EXPORT}"
            )
        if element.tag == "tr" and element not in self.holders:
            self.add(_get_row(element, spans))
            return
        if element.tag in TEXT_TAGS and element not in self.holders:
            self.add_lines(_render(element))
            return
        self.add_lines(element.text)
        within: Spans = {}
        for child in element:
            self.go(child, within, depth + 1)
            self.add_lines(child.tail)


def _find_holders(root: "html.HtmlElement") -> set["html.HtmlElement"]:
    """:return: the elements that hold rows of tables, however deep"""
    holders: set[html.HtmlElement] = set()
    for row in root.iter("tr"):
        holder = row.getparent()
        while holder is not None and holder not in holders:
            holders.add(holder)
            holder = holder.getparent()
    return holders


def _get_row(element: "html.HtmlElement", spans: Spans) -> Row:
    """:return: the texts of the cells, those that began in rows above in their places"""
    row: Row = []
    for cell in element:
        if cell.tag not in ("td", "th"):
            continue
        _fill_spanned(row, spans)
        wide = _get_span(cell, "colspan", MOST_COLUMNS)
        high = _get_span(cell, "rowspan", MOST_ROWS)
        refuse_more(len(row) + wide, MOST_COLUMNS, "columns in a row", EXPORT)
        for text in (_get_text(cell), *[""] * (wide - 1)):
            if high > 1:
                spans[len(row)] = high - 1, Spanned(text)
            row.append(text)
    _fill_spanned(row, spans)
    return row


def _fill_spanned(row: Row, spans: Spans) -> None:
    while len(row) in spans:
        left, text = spans.pop(len(row))
        if left > 1:
            spans[len(row)] = left - 1, text
        row.append(text)


def _get_text(cell: "html.HtmlElement") -> str:
    """:return: the text of a cell. Lines stay lines: parts of a long number are one number, amounts
    above each other are not one amount"""
    lines = (to_text(line) for line in _render(cell).split("\n"))
    return "\n".join(filter(None, lines))


def _get_span(cell: "html.HtmlElement", name: str, most: int) -> int:
    """:return: how many columns or rows the cell covers; 0 of a browser is all rows that follow"""
    span = cell.get(name)
    return min(int(span) or most, most) if span else 1


def _render(element: "html.HtmlElement") -> str:
    """:return: the text of an element, a line for each that a browser shows; inline elements divide
    nothing"""
    parts: list[str] = []
    _add_parts(element, parts)
    return "".join(parts)


def _add_parts(element: "html.HtmlElement", parts: list[str]) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in ("script", "style", "head"):
        return
    edge = "\n" if tag == "br" or tag in BLOCKS else ""
    parts.append(edge + (element.text or ""))
    for child in element:
        _add_parts(child, parts)
        parts.append(child.tail or "")
    parts.append(edge)


def _split_label(line: str) -> Row:
    """:return: label and value; or the columns of a table in plain text, two blanks apart"""
    label, colon, value = line.partition(":")
    columns = COLUMNS.split(line.strip().strip("|").strip())
    if len(columns) > 1 and not (colon and find_name(label)):
        return [to_text(column) for column in columns]
    return [to_text(label), to_text(value)] if colon else [to_text(line)]
