# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A large remittance against all open invoices: lines a second, and what it costs beside reading
the invoices alone.

ACORN_BENCHMARK_INVOICES and ACORN_BENCHMARK_LINES tell the sizes.
"""

import os
import time
from datetime import date

import pytest

from odoo.tests.common import BaseCase, tagged

from odoo.addons.acorn_iamazon_reconcile.matcher import Document, Line, Matcher, make_match_key

INVOICES = int(os.environ.get("ACORN_BENCHMARK_INVOICES", "50000"))
LINES = int(os.environ.get("ACORN_BENCHMARK_LINES", "10000"))
DAY = date(2026, 3, 5)


def make_documents():
    names = [f"INV/2026/{place:06}" for place in range(INVOICES)]
    return [
        # Few amounts, so that they tell nothing.
        Document(place + 1, name, make_match_key(name), "", DAY, 1, 9900, 9900, False)
        for place, name in enumerate(names)
    ]


def make_lines(documents):
    """A fifth as it is, the rest without separators, without zeros, cut off and unknown."""
    ways = (
        lambda name: name,
        lambda name: name.replace("/", ""),
        lambda name: "/".join(part.lstrip("0") or "0" for part in name.split("/")),
        lambda name: name[2:],
        lambda name: f"ZZ-{name[-3:]}",
    )
    return [
        Line(place, ways[place % 5](documents[place].name), "", DAY, 1, 9900, 9900, 9900, 1)
        for place in range(LINES)
    ]


@pytest.mark.benchmark
@tagged("post_install", "-at_install")
class TestMatchingOfALargeRemittance(BaseCase):
    def test_lines_a_second(self):
        documents = make_documents()
        lines = make_lines(documents)
        start = time.perf_counter()
        matcher = Matcher(documents, [], [], lambda number, description: (False, None))
        catalogue = time.perf_counter() - start
        start = time.perf_counter()
        matches = matcher.match(lines)
        matching = time.perf_counter() - start
        for line in lines:
            if matches[line.id].document:
                self.assertEqual(matches[line.id].document, line.id + 1, line.number)
        known = sum(1 for match in matches.values() if match.document)
        self.assertGreaterEqual(known, LINES * 3 // 5)
        print(
            f"\n{LINES} lines against {INVOICES} invoices: {LINES / matching:,.0f} lines a second; "
            f"matching / reading in the invoices {matching / catalogue:.1f}; {known} matched"
        )
