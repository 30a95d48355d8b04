# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""SSCC-18 by GS1's rules, and measures in Amazon's units."""

from decimal import Decimal

import pytest

from tests.support import load_spapi

load_spapi()
from acorn_iamazon_spapi import measures, sscc  # noqa: E402


def test_check_digit_is_that_of_gs1s_own_example():
    # GS1 General Specifications, check digit calculation.
    assert sscc.get_check_digit("37610425002123456") == "9"


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("376104250021234569", True),
        ("376104250021234568", False),
        ("37610425002123456", False),
        ("37610425002123456X", False),
    ],
)
def test_number_is_held_against_its_check_digit(number, good):
    assert sscc.is_sscc(number) is good


def test_number_is_read_as_scanners_and_people_write_it():
    for written in ("(00) 3 7610425 002123456 9", "00376104250021234569", "376104250021234569"):
        assert sscc.clean(written) == "376104250021234569"
    assert sscc.clean(None) == ""


def test_numbers_count_on_and_use_the_extension_when_the_serial_is_full():
    first, full = sscc.make_sscc("7610425", 1), sscc.make_sscc("7610425", 10**9)
    assert (first[0], full[0]) == ("0", "1")
    assert sscc.is_sscc(first)
    assert sscc.is_sscc(full)


def test_measures_keep_a_gram_and_a_millimetre_in_each_unit():
    assert measures.measure(Decimal("1234.4"), "G", measures.GRAMS) == "1234"
    assert measures.measure(Decimal("453.59237"), "Lb", measures.GRAMS) == "1.000"
    assert measures.measure(Decimal("0.0254"), "In", measures.METRES) == "1.000"
    with pytest.raises(KeyError):
        measures.measure(Decimal(1), "Stone", measures.GRAMS)
