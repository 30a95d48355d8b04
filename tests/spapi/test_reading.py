# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon sends is read leniently, and refused with a sentence when it cannot be used."""

import copy
from datetime import date, datetime, timezone
from decimal import Decimal

import pytest

from tests.support import load_spapi

spapi = load_spapi()
from acorn_iamazon_spapi import jsontext, schemas  # noqa: E402
from acorn_iamazon_spapi.invoice_header import read_invoice_header  # noqa: E402
from acorn_iamazon_spapi.invoice_item import (  # noqa: E402
    InvoiceItem,
    compare_items,
    read_invoice_item,
)
from acorn_iamazon_spapi.purchase_order import read_purchase_order  # noqa: E402
from acorn_iamazon_spapi.purchase_order_status import read_order_status  # noqa: E402
from acorn_iamazon_spapi.transaction import read_transaction  # noqa: E402

ORDER = {
    "purchaseOrderNumber": "4a7Q2kXV",
    "purchaseOrderState": "New",
    "orderDetails": {
        "purchaseOrderDate": "2026-03-02T08:15:00+09:00",
        "sellingParty": {"partyId": "ACRN1"},
        "shipWindow": "2026-03-05T07:00:00Z--2026-03-09T07:00:00Z",
        "items": [
            {
                "itemSequenceNumber": "1",
                "amazonProductIdentifier": " B0CK17LSS1 ",
                "orderedQuantity": {"amount": 5, "unitOfMeasure": "CASES", "unitSize": 10},
                "isBackOrderAllowed": "true",
                "netCost": {"amount": "94.97", "currencyCode": "USD", "unitOfMeasure": "POUNDS"},
            }
        ],
    },
}


def read(**item):
    order = copy.deepcopy(ORDER)
    order["orderDetails"]["items"][0].update(item)
    return read_purchase_order(order)


def test_number_is_kept_as_amazon_wrote_it():
    assert read().number == "4a7Q2kXV"


def test_cases_in_capitals_are_cases_and_count_units():
    item = read().items[0]
    assert (item.ordered.unit, item.units) == ("Cases", 50)


def test_price_by_weight_keeps_its_unit():
    assert read().items[0].net_cost.weight_unit == "POUNDS"


def test_blanks_round_identifiers_are_taken_off():
    assert read().items[0].asin == "B0CK17LSS1"


def test_moment_with_an_offset_becomes_utc():
    assert read().ordered_at == datetime(2026, 3, 1, 23, 15, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("window", "start"),
    [
        ("2026-03-05T07:00:00--2026-03-09T07:00:00", datetime(2026, 3, 5, 7, tzinfo=timezone.utc)),
        ("2026-03-05T07:00:00.123Z--2026-03-09T07:00:00Z", None),
        ("08/25/2021 - 08/31/2021", datetime(2021, 8, 25, tzinfo=timezone.utc)),
    ],
)
def test_windows_in_the_forms_seen(window, start):
    order = copy.deepcopy(ORDER)
    order["orderDetails"]["shipWindow"] = window
    assert start is None or read_purchase_order(order).ship_window.start == start


def test_quantity_as_text_is_a_number():
    quantity = {"amount": "48", "unitOfMeasure": "Each"}
    assert read(orderedQuantity=quantity).items[0].units == 48


def test_negative_quantity_orders_nothing():
    (item,) = read(orderedQuantity={"amount": -4, "unitOfMeasure": "Eaches"}).items
    assert (item.units, item.stated_amount) == (0, -4)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"orderedQuantity": {"amount": "many", "unitOfMeasure": "Eaches"}}, "no.* whole number"),
        ({"orderedQuantity": {"amount": 1.5, "unitOfMeasure": "Eaches"}}, "whole number"),
        ({"orderedQuantity": {"amount": 1, "unitOfMeasure": "Dozens"}}, "'Dozens' is not known"),
        ({"orderedQuantity": None}, "quantity is missing"),
        ({"netCost": {"amount": "1,5", "currencyCode": "USD"}}, "is not a number"),
        ({"netCost": {"amount": "NaN", "currencyCode": "USD"}}, "is not a number"),
        ({"netCost": {"amount": "1.5"}}, "currency is missing"),
    ],
)
def test_line_that_cannot_be_used_is_named(change, sentence):
    with pytest.raises(spapi.PayloadError, match=f"(?s)4a7Q2kXV, line 1.*{sentence}"):
        read(**change)


@pytest.mark.parametrize("missing", ["purchaseOrderNumber", "orderDetails"])
def test_order_without_number_or_details_is_refused(missing):
    order = {name: value for name, value in ORDER.items() if name != missing}
    with pytest.raises(spapi.PayloadError, match=missing):
        read_purchase_order(order)


def test_lines_in_several_currencies_are_refused():
    order = copy.deepcopy(ORDER)
    second = copy.deepcopy(order["orderDetails"]["items"][0])
    second["itemSequenceNumber"] = "2"
    second["netCost"]["currencyCode"] = "CAD"
    order["orderDetails"]["items"].append(second)
    with pytest.raises(spapi.PayloadError, match="CAD, USD"):
        read_purchase_order(order)


def test_same_line_twice_is_refused():
    order = copy.deepcopy(ORDER)
    order["orderDetails"]["items"] *= 2
    with pytest.raises(spapi.PayloadError, match="line 1 is there twice"):
        read_purchase_order(order)


def test_status_tells_what_was_accepted_and_received():
    status = read_order_status(
        {
            "purchaseOrderNumber": "4A7Q2KXV",
            "purchaseOrderStatus": "OPEN",
            "itemStatus": [
                {
                    "itemSequenceNumber": "1",
                    "acknowledgementStatus": {
                        "confirmationStatus": "PARTIALLY_ACCEPTED",
                        "acceptedQuantity": {"amount": 3, "unitOfMeasure": "Eaches"},
                        "rejectedQuantity": {"amount": 1, "unitOfMeasure": "Eaches"},
                    },
                },
                {"itemSequenceNumber": "2"},
            ],
        }
    )
    first, second = status.items
    assert (first.accepted, first.rejected) == (3, 1)
    assert first.received is None  # nothing told is not nothing received
    assert first.is_acknowledged
    assert not second.is_acknowledged


def test_status_tells_each_step_with_its_day():
    def eaches(amount):
        return {"amount": amount, "unitOfMeasure": "Eaches"}

    status = read_order_status(
        {
            "purchaseOrderNumber": "4A7Q2KXV",
            "itemStatus": [
                {
                    "itemSequenceNumber": "1",
                    "orderedQuantity": {
                        "orderedQuantity": eaches(5),
                        "orderedQuantityDetails": [
                            {
                                "updatedDate": "2026-03-03T08:00:00Z",
                                "orderedQuantity": eaches(8),
                                "cancelledQuantity": eaches(3),
                            }
                        ],
                    },
                    "acknowledgementStatus": {
                        "acknowledgementStatusDetails": [
                            {
                                "acknowledgementDate": "2026-03-04T08:00:00Z",
                                "acceptedQuantity": eaches(5),
                                "rejectedQuantity": eaches(0),
                            }
                        ]
                    },
                }
            ],
        }
    )
    (item,) = status.items
    assert [(step.kind, step.date.day, step.units) for step in item.steps] == [
        ("ordered", 3, 8),
        ("cancelled", 3, 3),
        ("accepted", 4, 5),
    ]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ({"itemStatus": []}, "no purchaseOrderNumber"),
        ({"purchaseOrderNumber": "4A7Q2KXV"}, "4A7Q2KXV: there is no itemStatus"),
    ],
)
def test_status_without_what_it_is_about_is_refused_with_a_sentence(status, sentence):
    with pytest.raises(spapi.PayloadError, match=sentence):
        read_order_status(status)


def test_transaction_with_errors():
    transaction = read_transaction(
        {
            "transactionStatus": {
                "transactionId": "x",
                "status": "Failure",
                "errors": [{"code": "A"}],
            }
        }
    )
    assert (transaction.status, transaction.errors[0].code) == ("Failure", "A")


def test_settlement_names_that_are_new_are_kept():
    header = read_invoice_header(
        jsontext.loads(
            '{"invoiceNumber": "INV/1", "invoiceAmount": {"currencyAmount": 0.30},'
            '"invoiceSettlementBreakdowns": [{"breakdownType": "Total", "breakdowns": ['
            '{"breakdownType": "AmountPaid", "breakdownAmount": {"currencyAmount": 0.1}},'
            '{"breakdownType": "Novelty", "breakdownAmount": {"currencyAmount": -0.2}}]}]}'
        )
    )
    assert header.amount == Decimal("0.30")
    assert header.settlement == {"AmountPaid": Decimal("0.1"), "Novelty": Decimal("-0.2")}


def make_item(quantity, cost, *codes, size=1):
    return InvoiceItem(frozenset(codes), quantity, cost and Decimal(cost), size)


def test_line_of_an_invoice_is_read_with_all_its_codes():
    item = read_invoice_item(
        jsontext.loads(
            '{"quantity": 4, "unitCost": {"currencyAmount": 12.50}, "lineItemContext": '
            '{"itemIdentifiers": [{"itemIdentifierName": "ASIN", "itemIdentifierValue": "B01"},'
            '{"itemIdentifierName": "EAN", "itemIdentifierValue": "4006381333931"}]}}'
        ),
        "Invoice INV/1",
    )
    assert item == make_item(4, "12.50", "B01", "4006381333931")
    assert item.name == "4006381333931"
    assert read_invoice_item({}, "Invoice INV/1") == make_item(None, None)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([make_item(4, "12.50", "B01", "SKU1")], [make_item(4, "12.50", "B01")]),
        ([make_item(4, "12.50", "B01")], [make_item(4, None, "B01")]),  # not told
        ([make_item(2, "30.00", "B01", size=6)], [make_item(12, "5.00", "B01")]),  # our cases
        ([make_item(1, "5", "B01"), make_item(2, "5", "B01")], [make_item(3, "5", "B01")]),
    ],
)
def test_lines_that_say_the_same_have_no_difference(ours, theirs):
    assert list(compare_items(ours, theirs)) == []


def test_lines_that_differ_are_told_product_by_product():
    fewer, other = make_item(3, "12.50", "B01"), make_item(1, "9.00", "B09")
    dearer = make_item(2, "8.01", "B02")
    ours = [make_item(4, "12.50", "B01"), make_item(2, "8.00", "B02"), make_item(1, "1", "B03")]
    assert list(compare_items(ours, [other, dearer, fewer])) == [
        (ours[0], fewer),
        (ours[1], dearer),
        (ours[2], None),
        (None, other),
    ]


def test_amounts_survive_reading_and_writing():
    text = '{"currencyAmount": 1234567.89, "text": "100.10"}'
    assert jsontext.dumps(jsontext.loads(text)) == text


@pytest.mark.parametrize(
    ("amount", "places", "text"),
    [("10", 2, "10.00"), ("3.3333", None, "3.3333"), ("1E+3", None, "1000"), ("0.1", 0, "0")],
)
def test_decimal_texts_are_plain_digits(amount, places, text):
    assert jsontext.decimal_text(Decimal(amount), places) == text


def test_user_agent_has_the_form_that_amazon_asks_for():
    agent = spapi.make_user_agent("ACORN/iAmazon (x)", "19.0")
    assert agent.startswith(r"ACORN\/iAmazon \(x\)/19.0 (Language=Python/3.")


def test_schema_complaints_name_the_place():
    (first, *_rest) = schemas.validate("submitInvoices", {"invoices": [{"invoiceType": "Invoic"}]})
    assert first.startswith("invoices[0]")


def test_version_before_its_start_is_an_error():
    with pytest.raises(ValueError, match="no version"):
        schemas.current_version("submitInvoices", date(2000, 1, 1))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"buyingParty": "ABC"}, "Purchase order 4a7Q2kXV, buyingParty: 'ABC' is no JSON object"),
        ({"items": ["1"]}, "Purchase order 4a7Q2kXV: '1' is no JSON object"),
    ],
)
def test_part_of_another_shape_is_refused_with_a_sentence(change, sentence):
    order = copy.deepcopy(ORDER)
    order["orderDetails"].update(change)
    with pytest.raises(spapi.PayloadError, match=sentence):
        read_purchase_order(order)


def test_status_whose_items_are_no_list_is_refused_with_a_sentence():
    with pytest.raises(spapi.PayloadError, match=r"order X, itemStatus: .* is no list"):
        read_order_status({"purchaseOrderNumber": "X", "itemStatus": {"1": {}}})


@pytest.mark.parametrize("window", ["2026-03-05T07:00:00Z", "2026-03-05--", "--2026-03-05"])
def test_window_with_one_end_is_a_moment(window):
    order = copy.deepcopy(ORDER)
    order["orderDetails"]["shipWindow"] = window
    window = read_purchase_order(order).ship_window
    assert window.start == window.end
    assert window.start.date() == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+05:00", "9999-12-31T23:00:00-05:00"])
def test_moment_that_no_calendar_holds_is_refused(text):
    order = copy.deepcopy(ORDER)
    order["orderDetails"]["purchaseOrderDate"] = text
    with pytest.raises(spapi.PayloadError, match="is not a date"):
        read_purchase_order(order)
