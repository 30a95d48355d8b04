# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the tests of the world share: the seed of the run, and its answers held to the models."""

import os
import random
from datetime import datetime, timedelta, timezone

import pytest

from tests.contract.models import find_errors_of_answer

SEED = int(os.environ.get("ACORN_SEED") or random.randrange(10**9))
FIRST_DAY = datetime(2026, 10, 5, tzinfo=timezone.utc)  # the world's own time; nobody asks today's

seeded = pytest.mark.parametrize("seed", [SEED], ids=[f"ACORN_SEED={SEED}"])


def call(api, method, path, query=None, body=None):
    """:return: the answer; one that breaks Amazon's model fails the test"""
    answer = api.call(method, path, query, body)
    errors = find_errors_of_answer(answer.operation, answer.status, answer.body)
    assert not errors, f"{answer.operation} {answer.status}: {errors}"
    return answer


def acknowledge(api, order, moment, code="Accepted", share=1.0):
    """Answers an order as getPurchaseOrders gave it.

    :param share: how much of each line gets the code; the rest is rejected
    :return: the transaction's id"""
    details = order["orderDetails"]
    items = [_answer(item, code, share) for item in details["items"]]
    body = {
        "purchaseOrderNumber": order["purchaseOrderNumber"],
        "sellingParty": details["sellingParty"],
        "acknowledgementDate": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "items": items,
    }
    path = "/vendor/orders/v1/acknowledgements"
    answer = call(api, "POST", path, body={"acknowledgements": [body]})
    assert answer.status == 202
    return answer.body["payload"]["transactionId"]


def _answer(item, code, share):
    ordered = item["orderedQuantity"]
    taken = int(ordered["amount"] * share)
    entries = [{"acknowledgementCode": code, "acknowledgedQuantity": {**ordered, "amount": taken}}]
    if taken < ordered["amount"]:
        rest = {**ordered, "amount": ordered["amount"] - taken}
        entries.append(
            {
                "acknowledgementCode": "Rejected",
                "acknowledgedQuantity": rest,
                "rejectionReason": "TemporarilyUnavailable",
            }
        )
    entries = [entry for entry in entries if entry["acknowledgedQuantity"]["amount"]] or entries[:1]
    kept = ("itemSequenceNumber", "amazonProductIdentifier", "vendorProductIdentifier", "netCost")
    return {
        **{name: item[name] for name in kept},
        "orderedQuantity": ordered,
        "itemAcknowledgements": entries,
    }


def list_orders(api, **query):
    """:return: all orders of the query, over its pages"""
    found, token = [], None
    while True:
        asked = {**query, "nextToken": token} if token else query
        payload = call(api, "GET", "/vendor/orders/v1/purchaseOrders", asked).body["payload"]
        found += payload["orders"]
        token = payload.get("pagination", {}).get("nextToken")
        if not token:
            return found
        api.amazon.advance(api.amazon.now + timedelta(seconds=1))
