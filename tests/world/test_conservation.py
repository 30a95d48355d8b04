# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""No unit and no cent of the world is lost, whatever Amazon and the firm do wrong."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.contract.models import needs_models

from .amazon import Amazon
from .api import Api
from .common import FIRST_DAY, SEED, call
from .firm import Vendor

pytestmark = needs_models
INVOICES = "/finances/invoices/2026-06-25/invoices"
REMITTANCES = "/finances/remittances/2026-03-17/remittances"
DAYS = 200


@pytest.fixture(scope="module", params=[SEED], ids=[f"ACORN_SEED={SEED}"])
def vendor(request):
    """A vendor with most of a year behind it."""
    lived = Vendor(Api(Amazon(request.param, FIRST_DAY)))
    lived.live(DAYS)
    lived.amazon.advance(lived.amazon.now + timedelta(days=2))
    return lived


def _call(vendor, path, **query):
    vendor.amazon.advance(vendor.amazon.now + timedelta(seconds=3))
    query = {"marketplaceId": vendor.amazon.firm.marketplace, **query}
    return call(vendor.api, "GET", path, query).body


def test_each_unit_that_left_is_received_lost_or_under_way(vendor):
    amazon, get = vendor.amazon, vendor.amazon.truth.get_units
    under_way = {}
    for truck in amazon.shipments.trucks:
        for load in truck.loads if not truck.is_received else []:
            key = load.order, load.line
            under_way[key] = under_way.get(key, 0) + load.units
    for count in amazon.receipts.waiting:
        if not count.was_missed:
            key = count.order, count.line
            under_way[key] = under_way.get(key, 0) + count.units
    for order in amazon.orders.values():
        for line in order.lines:
            key = order.number, line.sequence
            lost = get("damaged", *key) + get("mislabelled", *key)
            missed = get("miscounted", *key) - get("found", *key)
            fates = get("received", *key) + lost + missed + under_way.get(key, 0)
            assert get("shipped", *key) == fates, key


def test_every_cent_is_paid_kept_or_open(vendor):
    amazon, truth = vendor.amazon, vendor.amazon.truth
    owed = {i.number: i.total for i in amazon.invoices.by_number.values() if not i.faults}
    kept = {
        document.number: document.amount
        for document in amazon.claims.documents.values()
        if document.kind != "invoice"
    }
    assert truth.sum_amount("due") == sum(owed.values())
    assert truth.sum_amount("claimed") + truth.sum_amount("reversed") == sum(kept.values())
    unpaid = sum(i for n, i in owed.items() if n not in amazon.claims.documents)
    left = sum(document.open for document in amazon.claims.documents.values())
    bank = truth.sum_amount("paid") + truth.sum_amount("voided")
    assert sum(owed.values()) + sum(kept.values()) == bank + left + unpaid
    assert bank == truth.sum_amount("settled") > 0


def test_what_is_paid_is_told_line_by_line(vendor):
    amazon = vendor.amazon
    told = Decimal(0)
    for payment in amazon.remittances.payments:
        body = _call(vendor, f"{REMITTANCES}/{payment.identifier}")
        items, header = body["remittanceItems"], body["remittanceHeader"]
        amounts = [Decimal(str(item["netAmountPaid"]["currencyAmount"])) for item in items]
        assert sum(amounts) == Decimal(str(header["paymentAmount"]["currencyAmount"])) >= 0
        assert len(items) == header["lineItemCount"]
        if header["remittanceStatus"] != "FAILED":
            told += sum(amounts)
    assert told == amazon.truth.sum_amount("paid") + amazon.truth.sum_amount("voided")


def test_an_honest_invoice_is_never_rejected_and_is_found(vendor):
    assert len(vendor.invoiced) > 20
    for number, total in vendor.invoiced.items():
        header = _call(vendor, f"{INVOICES}/{number}~WRLDP")["invoiceHeader"]
        assert header["invoiceStatus"] in ("IN_PROGRESS", "PAID")
        assert Decimal(str(header["invoiceAmount"]["currencyAmount"])) == total


def test_lists_of_invoices_and_payments_are_valid(vendor):
    assert _call(vendor, INVOICES)["numOfRecords"]
    assert _call(vendor, REMITTANCES)["remittances"]


def test_a_chain_of_claims_is_made_of_one_root_and_never_gives_back_more(vendor):
    documents = vendor.amazon.claims.documents
    for invoice in vendor.invoiced:
        chain = [d for d in documents.values() if d.root == invoice]
        assert sum(d.amount for d in chain) <= 0
        assert all(d.number.startswith(invoice) for d in chain)


def test_a_claim_is_amazons_error_at_most_as_far_as_it_goes(vendor):
    for document in vendor.amazon.claims.documents.values():
        assert 0 <= document.wrong <= abs(document.amount)
