# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json
from pathlib import Path

from odoo.tests.common import TransactionCase, tagged

from ..spapi import schemas

NOTICE = "SubmitShipmentConfirmations"
TRANSPORT = "SubmitShipments"
# Where a value of Amazon's is chosen: (operation, name in the payload) -> (model, field)
CHOSEN = {
    (NOTICE, "shipmentType"): ("stock.picking", "amazon_shipment_type"),
    (NOTICE, "shipmentStructure"): ("stock.picking", "amazon_shipment_structure"),
    (NOTICE, "transportationMode"): ("stock.picking", "amazon_transport_mode"),
    (NOTICE, "methodOfPayment"): ("stock.picking", "amazon_import_payment"),
    (NOTICE, "handlingInstructions"): ("stock.picking", "amazon_import_handling"),
    (NOTICE, "handlingCode"): ("amazon.vendor.product", "handling_code"),
    (NOTICE, "lotNumberSourceType"): ("amazon.vendor.product", "lot_source_type"),
    (NOTICE, "durationUnit"): ("amazon.vendor.product", "shelf_life_unit"),
    (NOTICE, "containerIdentificationType"): ("stock.package", "amazon_container_type"),
    (NOTICE, "grossShipmentWeight.unitOfMeasure"): (
        "amazon.vendor.account",
        "shipment_weight_unit",
    ),
    (NOTICE, "shipmentVolume.unitOfMeasure"): ("amazon.vendor.account", "shipment_volume_unit"),
    (NOTICE, "dimensions.unitOfMeasure"): ("amazon.vendor.account", "shipment_length_unit"),
    (NOTICE, "totalWeight.unitOfMeasure"): ("sale.order.line", "amazon_net_cost_weight_unit"),
    (TRANSPORT, "transactionType"): ("stock.picking", "amazon_transport_type"),
    (TRANSPORT, "shipmentFreightTerm"): ("stock.picking", "amazon_freight_term"),
    (TRANSPORT, "currentShipmentStatus"): ("stock.picking", "amazon_transport_status"),
    (TRANSPORT, "containerType"): ("stock.package.type", "amazon_container"),
}


@tagged("post_install", "-at_install")
class TestShipmentValues(TransactionCase):
    def find(self, node, name):
        """:return: the enumeration of a property in a schema, found by the end of its path"""
        first, *rest = name.split(".")
        if isinstance(node, list):
            return next(filter(None, (self.find(part, name) for part in node)), None)
        if not isinstance(node, dict):
            return None
        found = node.get("properties", {}).get(first)
        if found and rest:
            return self.find(found, ".".join(rest))
        if found and "enum" in found:
            return set(found["enum"])
        return self.find(list(node.values()), name)

    def test_every_value_that_amazon_publishes_can_be_chosen(self):
        folder = Path(schemas.__file__).parent
        for (operation, name), (model, field) in CHOSEN.items():
            with self.subTest(f"{operation}: {name}"):
                schema = json.loads((folder / f"{operation}.v1.json").read_text())
                choices = dict(self.env[model]._fields[field].selection)
                self.assertEqual(set(choices), self.find(schema, name))
