# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""An invoice, its remittance and the undoing of it, in the charts of accounts of other countries:
their taxes, tags, currencies and laws are those of Odoo's own modules."""

import json
from pathlib import Path

import pytest

from tests.reliability.processes import get_settings, own_database, run_odoo, run_python

from .play import CHARTS

pytestmark = pytest.mark.slow
PLAY = Path(__file__).with_name("play.py")


@pytest.fixture(scope="module")
def told():
    with own_database("charts") as name:
        run_odoo(name, get_settings(), "-i", "l10n_de,l10n_jp,l10n_in")
        yield json.loads(run_python(get_settings(), PLAY, name).splitlines()[-1])


@pytest.fixture(params=CHARTS)
def books(request, told):
    return told[request.param]


def test_all_lines_are_matched(books):
    assert books["state"] == "matched", books["why"]


def test_invoice_is_paid_and_its_tax_falls_by_a_tenth(books):
    whole = sum(amount for amount, _claimed, _tags in books["claim"].values())
    residual, owed, _found = books["booked"]
    assert residual == 0
    assert owed == pytest.approx(whole * 0.9)


def test_each_tax_of_the_invoice_is_lowered_with_its_own_tags(books):
    assert books["claim"], "the chart has a tax"
    for amount, claimed, is_tagged in books["claim"].values():
        assert claimed == pytest.approx(amount / 10)
        assert is_tagged


def test_indian_tax_is_two(told):
    assert [claimed for _amount, claimed, _tags in told["in"]["claim"].values()] == [2.5, 2.5]


def test_undone_the_books_are_as_before_and_it_can_be_booked_again(books):
    whole = sum(amount for amount, _claimed, _tags in books["claim"].values())
    residual, owed, found = books["undone"]
    assert residual > 0
    assert owed == pytest.approx(whole)
    assert found == []
    assert books["again"] == books["booked"]


def test_month_ties(books):
    assert books["booked"][2] == []


def test_german_entry_is_reversed_and_never_deleted(told):
    """A new German company has Odoo's audit trail on."""
    assert told["de_skr03"]["entry"] == "posted"
