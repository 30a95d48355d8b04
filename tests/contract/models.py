# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon's published models, found in the folder SPAPI_MODELS: what they say of a body."""

import copy
import json
import os
from functools import cache
from pathlib import Path

import pytest
from jsonschema import Draft4Validator

from tests.support import REPOSITORY

FOLDER = Path(os.environ.get("SPAPI_MODELS") or REPOSITORY.parent / "shared" / "spapi-models")
FILES = (
    "vendorOrders.json",
    "vendorShipments.json",
    "vendorInvoices.json",
    "vendorTransactionStatus.json",
    "financesInvoices_2026-06-25.json",
    "financeRemittance_2026-03-17.json",
    "reports_2021-06-30.json",
)

needs_models = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="Amazon's published models are not at hand: name their folder in SPAPI_MODELS",
)


@cache
def load_operations():
    """:return: operation -> (the whole model, the operation's part of it)"""
    operations = {}
    for name in FILES:
        model = json.loads((FOLDER / name).read_text())
        for path in model["paths"].values():
            for operation in path.values():
                if isinstance(operation, dict) and "operationId" in operation:
                    operations[operation["operationId"]] = (model, operation)
    return operations


def find_errors_of_answer(operation, status, body):
    """:return: where the answer breaks the model"""
    model, part = load_operations()[operation]
    return _find_errors(model, part["responses"][str(status)].get("schema", {}), body)


def find_errors_of_body(operation, body):
    """:return: where the body of a call breaks the model"""
    model, part = load_operations()[operation]
    (parameter,) = (p for p in part["parameters"] if p.get("in") == "body")
    return _find_errors(model, parameter["schema"], body)


def _find_errors(model, schema, value):
    schema = {**copy.deepcopy(schema), "definitions": model["definitions"]}
    errors = Draft4Validator(schema).iter_errors(value)
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]


def get_published_orders():
    """:return: the orders with details in Amazon's example answers, by number and place"""
    _model, part = load_operations()["getPurchaseOrders"]
    examples = part["responses"]["200"]["x-amzn-api-sandbox"]["static"]
    return [
        order
        for example in examples
        for order in example["response"]["payload"]["orders"]
        if order.get("orderDetails")
    ]
