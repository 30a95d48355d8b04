# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Our schemas of shipments take every enumeration value that Amazon publishes, and no other."""

import json

import pytest

from tests.contract.models import load_operations, needs_models
from tests.support import REPOSITORY

pytestmark = needs_models
SCHEMAS = REPOSITORY / "acorn_iamazon" / "spapi" / "schemas"


def list_enumerations(definitions, schema, path=""):
    """:return: path -> the set of values allowed there"""
    while "$ref" in schema:
        schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
    if "enum" in schema:
        return {path: set(schema["enum"])}
    if "items" in schema:
        return list_enumerations(definitions, schema["items"], path)
    found = {}
    for name, part in schema.get("properties", {}).items():
        found |= list_enumerations(definitions, part, f"{path}/{name}")
    return found


@pytest.mark.parametrize("operation", ["SubmitShipmentConfirmations", "SubmitShipments"])
def test_enumerations(operation):
    model, part = load_operations()[operation]
    (body,) = (p for p in part["parameters"] if p.get("in") == "body")
    published = list_enumerations(model["definitions"], body["schema"])
    schema = json.loads((SCHEMAS / f"{operation}.v1.json").read_text())
    ours = list_enumerations(schema["$defs"], schema)
    assert len(published) > 15
    assert ours == published
