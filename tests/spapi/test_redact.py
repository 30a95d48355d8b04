# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What leaves the house for Amazon's support names no person, bank account or token."""

from tests.support import load_spapi

load_spapi()
from acorn_iamazon_spapi import jsontext  # noqa: E402
from acorn_iamazon_spapi.redact import HIDDEN, redact  # noqa: E402

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
