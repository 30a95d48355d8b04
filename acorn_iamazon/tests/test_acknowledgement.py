# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json

from odoo.exceptions import UserError
from odoo.tests.common import tagged

from .common import AmazonCase, make_item, make_purchase_order


@tagged("post_install", "-at_install")
class TestAcknowledgement(AmazonCase):
    def setUp(self):
        super().setUp()
        self.receive(
            make_purchase_order(
                items=[
                    make_item("8806098286500", 7, "10.00", "CASES", 3),
                    make_item("8806098286123", 5, "229.47"),
                ]
            )
        )
        self.order = self.get_order()

    def _get_document(self):
        return self.order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement")

    def _get_items(self):
        body = json.loads(self._get_document()[:1].payload)
        return body["acknowledgements"][0]["items"]

    def test_confirming_the_order_makes_its_acknowledgement_ready(self):
        self.assertEqual(self.order.amazon_acknowledgement_state, "to_acknowledge")
        self.order.action_confirm()
        self.assertEqual(self._get_document().state, "ready")
        self.assertEqual(self.order.amazon_acknowledgement_state, "queued")

    def test_acknowledging_a_quotation_confirms_it(self):
        self.order.action_amazon_acknowledge()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self._get_document().state, "ready")

    def test_accepted_cases_go_back_as_cases_at_amazons_cost(self):
        self.order.action_confirm()
        item = self._get_items()[0]
        self.assertEqual(
            item["itemAcknowledgements"],
            [
                {
                    "acknowledgementCode": "Accepted",
                    "acknowledgedQuantity": {
                        "amount": 7,
                        "unitOfMeasure": "Cases",
                        "unitSize": 3,
                    },
                }
            ],
        )
        self.assertEqual(item["netCost"], {"amount": "10.00", "currencyCode": "USD"})

    def test_what_is_not_accepted_is_rejected_with_a_reason(self):
        self.order.order_line[1].product_uom_qty = 2
        self.order.action_confirm()
        answers = self._get_items()[1]["itemAcknowledgements"]
        self.assertEqual(
            [(a["acknowledgementCode"], a["acknowledgedQuantity"]["amount"]) for a in answers],
            [("Accepted", 2), ("Rejected", 3)],
        )
        self.assertEqual(answers[1]["rejectionReason"], "TemporarilyUnavailable")

    def test_part_of_a_case_cannot_be_accepted(self):
        self.order.order_line[0].product_uom_qty = 20
        with self.assertRaisesRegex(UserError, "line 1.*multiple of 3"):
            self.order.action_confirm()

    def test_more_than_ordered_cannot_be_accepted(self):
        self.order.order_line[1].product_uom_qty = 6
        with self.assertRaisesRegex(UserError, "line 2.*5 Eaches only"):
            self.order.action_confirm()

    def test_order_of_which_nothing_is_accepted_is_cancelled_and_answered(self):
        self.order.order_line.product_uom_qty = 0
        self.order.action_amazon_acknowledge()
        self.assertEqual(self.order.state, "cancel")
        codes = {
            answer["acknowledgementCode"]
            for item in self._get_items()
            for answer in item["itemAcknowledgements"]
        }
        self.assertEqual(codes, {"Rejected"})

    def test_amazons_line_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "Set its quantity to 0"):
            self.order.order_line[0].unlink()

    def test_acknowledging_twice_makes_one_document(self):
        self.order.action_amazon_acknowledge()
        self.order.action_amazon_acknowledge()
        self.assertEqual(len(self._get_document()), 1)

    def test_line_that_amazon_cancelled_is_not_answered(self):
        self.receive(
            make_purchase_order(
                "4CANC00X",
                [make_item("8806098286500", 0, "5.00"), make_item("8806098286123", 1, "5.00")],
            )
        )
        self.order = self.get_order("4CANC00X")
        self.order.action_confirm()
        self.assertEqual([item["itemSequenceNumber"] for item in self._get_items()], ["2"])
