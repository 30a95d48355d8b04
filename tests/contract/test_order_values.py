# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every value that Amazon's model lets a purchase order and its status have comes in."""

import copy

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import AmazonCase, make_item, make_purchase_order

from tests.contract.models import find_errors_of_answer, load_operations, needs_models

KETTLE = "8806098286500"
QUANTITY = {"amount": 3, "unitOfMeasure": "Eaches", "unitSize": 1}
MONEY = {"currencyCode": "USD", "amount": "12.50"}
TAX = {"taxRegistrationType": "VAT", "taxRegistrationNumber": "GB123456789"}


def list_published_values(operation):
    """:return: (path, value) for each enumerated value that the operation's answer may have"""
    model, part = load_operations()[operation]
    found = []

    def walk(schema, path, seen):
        reference = schema.get("$ref")
        if reference:
            if reference in seen:
                return
            return walk(model["definitions"][reference.rsplit("/", 1)[1]], path, (*seen, reference))
        found.extend((path, value) for value in schema.get("enum", []))
        if "items" in schema:
            walk(schema["items"], path, seen)
        for name, value in schema.get("properties", {}).items():
            walk(value, (*path, name), seen)

    walk(part["responses"]["200"]["schema"], (), ())
    return found


def put(record, path, value):
    """Set the value at the path; of a list, in its first element."""
    *names, last = path
    for name in names:
        record = record[name]
        record = record[0] if isinstance(record, list) else record
    assert last in record, f"the order of this test has no {'/'.join(path)}"
    record[last] = value


def make_status(number):
    """:return: the status of an order of one line, with all that Amazon may write"""
    return {
        "purchaseOrderNumber": number,
        "purchaseOrderStatus": "OPEN",
        "purchaseOrderDate": "2026-03-02T08:15:00Z",
        "lastUpdatedDate": "2026-03-10T09:00:00Z",
        "sellingParty": {"partyId": "ACRN1", "taxInfo": dict(TAX)},
        "shipToParty": {"partyId": "PHX6", "taxInfo": dict(TAX)},
        "itemStatus": [
            {
                "itemSequenceNumber": "1",
                "netCost": {**MONEY, "unitOfMeasure": "POUNDS"},
                "listPrice": {**MONEY, "unitOfMeasure": "POUNDS"},
                "orderedQuantity": {
                    "orderedQuantity": dict(QUANTITY),
                    "orderedQuantityDetails": [
                        {
                            "updatedDate": "2026-03-02T08:15:00Z",
                            "orderedQuantity": dict(QUANTITY),
                            "cancelledQuantity": {**QUANTITY, "amount": 0},
                        }
                    ],
                },
                "acknowledgementStatus": {
                    "confirmationStatus": "ACCEPTED",
                    "acceptedQuantity": dict(QUANTITY),
                    "rejectedQuantity": {**QUANTITY, "amount": 0},
                    "acknowledgementStatusDetails": [
                        {
                            "acknowledgementDate": "2026-03-02T12:00:00Z",
                            "acceptedQuantity": dict(QUANTITY),
                            "rejectedQuantity": {**QUANTITY, "amount": 0},
                        }
                    ],
                },
                "receivingStatus": {
                    "receiveStatus": "RECEIVED",
                    "receivedQuantity": dict(QUANTITY),
                    "lastReceiveDate": "2026-03-09T12:00:00Z",
                },
            }
        ],
    }


@needs_models
@tagged("post_install", "-at_install")
class TestOrderValues(AmazonCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kettle.weight = 2.0
        cls.order = make_purchase_order(
            items=[make_item(KETTLE, 3, "12.50", weight_unit="POUNDS")],
            purchaseOrderType="RegularOrder",
            paymentMethod="Invoice",
            importDetails={
                "methodOfPayment": "PaidByBuyer",
                "internationalCommercialTerms": "FreeOnBoard",
                "portOfDelivery": "Seattle",
                "importContainers": "40",
                "shippingInstructions": "Call ahead",
            },
        )
        details = cls.order["orderDetails"]
        for party in ("buyingParty", "sellingParty", "shipToParty", "billToParty"):
            details.setdefault(party, {"partyId": "AMZN1"})["taxInfo"] = dict(TAX)
        details["items"][0]["listPrice"] = {**MONEY, "unitOfMeasure": "POUNDS"}
        cls.status = make_status(cls.order["purchaseOrderNumber"])

    def take(self, kind, record):
        document = self.env["amazon.vendor.document"]._store_incoming(
            self.account, kind, [record], "test-request"
        )
        self.account._apply_documents()
        return document

    def assert_published(self, operation, records):
        """The records of this test are themselves as Amazon would write them."""
        (name,) = {"getPurchaseOrders": ["orders"], "getPurchaseOrdersStatus": ["ordersStatus"]}[
            operation
        ]
        self.assertEqual(find_errors_of_answer(operation, 200, {"payload": {name: records}}), [])

    def test_purchase_order(self):
        values = list_published_values("getPurchaseOrders")
        self.assertGreater(len(values), 30)
        self.assert_published("getPurchaseOrders", [self.order])
        for place, (path, value) in enumerate(values):
            with self.subTest("/".join(path), value=value):
                record = copy.deepcopy(self.order)
                record["purchaseOrderNumber"] = number = f"4VAL{place:04}"
                put(record, path[2:], value)
                document = self.take("purchase_order", record)
                self.assertEqual((document.state, document.error_message), ("done", False))
                order = self.get_order(number)
                self.assertEqual(len(order.order_line), 1)

    def test_purchase_order_status(self):
        values = list_published_values("getPurchaseOrdersStatus")
        self.assertGreater(len(values), 30)
        self.assert_published("getPurchaseOrdersStatus", [self.status])
        self.receive(self.order)
        self.get_order().action_confirm()
        for place, (path, value) in enumerate(values):
            with self.subTest("/".join(path), value=value):
                record = copy.deepcopy(self.status)
                record["lastUpdatedDate"] = f"2026-03-11T09:{place:02}:00Z"
                put(record, path[2:], value)
                document = self.take("order_status", record)
                self.assertEqual((document.state, document.error_message), ("done", False))
