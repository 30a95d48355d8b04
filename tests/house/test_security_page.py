# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Each row of the security page names where it is tried, and that is there."""

import re

from setup.lib.paths import CHECKOUT

PAGE = CHECKOUT / "SECURITY.md"
PATH = re.compile(r"`((?:tests|acorn_\w+)/[\w/.]+)`")


def read_rows():
    """:return: the rows of the table on what is protected against what"""
    _before, table = PAGE.read_text().split("## What is protected against what")
    lines = table.split("\n## ")[0].strip().splitlines()
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def test_each_row_says_where_it_is_tried():
    rows = read_rows()
    assert len(rows) >= 10
    for against, by_what, tried in rows:
        assert against and by_what
        assert PATH.search(tried), against


def test_what_the_page_names_is_there():
    named = PATH.findall(PAGE.read_text())
    assert [path for path in named if not (CHECKOUT / path).exists()] == []
