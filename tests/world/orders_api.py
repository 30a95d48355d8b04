# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The operations on purchase orders (``vendorOrders.json``) and getTransaction."""

from . import acknowledgements, order_shapes
from .paging import Refused, check_windows, cut, is_within


def list_orders(amazon, query):
    """getPurchaseOrders; unknown parameters are ignored in silence, as by Amazon."""
    check_windows(query, "created", "changed")
    found = [order for order in amazon.orders.values() if _is_asked_for(order, query, amazon.firm)]
    found.sort(key=lambda order: order.placed, reverse=query.get("sortOrder") == "DESC")
    page, token = cut(found, query, 100)
    orders = [order_shapes.write_order(order, amazon.firm) for order in page]
    if query.get("includeDetails") == "false":
        for order in orders:
            del order["orderDetails"]
    return _make_list("orders", orders, token)


def _is_asked_for(order, query, firm):
    gone = any(not line.ordered for line in order.lines)
    return (
        is_within(query, "created", order.placed)
        and is_within(query, "changed", order.changed)
        and query.get("purchaseOrderState", order.state) == order.state
        and query.get("orderingVendorCode", firm.vendor_code) == firm.vendor_code
        and (query.get("isPOChanged") != "true" or bool(order.changed))
        and (query.get("poItemState") != "Cancelled" or gone)
    )


def get_order(amazon, query, number):
    """getPurchaseOrder"""
    order = amazon.orders.get(number)
    if order is None:
        raise Refused(404, "ResourceNotFound", "The purchase order does not exist")
    return 200, {"payload": order_shapes.write_order(order, amazon.firm)}


def list_status(amazon, query):
    """getPurchaseOrdersStatus"""
    check_windows(query, "created", "updated")
    found = [order for order in amazon.orders.values() if _has_status(order, query, amazon.firm)]
    found.sort(key=lambda order: order.placed, reverse=query.get("sortOrder") == "DESC")
    page, token = cut(found, query, 100)
    statuses = [order_shapes.write_status(order, amazon.firm) for order in page]
    return _make_list("ordersStatus", statuses, token)


def _has_status(order, query, firm):
    confirmed = {order_shapes.get_confirmation(line) for line in order.lines}
    received = {order_shapes.get_receipt(line) for line in order.lines}
    status = order_shapes.get_status(order)
    return (
        is_within(query, "created", order.placed)
        and is_within(query, "updated", order.touched)
        and query.get("purchaseOrderNumber", order.number) == order.number
        and query.get("purchaseOrderStatus", status) == status
        and query.get("orderingVendorCode", firm.vendor_code) == firm.vendor_code
        and query.get("shipToPartyId", order.centre) == order.centre
        and query.get("itemConfirmationStatus") in {None, *confirmed}
        and query.get("itemReceiveStatus") in {None, *received}
    )


def submit(amazon, query, body):
    """submitAcknowledgement"""
    listed = (body or {}).get("acknowledgements")
    if not isinstance(listed, list) or not listed:
        raise Refused(400, "InvalidRequest", "acknowledgements is missing")
    for acknowledgement in listed:
        for name in ("purchaseOrderNumber", "sellingParty", "acknowledgementDate", "items"):
            if name not in acknowledgement:
                raise Refused(400, "InvalidInput", f"{name} is missing")
    return amazon.take("submitAcknowledgement", lambda moment: _work(amazon, listed, moment))


def _work(amazon, listed, moment):
    errors = [
        error
        for acknowledgement in listed
        for error in acknowledgements.find_errors(
            amazon.orders, amazon.firm.vendor_code, acknowledgement
        )
    ]
    if not errors:
        for acknowledgement in listed:
            order = amazon.orders[acknowledgement["purchaseOrderNumber"].strip()]
            acknowledgements.apply(order, acknowledgement, amazon.truth, moment)
    return errors


def get_transaction(amazon, query, identifier):
    """getTransaction"""
    payload = amazon.transactions.write(identifier)
    if payload is None:
        raise Refused(400, "InvalidInput", "The transaction does not exist")
    return 200, {"payload": payload}


def _make_list(name, records, token):
    payload = {name: records}
    if token:
        payload["pagination"] = {"nextToken": token}
    return 200, {"payload": payload}
