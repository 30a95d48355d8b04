# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the number and the text of a remittance's line say of the claim that it is."""

import pytest

from tests.support import load_matcher

load_matcher()
from acorn_iamazon_matcher.numbers import (  # noqa: E402
    list_claim_readings,
    read_formal_reference,
)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("RI|PQV|INV1SC|INV1", ("INV1SC", "INV1", "SC")),
        ("RI|PPV|INV1PC|INV1", ("INV1PC", "INV1", "PC")),
        ("Shortage Claim for Invoice INV1", None),
        ("", None),
        (None, None),
    ],
)
def test_formal_debit_document_names_its_claim(text, reference):
    assert read_formal_reference(text) == reference


def test_shortest_ending_is_read_first():
    assert list_claim_readings("INV1SCRSC") == [("INV1SCR", ["SC"]), ("INV1", ["SCR", "SC"])]


@pytest.mark.parametrize("number", ["INV1", "SC", "-SC", "", None])
def test_number_that_is_no_claim_has_no_readings(number):
    assert list_claim_readings(number) == []
