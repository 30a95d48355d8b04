# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Shipments v1: shipment confirmations (ASN), transport requests, labels."""

import base64
from datetime import timedelta

from .paging import cut_page
from .shapes import count_units, need, need_enum, need_list, need_party, need_quantity

# How long a notice may be replaced (use case guide 2021).
LONGEST_CORRECTION = timedelta(days=7)
LABEL = base64.b64encode(b"%PDF-1.4\n% a label of the sandbox\n%%EOF\n").decode()


def confirm(state, group, body):
    confirmations = need_list(body, "shipmentConfirmations")
    for confirmation in confirmations:
        _check_shape(confirmation)
    identifier = confirmations[0]["shipmentIdentifier"]
    transaction_id = state.open_transaction(group, "SubmitShipmentConfirmations", identifier)
    errors = [error for item in confirmations for error in _find_errors(state, group, item)]
    if errors:
        group.transactions[transaction_id]["errors"] = errors
    else:
        for confirmation in confirmations:
            identifier = confirmation["shipmentIdentifier"]
            group.shipments[identifier] = confirmation
            group.shipped_at.setdefault(identifier, state.now())
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
    if "shipmentType" in confirmation:
        need_enum(
            confirmation["shipmentType"], "TruckLoad LessThanTruckLoad SmallParcel", "shipmentType"
        )
    for carton in confirmation.get("cartons", []):
        need(carton, "cartonSequenceNumber", "items", at="cartons")
    for pallet in confirmation.get("pallets", []):
        need(pallet, "palletIdentifiers", at="pallets")


def _find_errors(state, group, confirmation):
    identifier = confirmation["shipmentIdentifier"]
    before = group.shipments.get(identifier)
    if confirmation["shipmentConfirmationType"] == "Original" and before:
        return [_error("DUPLICATE_SHIPMENT", f"Shipment {identifier} was confirmed before.")]
    if confirmation["shipmentConfirmationType"] == "Replace":
        if not before:
            return [_error("UNKNOWN_SHIPMENT", f"Shipment {identifier} was not confirmed before.")]
        errors = _find_replacement_errors(state, group, before, confirmation)
        if errors:
            return errors
    return [
        *_find_container_errors(group, confirmation),
        *_find_order_errors(group, confirmation),
    ]


def _find_replacement_errors(state, group, before, confirmation):
    identifier = confirmation["shipmentIdentifier"]
    if before["sellingParty"]["partyId"] != confirmation["sellingParty"]["partyId"]:
        return [_error("INVALID_REPLACE", "The selling party must stay the same.")]
    if state.now() > group.shipped_at[identifier] + LONGEST_CORRECTION:
        return [_error("INVALID_REPLACE", f"Shipment {identifier} is older than 7 days.")]
    units = _count_shipped(before)
    return [
        _error("INVALID_REPLACE", f"The quantity of {' '.join(map(str, key))} must not grow.")
        for key, amount in _count_shipped(confirmation).items()
        if amount > units.get(key, 0)
    ]


def _count_shipped(confirmation):
    """:return: units by order and product"""
    units = {}
    for item in confirmation["shippedItems"]:
        number = (item.get("itemDetails") or {}).get("purchaseOrderNumber")
        code = item.get("amazonProductIdentifier") or item.get("vendorProductIdentifier")
        units[number, code] = units.get((number, code), 0) + count_units(item["shippedQuantity"])
    return units


def _find_container_errors(group, confirmation):
    """Cartons refer to items, pallets to cartons; an SSCC is right and was not used before."""
    items = {item["itemSequenceNumber"] for item in confirmation["shippedItems"]}
    cartons = {carton["cartonSequenceNumber"] for carton in confirmation.get("cartons", [])}
    errors, numbers = [], []
    for container in [*confirmation.get("cartons", []), *confirmation.get("pallets", [])]:
        errors += [
            _error("INVALID_REFERENCE", f"No item {item['itemReference']}.")
            for item in container.get("items", [])
            if item["itemReference"] not in items
        ]
        references = container.get("cartonReferenceDetails", {}).get("cartonReferenceNumbers", [])
        errors += [
            _error("INVALID_REFERENCE", f"No carton {number}.")
            for number in references
            if number not in cartons
        ]
        for identifier in [
            *container.get("cartonIdentifiers", []),
            *container.get("palletIdentifiers", []),
        ]:
            if identifier["containerIdentificationType"] == "SSCC":
                numbers.append(identifier["containerIdentificationNumber"])
    used = {
        number
        for identifier, others in group.containers.items()
        if identifier != confirmation["shipmentIdentifier"]
        for number in others
    }
    for number in numbers:
        if not _is_sscc(number):
            errors.append(_error("INVALID_SSCC", f"{number} is no SSCC."))
        elif number in used or numbers.count(number) > 1:
            errors.append(_error("DUPLICATE_SSCC", f"{number} was used before."))
    if not errors:
        group.containers[confirmation["shipmentIdentifier"]] = numbers
    return errors


def _is_sscc(number):
    if len(number) != 20 or not number.isdecimal() or not number.startswith("00"):
        return False
    weighted = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(number[2:]))
    return weighted % 10 == 0


def _find_order_errors(group, confirmation):
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
    transaction_id = state.open_transaction(group, "SubmitShipments", identifier)
    errors = [error for shipment in shipments for error in _find_transport_errors(group, shipment)]
    if errors:
        group.transactions[transaction_id]["errors"] = errors
        return {"payload": {"transactionId": transaction_id}}
    for shipment in shipments:
        identifier = shipment["vendorShipmentIdentifier"]
        if shipment["transactionType"] == "Cancel":
            del group.transports[identifier]
        else:
            group.transports[identifier] = {
                **shipment,
                "shipmentCreateDate": state.text(state.now()),
                "currentShipmentStatus": "TransportationRequested",
                "currentshipmentStatusDate": state.text(state.now()),
            }
    return {"payload": {"transactionId": transaction_id}}


def _find_transport_errors(group, shipment):
    identifier = shipment["vendorShipmentIdentifier"]
    known = identifier in group.transports
    if shipment["transactionType"] == "Cancel" and not known:
        return [_error("UNKNOWN_SHIPMENT", f"Shipment {identifier} was not requested.")]
    if shipment["transactionType"] == "New" and known:
        return [_error("DUPLICATE_SHIPMENT", f"Shipment {identifier} was requested before.")]
    return []


def assign_carrier(state, group, identifier):
    """What Amazon's transport team does: carrier, reference number and pickup of a request."""
    moment = state.text(state.now() + timedelta(days=1))
    group.transports[identifier].update(
        buyerReferenceNumber="ARN4711",
        currentShipmentStatus="CarrierAssigned",
        currentshipmentStatusDate=state.text(state.now()),
        packageLabelCreateDate=state.text(state.now()),
        collectFreightPickupDetails={"scheduledPickUp": moment},
        transportationDetails={
            "shipMode": "SmallParcel",
            "carrierDetails": {"name": "UPS", "code": "UPSN"},
        },
    )


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
    """Labels are there once the carrier is assigned."""
    wanted = arguments.get("vendorShipmentIdentifier")
    labels = [
        _make_label(shipment)
        for shipment in group.transports.values()
        if "packageLabelCreateDate" in shipment
        and wanted in (None, shipment["vendorShipmentIdentifier"])
    ]
    page, token = cut_page(state, labels, arguments, largest=50)
    payload = {"transportLabels": page}
    if token:
        payload["pagination"] = {"nextToken": token}
    return {"payload": payload}


def _make_label(shipment):
    count = (shipment.get("shipmentMeasurements") or {}).get("totalCartonCount") or 1
    return {
        "labelCreateDateTime": shipment["packageLabelCreateDate"],
        "shipmentInformation": {
            "vendorDetails": {
                "sellingParty": shipment["sellingParty"],
                "vendorShipmentIdentifier": shipment["vendorShipmentIdentifier"],
            },
            "buyerReferenceNumber": shipment["buyerReferenceNumber"],
            "shipToParty": shipment["shipToParty"],
            "shipFromParty": shipment["shipFromParty"],
            "totalLabelCount": count,
            "shipMode": "SmallParcel",
        },
        "labelData": [
            {
                "labelSequenceNumber": number,
                "labelFormat": "PDF",
                "carrierCode": "UPSN",
                "trackingId": f"1Z999AA1012345{number:04d}",
                "label": LABEL,
            }
            for number in range(1, count + 1)
        ],
    }
