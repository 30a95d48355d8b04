# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittances are read as Amazon writes them, and what is missing is named."""

from decimal import Decimal

import pytest

from tests.contract.models import load_operations, needs_models
from tests.support import load_spapi

load_spapi()
from acorn_iamazon_spapi import PayloadError  # noqa: E402
from acorn_iamazon_spapi.remittance import read_remittance  # noqa: E402


def money(amount, currency="EUR"):
    return {"currencyCode": currency, "currencyAmount": Decimal(amount)}


def make_header(**values):
    return {
        "uniquePaymentId": "756473657",
        "paymentNumber": "355522363",
        "paymentDate": "2026-11-14T00:00:00Z",
        "paymentAmount": money("97.00"),
        "remittanceStatus": "SUCCESSFUL",
        **values,
    }


def make_item(paid="97.00", whole="100.00", discount="3.00", withheld="0", **values):
    return {
        "invoiceNumber": "INV-2026-00142",
        "totalAmount": money(whole),
        "netAmountPaid": money(paid),
        "withholdingAmount": money(withheld),
        "netAmountPaidBreakdown": [
            {"breakdownType": "TermsDiscountTaken", "breakdownAmount": money(discount)}
        ],
        **values,
    }


def read_item(**values):
    (item,) = read_remittance(make_header(), [make_item(**values)]).items
    return item


@needs_models
def test_amazons_example_is_read():
    _model, part = load_operations()["getRemittance"]
    answer = part["responses"]["200"]["x-amzn-api-sandbox"]["static"][0]["response"]
    remittance = read_remittance(answer["remittanceHeader"], answer["remittanceItems"])
    assert (remittance.number, remittance.status, remittance.count) == (
        "355522363",
        "SUCCESSFUL",
        1,
    )
    assert remittance.amount.amount == remittance.items[0].paid == Decimal("3.5")
    assert remittance.items[0].vendor_code == "VENDOR01"


def test_discount_is_counted_so_that_it_makes_the_whole_whatever_its_sign():
    assert read_item(discount="3.00").discount == Decimal("3.00")
    assert read_item(discount="-3.00").discount == Decimal("3.00")
    claim = read_item(paid="-28.88", whole="-29.47", discount="-0.59")
    assert claim.discount == Decimal("-0.59")


def test_withholding_beside_a_discount_is_counted_likewise():
    item = read_item(paid="88.00", discount="2.00", withheld="-10.00")
    assert (item.discount, item.withholding) == (Decimal("2.00"), Decimal("10.00"))


def test_discount_of_a_slice_stays_as_it_is_told():
    assert read_item(paid="40.00", discount="1.00").discount == Decimal("1.00")


def make_slice(gross, net, discount, withheld="0"):
    parts = {"AmountPaid": gross, "TermsDiscountTaken": discount}
    breakdown = [
        {"breakdownType": name, "breakdownAmount": money(amount)} for name, amount in parts.items()
    ]
    return {"paid": net, "withheld": withheld, "netAmountPaidBreakdown": breakdown}


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (make_slice("50.00", "49.00", "-1.00"), ("1.00", "0")),
        (make_slice("50.00", "44.00", "-1.00", "-5.00"), ("1.00", "5.00")),
        (make_slice("50.00", "49.00", "-1.00", "5.00"), ("1.00", "5.00")),
        (make_slice("49.00", "49.00", "1.00"), ("1.00", "0")),
        (make_slice("48.00", "49.00", "0"), ("0", "0")),
    ],
)
def test_discount_of_a_slice_is_what_its_amount_before_discount_tells(told, kept):
    item = read_item(**told)
    assert (item.discount, item.withholding) == tuple(map(Decimal, kept))


@pytest.mark.parametrize(
    "told",
    [
        {"paid": "49.00", "discount": "-1.00"},
        make_slice("49.00", "49.00", "-1.00"),
        make_slice("48.00", "49.00", "1.00"),
        make_slice("50.00", "49.00", "-1.00", "-5.00"),
    ],
)
def test_slice_waits_where_nothing_tells_which_way_its_discount_is_counted(told):
    with pytest.raises(PayloadError, match=r"item 1: .*nothing tells which way"):
        read_item(**told)


def test_payment_without_number_and_items_without_anything_but_an_amount_are_read():
    header = make_header()
    del header["paymentNumber"]
    remittance = read_remittance(header, [{"netAmountPaid": money("97.00")}])
    (item,) = remittance.items
    assert (remittance.number, item.number, item.whole) == (None, None, Decimal("97.00"))


def test_several_vendor_codes_are_all_told_and_one_in_place_of_a_list_is_taken():
    codes = [
        {"relatedIdentifierName": "VENDOR_CODE", "relatedIdentifierValue": ["ACRN1", "ACRN2"]},
        {"relatedIdentifierName": "PAYEE_CODE", "relatedIdentifierValue": ["ABC12"]},
    ]
    assert read_remittance(make_header(relatedIdentifiers=codes)).vendor_codes == ("ACRN1", "ACRN2")
    code = [{"relatedIdentifierName": "VENDOR_CODE", "relatedIdentifierValue": "ACRN1"}]
    assert read_item(relatedItemIdentifiers=code).vendor_code == "ACRN1"


@pytest.mark.parametrize("name", ["uniquePaymentId", "paymentDate", "paymentAmount"])
def test_obligatory_field_that_is_missing_is_named(name):
    header = make_header()
    del header[name]
    with pytest.raises(PayloadError, match=name):
        read_remittance(header)


def test_item_without_an_amount_is_named_by_its_place():
    with pytest.raises(PayloadError, match="item 2: netAmountPaid is missing"):
        read_remittance(make_header(), [make_item(), {"invoiceNumber": "A"}])


def test_item_in_two_currencies_is_refused():
    with pytest.raises(PayloadError, match="several currencies"):
        read_item(netAmountPaid=money("97.00", "USD"))
