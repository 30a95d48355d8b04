# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every value that Amazon's model lets an acknowledgement have can be made from an order."""

import json

from odoo.tests.common import tagged

from odoo.addons.acorn_iamazon.tests.common import (
    AmazonCase,
    get_moment,
    make_item,
    make_purchase_order,
)

from tests.contract.models import find_errors_of_body, load_operations, needs_models

KETTLE = "8806098286500"
OPERATION = "submitAcknowledgement"
REASONS = ("TemporarilyUnavailable", "InvalidProductIdentifier", "ObsoleteProduct")


def get_published_values():
    """:return: the enumerated values that the body of the operation may have, with the name of
    their field"""
    model, part = load_operations()[OPERATION]
    (parameter,) = (p for p in part["parameters"] if p.get("in") == "body")
    values, seen = set(), set()

    def walk(schema, name):
        reference = schema.get("$ref")
        if reference:
            if (reference, name) in seen:
                return
            seen.add((reference, name))
            schema = model["definitions"][reference.rsplit("/", 1)[1]]
        values.update((name, value) for value in schema.get("enum", []))
        if "items" in schema:
            walk(schema["items"], name)
        for key, value in schema.get("properties", {}).items():
            walk(value, key)

    walk(parameter["schema"], "body")
    return values


def collect_values(value, name="body"):
    """:return: the texts of a body with the names of their fields"""
    if isinstance(value, dict):
        return {pair for key, part in value.items() for pair in collect_values(part, key)}
    if isinstance(value, list):
        return {pair for part in value for pair in collect_values(part, name)}
    return {(name, value)} if isinstance(value, str) else set()


@needs_models
@tagged("post_install", "-at_install")
class TestAcknowledgements(AmazonCase):
    def build(self, number, *items, tax_type=None, **answers):
        """:param answers: values of the lines, each a list with one value a line
        :return: the body of the acknowledgement of an order of these items"""
        party = {"partyId": f"ACR{tax_type or 'N'}"}
        if tax_type:
            party["taxInfo"] = {
                "taxRegistrationType": tax_type,
                "taxRegistrationNumber": "29AAFCD5862R1ZR",
            }
        self.receive(make_purchase_order(number, items, sellingParty=party))
        order = self.get_order(number)
        for name, values in answers.items():
            for line, value in zip(order.order_line, values, strict=True):
                line[name] = value
        order.action_amazon_acknowledge()
        document = order.amazon_document_ids.filtered(lambda d: d.kind == "acknowledgement")
        self.assertEqual(document.state, "ready", document.error_message)
        body = json.loads(document.payload)
        self.assertEqual(find_errors_of_body(OPERATION, body), [])
        return body

    def test_every_published_value_can_be_produced(self):
        self.kettle.weight = 2.0
        back_order = make_item(KETTLE, 4, "5.00", isBackOrderAllowed=True)
        weights = ("POUNDS", "OUNCES", "GRAMS", "KILOGRAMS")
        bodies = [
            self.build(
                "4ANSWERX",
                back_order,
                amazon_backordered_quantity=[2],
                amazon_scheduled_ship_date=[get_moment(days=27)],
                amazon_scheduled_delivery_date=[get_moment(days=30)],
            ),
            self.build(
                "4REASONS",
                *(make_item(KETTLE, 4, "5.00", "Cases", 3) for _reason in REASONS),
                product_uom_qty=[3, 0, 0],
                amazon_rejection_reason=REASONS,
                tax_type="VAT",
            ),
            self.build(
                "4WEIGHTS",
                *(make_item(KETTLE, 4, "5.00", weight_unit=unit) for unit in weights),
                tax_type="GST",
            ),
        ]
        produced = {pair for body in bodies for pair in collect_values(body)}
        self.assertGreaterEqual(len(get_published_values()), 12)
        self.assertEqual(get_published_values() - produced, set())
