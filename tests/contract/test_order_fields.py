# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every field that Amazon's model gives a purchase order has a decided fate when it changes."""

import pytest

from tests.contract.models import load_operations, needs_models
from tests.support import load_spapi

load_spapi()
from acorn_iamazon_spapi.order_difference import (  # noqa: E402
    FIELDS,
    FOLLOW,
    PHASES,
    find_differences,
    find_field,
    get_fate,
    is_closed,
    read_values,
)


def list_published_fields():
    """:return: the path of each value of an order in Amazon's model"""
    model, _part = load_operations()["getPurchaseOrders"]
    found = []

    def walk(schema, path):
        if "$ref" in schema:
            return walk(model["definitions"][schema["$ref"].rsplit("/", 1)[1]], path)
        if schema.get("type") == "array":
            return walk(schema["items"], path)
        for name, part in schema.get("properties", {}).items():
            walk(part, f"{path}.{name}".lstrip("."))
        if "properties" not in schema:
            found.append(path)

    walk(model["definitions"]["Order"], "")
    return found


@needs_models
def test_each_field_of_amazons_model_is_in_the_table():
    published = list_published_fields()
    assert len(published) > 70
    assert [path for path in published if not find_field(path)] == []


@needs_models
def test_table_names_no_field_that_amazon_does_not_have():
    known = {find_field(path).code for path in list_published_fields()}
    assert {field.code for field in FIELDS} - known == set()


def test_each_field_has_a_code_of_its_own_and_a_fate_in_each_phase():
    codes = [field.code for field in FIELDS]
    assert len(codes) == len(set(codes))
    assert all(len(field.fates) == len(PHASES) for field in FIELDS)
    assert {fate for field in FIELDS for fate in field.fates} == {"follow", "ask", "ignore"}


def test_nothing_that_was_answered_is_followed_once_goods_left():
    followed = {field.code for field in FIELDS if get_fate(field.code, "shipped") == FOLLOW}
    assert followed == {"state", "date", "deal", "back_order", "list_price"}


def make_order(lines=(("1", 10),), state="New", **details):
    """:return: the values of a purchase order in eaches at 12.50"""
    items = [
        {
            "itemSequenceNumber": number,
            "amazonProductIdentifier": f"B0{number:0>8}",
            "orderedQuantity": {"amount": amount, "unitOfMeasure": "Eaches", "unitSize": 1},
            "netCost": {"currencyCode": "EUR", "amount": "12.50"},
        }
        for number, amount in lines
    ]
    order = {"purchaseOrderState": state, "orderDetails": {**details, "items": items}}
    return read_values(order)


def describe(old, new):
    return [(d.code, d.sequence, d.old, d.new) for d in find_differences(old, new)]


def test_moved_destination_is_one_difference():
    old = make_order(shipToParty={"partyId": "PHX6"})
    new = make_order(shipToParty={"partyId": "ONT8"})
    assert describe(old, new) == [("destination", "", "PHX6", "ONT8")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-03-05T07:00:00Z--2026-03-09T07:00:00Z", "2026-03-05T08:00+01:00--2026-03-09T07:00Z"),
        ("2026-03-05T07:00:00Z--2026-03-09T07:00:00Z", "2026-03-05T07:00Z - 2026-03-09T07:00Z"),
    ],
)
def test_same_window_in_another_spelling_is_no_difference(one, other):
    assert describe(make_order(shipWindow=one), make_order(shipWindow=other)) == []


def test_lines_that_come_go_or_change_are_told_once_each():
    old = make_order([("1", 10), ("2", 5), ("3", 0)])
    new = make_order([("1", 4), ("4", 7)])
    assert describe(old, new) == [
        ("quantity", "1", "10 Eaches", "4 Eaches"),
        ("new", "4", "", "7 Eaches"),
        ("removed", "2", "5 Eaches", ""),
    ]


def test_other_currency_is_told_once_and_not_for_lines_without_a_cost():
    old = make_order([("1", 1), ("2", 1)])
    new = {
        key: {"currency": "USD"}.get(key[0], value)
        for key, value in old.items()
        if key != ("cost", "2") and key != ("currency", "2")
    }
    assert describe(old, new) == [("currency", "", "EUR", "USD"), ("cost", "2", "12.5", "")]


@pytest.mark.parametrize(
    ("lines", "state", "closed"),
    [
        ([("1", 10)], "Closed", True),
        ([("1", 0), ("2", 0)], "Acknowledged", True),
        ([("1", 0), ("2", 3)], "Acknowledged", False),
        ([("1", 10)], "New", False),
    ],
)
def test_order_is_closed_by_its_state_or_by_zeros(lines, state, closed):
    assert is_closed(make_order(lines, state)) is closed
