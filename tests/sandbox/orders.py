# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Orders v1: purchase orders, acknowledgements, purchase order status."""

from .paging import cut_page, is_inside, read_window
from .refusal import Refusal, refuse_input
from .shapes import count_units, need, need_enum, need_list, need_money, need_party, need_quantity


def list_orders(state, group, arguments):
    if state.settings["refuse_ascending"] and arguments.get("sortOrder") == "ASC":
        raise refuse_input("Invalid sortOrder.")
    windows = {name: read_window(arguments, name) for name in ("created", "changed")}
    records = [order for order in group.orders.values() if _is_wanted(order, arguments, windows)]
    records.sort(
        key=lambda order: _get_detail(order, "purchaseOrderDate"),
        reverse=arguments.get("sortOrder") == "DESC",
    )
    page, token = cut_page(state, records, arguments)
    poisoned = set(state.settings["poisoned_orders"])
    is_short = arguments.get("includeDetails") == "false"
    if not is_short and any(order.get("purchaseOrderNumber") in poisoned for order in page):
        raise Refusal(500, "InternalFailure", "We encountered an internal error.")
    if is_short:
        page = [
            {key: order[key] for key in ("purchaseOrderNumber", "purchaseOrderState")}
            for order in page
        ]
    payload = {"orders": page}
    if token:
        payload["pagination"] = {"nextToken": token}
    return {"payload": payload}


def _get_detail(order, name):
    return (order.get("orderDetails") or {}).get(name) or ""


def _is_wanted(order, arguments, windows):
    details = order.get("orderDetails") or {}
    vendor_code = (details.get("sellingParty") or {}).get("partyId")
    items = details.get("items") or []
    return (
        is_inside(windows["created"], details.get("purchaseOrderDate"))
        and is_inside(windows["changed"], details.get("purchaseOrderChangedDate"))
        and arguments.get("purchaseOrderState") in (None, order.get("purchaseOrderState"))
        and arguments.get("orderingVendorCode") in (None, vendor_code)
        and (
            arguments.get("isPOChanged") != "true"
            or details.get("purchaseOrderChangedDate") not in (None, details["purchaseOrderDate"])
        )
        and (
            arguments.get("poItemState") != "Cancelled"
            or any(item["orderedQuantity"]["amount"] == 0 for item in items)
        )
    )


def get_order(state, group, arguments, number):
    order = group.orders.get(number)
    if not order:
        raise refuse_input(f"The purchase order {number} does not exist.")
    return {"payload": order}


# === ACKNOWLEDGEMENT === #


def acknowledge(state, group, body):
    acknowledgements = need_list(body, "acknowledgements")
    for acknowledgement in acknowledgements:
        _check_shape(acknowledgement)
    errors = [error for item in acknowledgements for error in _find_errors(group, item)]
    transaction_id = state.open_transaction(
        group, "submitAcknowledgement", acknowledgements[0]["purchaseOrderNumber"]
    )
    if errors:
        group.transactions[transaction_id]["errors"] = errors
    elif not state.settings["ignore_acknowledgements"]:
        for acknowledgement in acknowledgements:
            _take(state, group, acknowledgement)
    return {"payload": {"transactionId": transaction_id}}


def _check_shape(acknowledgement):
    need(
        acknowledgement,
        "purchaseOrderNumber",
        "sellingParty",
        "acknowledgementDate",
        "items",
        at="acknowledgements",
    )
    need_party(acknowledgement["sellingParty"], "sellingParty")
    for item in acknowledgement["items"]:
        need(item, "orderedQuantity", "netCost", "itemAcknowledgements", at="items")
        need_quantity(item["orderedQuantity"], "orderedQuantity")
        need_money(item["netCost"], "netCost")
        for answer in item["itemAcknowledgements"]:
            need(answer, "acknowledgementCode", "acknowledgedQuantity", at="itemAcknowledgements")
            need_quantity(answer["acknowledgedQuantity"], "acknowledgedQuantity")
            # Another case, such as REJECTED, passes the door and is never applied.
            need_enum(
                answer["acknowledgementCode"].capitalize(),
                "Accepted Backordered Rejected",
                "acknowledgementCode",
            )


def _find_errors(group, acknowledgement):
    number = acknowledgement["purchaseOrderNumber"]
    order = group.orders.get(number)
    if not order:
        return [_error("INVALID_ORDER_ID", f"Invalid order ID {number}.")]
    ordered = {item["itemSequenceNumber"]: item for item in order["orderDetails"]["items"]}
    errors = []
    for item in acknowledgement["items"]:
        line = ordered.get(item.get("itemSequenceNumber"))
        if not line:
            errors.append(_error("INVALID_ITEM", f"No item {item.get('itemSequenceNumber')}."))
            continue
        answered = sum(
            count_units(answer["acknowledgedQuantity"]) for answer in item["itemAcknowledgements"]
        )
        if answered != count_units(line["orderedQuantity"]):
            errors.append(_error("INVALID_QUANTITY", "The quantities do not add up."))
        back_ordered = any(
            answer["acknowledgementCode"] == "Backordered"
            for answer in item["itemAcknowledgements"]
        )
        if back_ordered and not line["isBackOrderAllowed"]:
            errors.append(_error("INVALID_BACKORDER", "The item cannot be back-ordered."))
        if float(item["netCost"]["amount"]) > float(line["netCost"]["amount"]):
            errors.append(_error("INVALID_COST", "The cost is above the purchase order's."))
    return errors


def _error(code, message):
    return {"code": code, "message": message, "details": ""}


def _take(state, group, acknowledgement):
    number = acknowledgement["purchaseOrderNumber"]
    group.acknowledgements.setdefault(number, []).append(acknowledgement)
    order = group.orders[number]
    if order["purchaseOrderState"] != "Closed":  # an answer that came too late opens none again
        order["purchaseOrderState"] = "Acknowledged"
        order["orderDetails"]["purchaseOrderStateChangedDate"] = state.text(state.now())


def get_acknowledged_units(group, number):
    """:return: accepted and rejected units by line; what the last acknowledgement left out counts
    as rejected"""
    history = group.acknowledgements.get(number)
    if not history:
        return {}
    result = {}
    for line in group.orders[number]["orderDetails"]["items"]:
        result[line["itemSequenceNumber"]] = (0, count_units(line["orderedQuantity"]))
    for item in history[-1]["items"]:
        counts = {"Accepted": 0, "Rejected": 0}
        for answer in item["itemAcknowledgements"]:
            if answer["acknowledgementCode"] in ("Accepted", "Backordered"):
                counts["Accepted"] += count_units(answer["acknowledgedQuantity"])
            elif answer["acknowledgementCode"] == "Rejected":
                counts["Rejected"] += count_units(answer["acknowledgedQuantity"])
        result[item["itemSequenceNumber"]] = (counts["Accepted"], counts["Rejected"])
    return result


# === STATUS === #


def list_status(state, group, arguments):
    windows = {name: read_window(arguments, name) for name in ("created", "updated")}
    records = []
    for number, order in group.orders.items():
        details = order.get("orderDetails")
        if not details or arguments.get("purchaseOrderNumber") not in (None, number):
            continue
        if arguments.get("orderingVendorCode") not in (None, details["sellingParty"]["partyId"]):
            continue
        if is_inside(windows["created"], details.get("purchaseOrderDate")) and is_inside(
            windows["updated"], details.get("purchaseOrderStateChangedDate")
        ):
            records.append(_make_status(group, order))
    page, token = cut_page(state, records, arguments)
    payload = {"ordersStatus": page}
    if token:
        payload["pagination"] = {"nextToken": token}
    return {"payload": payload}


def _make_status(group, order):
    number, details = order["purchaseOrderNumber"], order["orderDetails"]
    acknowledged = get_acknowledged_units(group, number)
    received = group.received_units.get(number, {})
    items = [
        _make_item_status(item, acknowledged.get(item["itemSequenceNumber"]), received)
        for item in details["items"]
    ]
    _add_steps(group, order, items)
    everything = all(item["receivingStatus"]["receiveStatus"] == "RECEIVED" for item in items)
    return {
        "purchaseOrderNumber": number,
        "purchaseOrderStatus": "CLOSED" if everything else "OPEN",
        "purchaseOrderDate": details["purchaseOrderDate"],
        "lastUpdatedDate": details.get("purchaseOrderStateChangedDate"),
        "sellingParty": details["sellingParty"],
        "shipToParty": details["shipToParty"],
        "itemStatus": items,
    }


def _make_item_status(item, acknowledged, received):
    sequence = item["itemSequenceNumber"]
    ordered = count_units(item["orderedQuantity"])
    accepted, rejected = acknowledged or (0, 0)
    confirmation = "UNCONFIRMED"
    if acknowledged:
        confirmation = (
            "ACCEPTED" if not rejected else "PARTIALLY_ACCEPTED" if accepted else "REJECTED"
        )
    arrived = received.get(sequence, 0)
    receive = "NOT_RECEIVED"
    if arrived:
        receive = "RECEIVED" if arrived >= (accepted or ordered) else "PARTIALLY_RECEIVED"
    status = {
        "itemSequenceNumber": sequence,
        "buyerProductIdentifier": item.get("amazonProductIdentifier"),
        "vendorProductIdentifier": item.get("vendorProductIdentifier"),
        "netCost": item["netCost"],
        "orderedQuantity": {"orderedQuantity": _eaches(ordered)},
        "acknowledgementStatus": {
            "confirmationStatus": confirmation,
            "acceptedQuantity": _eaches(accepted),
            "rejectedQuantity": _eaches(rejected),
        },
        "receivingStatus": {"receiveStatus": receive, "receivedQuantity": _eaches(arrived)},
    }
    return {name: value for name, value in status.items() if value is not None}


def _add_steps(group, order, items):
    """Tell when Amazon ordered, took the acknowledgement and received."""
    number, details = order["purchaseOrderNumber"], order["orderDetails"]
    history = group.acknowledgements.get(number)
    for item in items:
        ordered = item["orderedQuantity"]
        ordered["orderedQuantityDetails"] = [
            {
                "updatedDate": details["purchaseOrderDate"],
                "orderedQuantity": ordered["orderedQuantity"],
                "cancelledQuantity": _eaches(0),
            }
        ]
        answer = item["acknowledgementStatus"]
        if history:
            answer["acknowledgementStatusDetails"] = [
                {
                    "acknowledgementDate": history[-1]["acknowledgementDate"],
                    "acceptedQuantity": answer["acceptedQuantity"],
                    "rejectedQuantity": answer["rejectedQuantity"],
                }
            ]
        receiving = item["receivingStatus"]
        if receiving["receiveStatus"] != "NOT_RECEIVED" and number in group.received_at:
            receiving["lastReceiveDate"] = group.received_at[number]


def _eaches(amount):
    return {"amount": amount, "unitOfMeasure": "Eaches", "unitSize": 1}
