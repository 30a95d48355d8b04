# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What differs between two versions of a purchase order, and what becomes of it."""

import copy

import pytest

from tests.support import load_spapi

load_spapi()
from acorn_iamazon_spapi.order_difference import (  # noqa: E402
    ASK,
    FOLLOW,
    IGNORE,
    Difference,
    find_differences,
    find_field,
    get_fate,
    is_closed,
    is_followed_at_times,
    put_back,
    read_values,
)

ORDER = {
    "purchaseOrderNumber": "4A7Q2KXV",
    "purchaseOrderState": "New",
    "orderDetails": {
        "purchaseOrderDate": "2026-03-02T08:15:00Z",
        "buyingParty": {"partyId": "PHX6"},
        "sellingParty": {"partyId": "ACRN1"},
        "shipToParty": {
            "partyId": "PHX6",
            "address": {"addressLine1": "6835 W Buckeye Rd", "city": "Phoenix"},
        },
        "billToParty": {"partyId": "AMAZN"},
        "shipWindow": "2026-03-05T07:00:00Z--2026-03-09T07:00:00Z",
        "items": [
            {
                "itemSequenceNumber": "1",
                "vendorProductIdentifier": "8806098286500",
                "orderedQuantity": {"amount": 7, "unitOfMeasure": "Cases", "unitSize": 3},
                "isBackOrderAllowed": True,
                "netCost": {"amount": "10.00", "currencyCode": "USD"},
                "listPrice": {"amount": "19.90", "currencyCode": "USD"},
            },
            {
                "itemSequenceNumber": "2",
                "vendorProductIdentifier": "8806098286123",
                "orderedQuantity": {"amount": 5, "unitOfMeasure": "Eaches", "unitSize": 1},
                "netCost": {"amount": "2.5", "currencyCode": "USD", "unitOfMeasure": "POUNDS"},
            },
        ],
    },
}


def change(path, value):
    """:return: the order with another value there; nothing, when the value is None"""
    order = copy.deepcopy(ORDER)
    place = order
    *way, last = path.split(".")
    for name in way:
        place = place[int(name) if name.isdigit() else name]
    if value is None:
        del place[int(last) if last.isdigit() else last]
    else:
        place[last] = value
    return order


def compare(new, old=ORDER):
    return find_differences(read_values(old), read_values(new))


def test_values_are_shown_in_words_that_are_the_same_for_the_same_content():
    values = read_values(ORDER)
    assert values["quantity", "1"] == "7 Cases × 3"
    assert values["quantity", "2"] == "5 Eaches"
    assert values["cost", "1"] == "10"
    assert values["cost", "2"] == "2.5 / POUNDS"
    assert values["list_price", "1"] == "19.9 USD"
    assert values["back_order", "1"] == "true"
    assert values["window", ""] == "2026-03-05 07:00 - 2026-03-09 07:00 UTC"
    assert values["address", ""] == "6835 W Buckeye Rd, Phoenix"
    assert ("back_order", "2") not in values


def test_what_cannot_be_read_is_shown_as_amazon_wrote_it_or_not_at_all():
    order = change("orderDetails.shipWindow", "soon")
    order["orderDetails"]["purchaseOrderDate"] = "yesterday"
    order["orderDetails"]["items"][0]["orderedQuantity"] = {"amount": "many"}
    order["orderDetails"]["items"][0]["netCost"] = {"amount": "cheap"}
    order["orderDetails"]["shipToParty"]["address"] = "Phoenix"
    values = read_values(order)
    assert values["window", ""] == "soon"
    assert values["date", ""] == "yesterday"
    assert {("quantity", "1"), ("cost", "1"), ("address", "")}.isdisjoint(values)


def test_the_same_content_written_otherwise_is_no_difference():
    order = change("orderDetails.purchaseOrderDate", "2026-03-02T17:15:00+09:00")
    order["orderDetails"]["items"][0]["netCost"]["amount"] = "10.0"
    assert compare(order) == []


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        (
            "orderDetails.shipToParty.partyId",
            "LAX9",
            [Difference("destination", "", "PHX6", "LAX9")],
        ),
        (
            "orderDetails.items.0.netCost.amount",
            "10.50",
            [Difference("cost", "1", "10", "10.5")],
        ),
        (
            "orderDetails.items.1.orderedQuantity.amount",
            0,
            [Difference("quantity", "2", "5 Eaches", "0 Eaches")],
        ),
        (
            "orderDetails.items.1",
            None,
            [Difference("removed", "2", "5 Eaches", "")],
        ),
    ],
)
def test_difference_is_told_once_with_old_and_new(path, value, expected):
    assert compare(change(path, value)) == expected


def test_line_that_came_is_new_and_of_its_fields_nothing_else_is_told():
    without = change("orderDetails.items.1", None)
    assert compare(ORDER, without) == [Difference("new", "2", "", "5 Eaches")]


def test_line_of_which_nothing_was_ordered_is_as_one_that_was_not_there():
    without = change("orderDetails.items.1", None)
    assert compare(without, change("orderDetails.items.1.orderedQuantity.amount", 0)) == []


def test_address_of_another_party_is_no_change_of_address():
    order = change("orderDetails.shipToParty.partyId", "LAX9")
    order["orderDetails"]["shipToParty"]["address"] = {"city": "Los Angeles"}
    assert [difference.code for difference in compare(order)] == ["destination"]


def test_currency_is_told_once_for_all_lines():
    order = copy.deepcopy(ORDER)
    for item in order["orderDetails"]["items"]:
        item["netCost"]["currencyCode"] = "CAD"
    assert compare(order) == [
        Difference("currency", "", "USD", "CAD"),
    ]


def test_quantity_and_whole_lines_are_differences_of_one_thing():
    keys = {Difference(code, "2", "", "").key for code in ("quantity", "new", "removed")}
    assert keys == {("quantity", "2")}
    assert Difference("cost", "2", "", "").key == ("cost", "2")


@pytest.mark.parametrize(
    ("code", "phase", "fate"),
    [
        ("state", "shipped", FOLLOW),
        ("cost", "answered", FOLLOW),
        ("cost", "partly", ASK),
        ("window", "shipped", IGNORE),
        ("new", "open", FOLLOW),
        ("removed", "closed", ASK),
    ],
)
def test_fate_follows_from_field_and_phase(code, phase, fate):
    assert get_fate(code, phase) == fate


def test_fields_that_never_concern_the_order_are_told_apart():
    assert not is_followed_at_times("changed")
    assert is_followed_at_times("cost")


def test_field_of_a_path_is_the_closest_above_it():
    assert find_field("orderDetails.items.netCost.currencyCode").code == "currency"
    assert find_field("orderDetails.items.netCost.amount").code == "cost"
    assert find_field("orderDetails.somethingNew") is None


def test_what_was_kept_stands_in_the_version_as_it_was():
    new = change("orderDetails.shipToParty", {"partyId": "LAX9"})
    decided = put_back(new, {("destination", ""): "PHX6"}, [ORDER, new])
    assert decided["orderDetails"]["shipToParty"] == ORDER["orderDetails"]["shipToParty"]
    assert new["orderDetails"]["shipToParty"] == {"partyId": "LAX9"}, "a copy"


def test_order_of_which_all_was_taken_back_is_closed():
    order = copy.deepcopy(ORDER)
    assert not is_closed(read_values(order))
    for item in order["orderDetails"]["items"]:
        item["orderedQuantity"]["amount"] = 0
    assert is_closed(read_values(order))
    assert is_closed(read_values(change("purchaseOrderState", "Closed")))
