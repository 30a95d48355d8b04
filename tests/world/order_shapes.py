# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Orders and their status in the words of ``vendorOrders.json``."""


def write_moment(moment):
    """:return: the moment as Amazon writes it: UTC, whole seconds"""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def write_order(order, firm):
    """:return: one of the list ``orders`` of getPurchaseOrders"""
    start, end = order.window
    details = {
        "purchaseOrderDate": write_moment(order.placed),
        "purchaseOrderStateChangedDate": write_moment(order.state_changed),
        "purchaseOrderType": order.kind,
        "paymentMethod": "Invoice",
        "buyingParty": {"partyId": firm.bill_to},
        "sellingParty": {"partyId": firm.vendor_code},
        "shipToParty": {"partyId": order.centre},
        "billToParty": {"partyId": firm.bill_to},
        "deliveryWindow": f"{write_moment(start)}--{write_moment(end)}",
        "items": [_write_line(line, firm.currency) for line in order.lines],
    }
    if order.changed:
        details["purchaseOrderChangedDate"] = write_moment(order.changed)
    return {
        "purchaseOrderNumber": order.number,
        "purchaseOrderState": order.state,
        "orderDetails": details,
    }


def _write_line(line, currency):
    return {
        "itemSequenceNumber": line.sequence,
        "amazonProductIdentifier": line.product.asin,
        "vendorProductIdentifier": line.product.number,
        "orderedQuantity": write_quantity(line, line.ordered),
        "isBackOrderAllowed": line.product.pattern != "launch",
        "netCost": {"currencyCode": currency, "amount": f"{line.cost:.2f}"},
    }


def write_quantity(line, amount):
    """:return: ItemQuantity of the amount, in the unit of the line"""
    product = line.product
    return {"amount": amount, "unitOfMeasure": product.unit, "unitSize": product.size}


def read_units(quantity, line):
    """:param quantity: ItemQuantity of a document
    :return: in the unit of the line; None where that is no whole number"""
    amount, product = quantity.get("amount", 0), line.product
    if quantity.get("unitOfMeasure", product.unit) == product.unit:
        return amount
    eaches = amount * (quantity.get("unitSize") or 1)
    units, rest = divmod(eaches, product.size)
    return None if rest else units


def write_status(order, firm):
    """:return: one of the list ``ordersStatus`` of getPurchaseOrdersStatus"""
    return {
        "purchaseOrderNumber": order.number,
        "purchaseOrderStatus": get_status(order),
        "purchaseOrderDate": write_moment(order.placed),
        "lastUpdatedDate": write_moment(order.touched),
        "sellingParty": {"partyId": firm.vendor_code},
        "shipToParty": {"partyId": order.centre},
        "itemStatus": [_write_line_status(line, firm.currency) for line in order.lines],
    }


def get_status(order):
    """:return: OPEN or CLOSED"""
    return "CLOSED" if order.state == "Closed" else "OPEN"


def get_confirmation(line):
    """:return: itemConfirmationStatus of the line"""
    if not line.answers:
        return "UNCONFIRMED"
    if not line.accepted:
        return "REJECTED"
    return "PARTIALLY_ACCEPTED" if line.rejected else "ACCEPTED"


def get_receipt(line):
    """:return: itemReceiveStatus of the line"""
    if not line.received:
        return "NOT_RECEIVED"
    return "RECEIVED" if line.received >= line.accepted else "PARTIALLY_RECEIVED"


def _write_line_status(line, currency):
    receiving = {
        "receiveStatus": get_receipt(line),
        "receivedQuantity": write_quantity(line, line.received),
    }
    if line.last_receipt:
        receiving["lastReceiveDate"] = write_moment(line.last_receipt)
    return {
        "itemSequenceNumber": line.sequence,
        "buyerProductIdentifier": line.product.asin,
        "vendorProductIdentifier": line.product.number,
        "netCost": {"currencyCode": currency, "amount": f"{line.cost:.2f}"},
        "orderedQuantity": {
            "orderedQuantity": write_quantity(line, line.ordered),
            "orderedQuantityDetails": [
                {
                    "updatedDate": write_moment(moment),
                    "orderedQuantity": write_quantity(line, ordered),
                    "cancelledQuantity": write_quantity(line, cancelled),
                }
                for moment, ordered, cancelled in line.steps
            ],
        },
        "acknowledgementStatus": {
            "confirmationStatus": get_confirmation(line),
            "acceptedQuantity": write_quantity(line, line.accepted),
            "rejectedQuantity": write_quantity(line, line.rejected),
            "acknowledgementStatusDetails": [
                {
                    "acknowledgementDate": write_moment(moment),
                    "acceptedQuantity": write_quantity(line, accepted),
                    "rejectedQuantity": write_quantity(line, rejected),
                }
                for moment, accepted, rejected in line.answers
            ],
        },
        "receivingStatus": receiving,
    }
