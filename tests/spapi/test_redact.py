# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What leaves the house for Amazon's support names no person, bank account or token."""

import re

import pytest

from tests.support import load_spapi

load_spapi()
from acorn_iamazon_spapi import PayloadError, jsontext  # noqa: E402
from acorn_iamazon_spapi.redact import HIDDEN, redact  # noqa: E402
from acorn_iamazon_spapi.values import read_decimal  # noqa: E402

BODY = {
    "invoices": [
        {
            "id": "INV/2026/00001",
            "remitToParty": {
                "partyId": "ACRN1",
                "address": {"name": "ACORN", "phone": "+1 415 555 0100"},
                "taxRegistrationDetails": [{"taxRegistrationNumber": "DE123456789"}],
            },
            "access_token": "Atza|secret",
            "email": "",
        }
    ]
}


def test_private_values_are_hidden_at_any_depth_and_all_else_stays():
    told = redact(BODY)
    (invoice,) = told["invoices"]
    assert invoice["id"] == "INV/2026/00001"
    assert invoice["remitToParty"]["address"] == {"name": "ACORN", "phone": HIDDEN}
    assert invoice["remitToParty"]["taxRegistrationDetails"] == [{"taxRegistrationNumber": HIDDEN}]
    assert invoice["access_token"] == HIDDEN
    assert invoice["email"] == "", "what is not there is not hidden"
    assert "Atza" in BODY["invoices"][0]["access_token"], "a copy"


def test_text_that_is_no_json_is_shown_as_it_is():
    assert jsontext.indent("<html>busy</html>") == "<html>busy</html>"
    assert jsontext.indent('{"a":1.10}') == '{\n    "a": 1.1\n}'


@pytest.mark.parametrize("depth", [600, 5_000, 100_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_text_that_is_nested_without_end_is_shown_as_it_is(start, end, depth):
    text = f"{start * depth}1{end * depth}"
    assert jsontext.indent(text) == text


def test_text_that_is_nested_without_end_is_told():
    with pytest.raises(PayloadError, match=r"nested too deep to be read.*Fetch it again"):
        jsontext.loads("[" * 100_000 + "]" * 100_000)


@pytest.mark.parametrize("number", ["1E+400", "-1E+999999", "1E-400"])
def test_number_beyond_any_float_is_kept_as_it_was_written(number):
    kept = jsontext.dumps(jsontext.loads(f'{{"amount": {number}}}'))
    assert kept == f'{{"amount": "{number}"}}'
    with pytest.raises(PayloadError, match=re.escape(f"amount: '{number}' is not a number")):
        read_decimal(jsontext.loads(kept)["amount"], "amount")
