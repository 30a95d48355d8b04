# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Rules on plain objects in place of Odoo's records."""

from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time

from tests.support import load_rules

rules = load_rules()
from acorn_iamazon_rules import dates, numbers  # noqa: E402
from acorn_iamazon_rules.tax_numbers import is_well_formed  # noqa: E402


class Environment:
    def __init__(self, zone="UTC"):
        self.tz = ZoneInfo(zone)

    def _(self, source, *values, **named_values):
        return source % (named_values or values)


class Journal(SimpleNamespace):
    display_name = "Customer Invoices"


def make_invoice(zone="UTC", **values):
    values = {"name": "INV/2026/00001", "state": "posted", **values}
    return SimpleNamespace(env=Environment(zone), journal_id=Journal(), **values)


def test_every_rule_has_a_code_of_its_own_a_severity_a_source_and_a_sentence():
    codes = [rule.code for rule in rules.RULES]
    assert len(codes) > 40 and len(codes) == len(set(codes))
    assert {rule.severity for rule in rules.RULES} == {"error", "warning"}
    assert all(rule.source and rule.title.endswith(".") for rule in rules.RULES)
    assert codes[-1] == "schema"  # the words of a machine come last


@pytest.mark.parametrize(
    ("name", "is_good"), [("A" * 22, True), ("A" * 23, False), ("INV/2026/00001", True)]
)
def test_number_has_at_most_22_characters(name, is_good):
    found = list(numbers.check_number_length(make_invoice(name=name)))
    assert (not found) == is_good
    for record, field, sentence in found:
        assert (record.display_name, field) == ("Customer Invoices", "code")
        assert name in sentence and "22" in sentence


@freeze_time("2026-03-05 20:00:00")
def test_day_of_an_invoice_is_the_persons_and_that_of_amazon_is_utc():
    tomorrow = date(2026, 3, 6)
    abroad = make_invoice("Asia/Tokyo", invoice_date=tomorrow)
    assert not list(dates.check_date_future(abroad))
    assert len(list(dates.check_date_zone(abroad))) == 1
    at_home = make_invoice("America/New_York", invoice_date=tomorrow)
    assert len(list(dates.check_date_future(at_home))) == 1
    assert not list(dates.check_date_zone(at_home))


def test_day_of_a_shipment_is_the_persons():
    late = datetime(2026, 3, 5, 23, 30)
    assert dates.get_day(make_invoice("Europe/Berlin"), late) == date(2026, 3, 6)
    assert dates.get_day(make_invoice("America/New_York"), late) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("number", "country", "is_good"),
    [
        ("DE136695976", "DE", True),
        ("DE136695975", "DE", False),
        ("27AAPFU0939F1ZV", "IN", True),
        ("T1234567890123", "XX", True),
        ("", "XX", False),
        (None, "DE", False),
    ],
)
def test_tax_number_has_the_form_of_its_country(number, country, is_good):
    assert is_well_formed(number, country) == is_good
