# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Shipments v1: shipment confirmations (ASN), transport requests, labels."""

import base64

from .paging import cut_page
from .shapes import need, need_enum, need_list, need_party, need_quantity

LABEL = base64.b64encode(b"%PDF-1.4\n% a label of the sandbox\n%%EOF\n").decode()


def confirm(state, group, body):
    confirmations = need_list(body, "shipmentConfirmations")
    for confirmation in confirmations:
        _check_shape(confirmation)
    identifier = confirmations[0]["shipmentIdentifier"]
    transaction_id = state.open_transaction(group, "SubmitShipmentConfirmations", identifier)
    errors = [error for item in confirmations for error in _find_errors(group, item)]
    if errors:
        group.transactions[transaction_id]["errors"] = errors
    else:
        for confirmation in confirmations:
            group.shipments[confirmation["shipmentIdentifier"]] = confirmation
    return {"payload": {"transactionId": transaction_id}}


def _check_shape(confirmation):
    need(
        confirmation,
        "shipmentIdentifier",
        "shipmentConfirmationType",
        "shipmentConfirmationDate",
        "sellingParty",
        "shipFromParty",
        "shipToParty",
        "shippedItems",
        at="shipmentConfirmations",
    )
    need_enum(
        confirmation["shipmentConfirmationType"], "Original Replace", "shipmentConfirmationType"
    )
    for name in ("sellingParty", "shipFromParty", "shipToParty"):
        need_party(confirmation[name], name)
    for item in confirmation["shippedItems"]:
        need(item, "itemSequenceNumber", "shippedQuantity", at="shippedItems")
        need_quantity(item["shippedQuantity"], "shippedQuantity")


def _find_errors(group, confirmation):
    identifier = confirmation["shipmentIdentifier"]
    known = identifier in group.shipments
    if confirmation["shipmentConfirmationType"] == "Original" and known:
        return [_error("DUPLICATE_SHIPMENT", f"Shipment {identifier} was confirmed before.")]
    if confirmation["shipmentConfirmationType"] == "Replace" and not known:
        return [_error("UNKNOWN_SHIPMENT", f"Shipment {identifier} was not confirmed before.")]
    numbers = {
        (item.get("itemDetails") or {}).get("purchaseOrderNumber")
        for item in confirmation["shippedItems"]
    }
    return [
        _error("INVALID_ORDER_ID", f"Invalid order ID {number}.")
        for number in numbers
        if number not in group.orders
    ]


def _error(code, message):
    return {"code": code, "message": message, "details": ""}


def submit(state, group, body):
    shipments = need_list(body, "shipments")
    for shipment in shipments:
        need(
            shipment,
            "vendorShipmentIdentifier",
            "transactionType",
            "transactionDate",
            "sellingParty",
            "shipFromParty",
            "shipToParty",
            at="shipments",
        )
        need_enum(shipment["transactionType"], "New Cancel", "transactionType")
    identifier = shipments[0]["vendorShipmentIdentifier"]
    for shipment in shipments:
        group.transports[shipment["vendorShipmentIdentifier"]] = {
            **shipment,
            "currentShipmentStatus": "TransportationRequested",
        }
    return {
        "payload": {"transactionId": state.open_transaction(group, "SubmitShipments", identifier)}
    }


def list_shipments(state, group, arguments):
    records = list(group.transports.values())
    wanted = arguments.get("vendorShipmentIdentifier")
    records = [r for r in records if wanted in (None, r["vendorShipmentIdentifier"])]
    page, token = cut_page(state, records, arguments, largest=50)
    payload = {"shipments": page}
    if token:
        payload["pagination"] = {"nextToken": token}
    return {"payload": payload}


def list_labels(state, group, arguments):
    labels = [
        {
            "labelCreateDateTime": state.text(state.now()),
            "shipmentInformation": {
                "vendorDetails": {"sellingParty": shipment["sellingParty"]},
                "buyerReferenceNumber": shipment.get("buyerReferenceNumber", ""),
                "shipToParty": shipment["shipToParty"],
                "shipFromParty": shipment["shipFromParty"],
                "totalLabelCount": 1,
                "shipMode": "SmallParcel",
            },
            "labelData": [{"labelSequenceNumber": 1, "labelFormat": "PDF", "label": LABEL}],
        }
        for shipment in group.transports.values()
    ]
    page, token = cut_page(state, labels, arguments, largest=50)
    payload = {"transportLabels": page}
    if token:
        payload["pagination"] = {"nextToken": token}
    return {"payload": payload}
