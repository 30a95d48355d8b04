# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The compiled gate passes nothing that the schema refuses, whatever is sent."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.support import load_spapi

load_spapi()

from acorn_iamazon_spapi import schemas  # noqa: E402

ACKNOWLEDGEMENT = {
    "acknowledgements": [
        {
            "purchaseOrderNumber": "4Z32PABC",
            "sellingParty": {"partyId": "KETTL"},
            "acknowledgementDate": "2026-03-05T10:00:00Z",
            "items": [
                {
                    "itemSequenceNumber": "1",
                    "amazonProductIdentifier": "B07DFVDRAB",
                    "vendorProductIdentifier": "8806098286500",
                    "orderedQuantity": {"amount": 10, "unitOfMeasure": "Eaches", "unitSize": 1},
                    "netCost": {"currencyCode": "USD", "amount": "10.20"},
                    "itemAcknowledgements": [
                        {
                            "acknowledgementCode": "Accepted",
                            "acknowledgedQuantity": {
                                "amount": 10,
                                "unitOfMeasure": "Eaches",
                                "unitSize": 1,
                            },
                        }
                    ],
                }
            ],
        }
    ]
}
OPERATION = "submitAcknowledgement"
VALUES = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-5, 10**12),
    some.floats(allow_nan=False),
    some.text(max_size=30),
    some.sampled_from(["10.20\n", "١٠", "1e3", "-0", "Accepted ", "2026-13-05T10:00:00Z", ""]),
    some.lists(some.integers(), max_size=2),
    some.dictionaries(some.text(max_size=5), some.integers(), max_size=2),
)


def list_places(value, place=()):
    """:return: the place of each value within a payload, as keys and positions"""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, part in inner:
        yield (*place, key)
        if isinstance(part, dict | list):
            yield from list_places(part, (*place, key))


def put(payload, place, value):
    *way, last = place
    for key in way:
        payload = payload[key]
    payload[last] = value


PLACES = list(list_places(ACKNOWLEDGEMENT))
GATE = schemas._get_gate(OPERATION, "v1")
needs_gate = pytest.mark.skipif(GATE is None, reason="jsonschema-rs is not installed")


@needs_gate
def test_a_good_payload_passes():
    assert GATE.is_valid(ACKNOWLEDGEMENT)
    assert schemas.validate(OPERATION, ACKNOWLEDGEMENT) == []


@needs_gate
@settings(max_examples=500, deadline=None)
@given(some.lists(some.tuples(some.sampled_from(PLACES), VALUES), min_size=1, max_size=2))
def test_what_passes_the_gate_passes_the_schema(changes):
    payload = deepcopy(ACKNOWLEDGEMENT)
    for place, value in sorted(changes, key=lambda change: len(change[0]), reverse=True):
        put(payload, place, value)
    slow = schemas._get_validator(OPERATION, "v1")
    if GATE.is_valid(payload):
        assert list(slow.iter_errors(payload)) == []


@needs_gate
@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_a_value_of_another_type_is_told_in_a_sentence(place):
    payload = deepcopy(ACKNOWLEDGEMENT)
    put(payload, place, 0.5)
    assert schemas.validate(OPERATION, payload)


def test_without_the_gate_the_same_is_found(monkeypatch):
    monkeypatch.setattr(schemas, "_get_gate", lambda operation, version: None)
    payload = deepcopy(ACKNOWLEDGEMENT)
    assert schemas.validate(OPERATION, payload) == []
    del payload["acknowledgements"][0]["sellingParty"]
    assert schemas.validate(OPERATION, payload)
