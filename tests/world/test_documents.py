# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon makes of notices and invoices that are not as they should be."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.contract.models import needs_models

from .amazon import Amazon
from .api import Api
from .common import FIRST_DAY, SEED, acknowledge, call, list_orders
from .firm import Vendor
from .order_shapes import read_units

pytestmark = needs_models
INVOICES = "/vendor/payments/v1/invoices"
TRANSACTIONS = "/vendor/transactions/v1/transactions/"


@pytest.fixture(params=[SEED], ids=[f"ACORN_SEED={SEED}"])
def vendor(request):
    """A vendor that has acknowledged and announced one order, and invoiced nothing."""
    made = Vendor(Api(Amazon(request.param, FIRST_DAY)))
    made.amazon.advance(FIRST_DAY + timedelta(hours=9))
    order = list_orders(made.api)[0]
    made.details, made.number = order["orderDetails"], order["purchaseOrderNumber"]
    acknowledge(made.api, order, made.amazon.now)
    _wait(made)
    made.announce(made.number, made.details, made.details["items"])
    _wait(made)
    return made


def _wait(vendor):
    vendor.amazon.advance(vendor.amazon.now + timedelta(minutes=10))


def _make_invoice(vendor, **changes):
    body = vendor.make_invoice(vendor.number, vendor.details, vendor.details["items"])
    return {**body, **changes}


def _submit(vendor, body):
    """:return: the status of the invoice some minutes later"""
    answer = call(vendor.api, "POST", INVOICES, body={"invoices": [body]})
    assert answer.status == 202
    _wait(vendor)
    fate = call(vendor.api, "GET", TRANSACTIONS + answer.body["payload"]["transactionId"])
    assert fate.body["payload"]["transactionStatus"] == {
        "transactionId": answer.body["payload"]["transactionId"],
        "status": "Processing",  # which says nothing about an invoice
    }
    return _get_status(vendor, body["id"])


def _get_status(vendor, number):
    path = f"/finances/invoices/2026-06-25/invoices/{number}~WRLDP"
    query = {"marketplaceId": vendor.amazon.firm.marketplace}
    return call(vendor.api, "GET", path, query).body["invoiceHeader"]["invoiceStatus"]


def test_a_good_invoice_is_in_progress_after_minutes(vendor):
    assert _submit(vendor, _make_invoice(vendor)) == "IN_PROGRESS"


def test_a_rejected_number_may_come_again_and_a_taken_one_changes_nothing(vendor):
    wrong = {"invoiceTotal": {"currencyCode": "EUR", "amount": "1.00"}}
    assert _submit(vendor, _make_invoice(vendor, **wrong)) == "REJECTED"
    assert _submit(vendor, _make_invoice(vendor)) == "IN_PROGRESS"
    assert _submit(vendor, _make_invoice(vendor, **wrong)) == "IN_PROGRESS"
    taken = vendor.amazon.invoices.by_number[f"INV-{vendor.number}"]
    assert taken.total == vendor.amazon.truth.sum_amount("due")


@pytest.mark.parametrize(
    "changes",
    [
        {"billToParty": {"partyId": "NOBODY"}},
        {"date": "2030-01-01T00:00:00Z"},
        {"items": []},
    ],
    ids=["bill-to", "future", "no items"],
)
def test_what_the_door_lets_through_is_rejected_without_a_word(vendor, changes):
    assert _submit(vendor, _make_invoice(vendor, **changes)) == "REJECTED"


@pytest.mark.parametrize(
    "changes",
    [
        {"invoiceType": "Invoic"},
        {"remitToParty": {"partyId": "X", "taxRegistrationDetails": {"any": "object"}}},
        {"id": ""},
    ],
    ids=["type", "taxes as an object", "no number"],
)
def test_the_door_refuses_what_breaks_the_model(vendor, changes):
    body = {"invoices": [_make_invoice(vendor, **changes)]}
    assert call(vendor.api, "POST", INVOICES, body=body).status == 400


def test_goods_that_nobody_announced_are_not_paid_for(vendor):
    vendor.amazon.shipments.notices.clear()
    assert _submit(vendor, _make_invoice(vendor)) == "REJECTED"


def test_a_cost_above_the_orders_is_claimed_back_to_the_cent(vendor):
    for item in vendor.details["items"]:
        cost = Decimal(item["netCost"]["amount"])
        item["netCost"] = {"currencyCode": "EUR", "amount": str(cost + Decimal("0.10"))}
        line = vendor.amazon.orders[vendor.number].get_line(item["itemSequenceNumber"])
        line.received = line.accepted  # and nothing is short
    assert _submit(vendor, _make_invoice(vendor)) == "IN_PROGRESS"
    units = sum(item["orderedQuantity"]["amount"] for item in vendor.details["items"])
    vendor.amazon.advance(vendor.amazon.now + timedelta(days=26))
    (claim,) = (d for d in vendor.amazon.claims.documents.values() if d.root)
    invoice = vendor.amazon.invoices.by_number[claim.root]
    assert claim.number == f"INV-{vendor.number}PC"
    expected = units * Decimal("0.10") * invoice.total / invoice.net
    assert abs(claim.amount + expected) <= Decimal("0.01")


def test_a_notice_with_a_used_id_fails(vendor):
    vendor.announce(vendor.number, vendor.details, vendor.details["items"])
    _wait(vendor)
    statuses = [t.status for t in vendor.amazon.transactions.by_id.values()]
    assert statuses[-2:] == ["Success", "Failure"]


def test_a_notice_in_another_unit_is_read_in_the_units_of_the_order(vendor):
    line = next(iter(vendor.amazon.orders[vendor.number].lines))
    in_cases = replace(line, product=replace(line.product, unit="Cases", size=6))
    eaches = {"unitOfMeasure": "Eaches", "unitSize": 1}
    assert read_units({"amount": 12, **eaches}, in_cases) == 2
    assert read_units({"amount": 2, **eaches}, in_cases) is None
    assert read_units({"amount": 3, "unitOfMeasure": "Cases", "unitSize": 6}, in_cases) == 3
