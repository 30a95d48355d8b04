# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon makes of an acknowledgement.

Rules by Amazon's guides: a line that is not named is rejected by silence; without code or price
all of it is refused; quantities at most the ordered, prices at most the order's; corrections for
48 hours, each in place of the one before; what was first rejected is never accepted any more.
"""

from datetime import timedelta
from decimal import Decimal, InvalidOperation

CORRECTED_WITHIN = timedelta(hours=48)
CODES = ("Accepted", "Backordered", "Rejected")
REASONS = ("TemporarilyUnavailable", "InvalidProductIdentifier", "ObsoleteProduct")


def find_errors(orders, vendor_code, body):
    """:param orders: number -> :class:`.purchase_orders.Order`
    :param body: one of the list ``acknowledgements`` of the call
    :return: list of sentences; empty where Amazon takes it"""
    order = orders.get(str(body.get("purchaseOrderNumber", "")).strip())
    if order is None:
        return ["INVALID_ORDER_ID: the purchase order does not exist"]
    if body.get("sellingParty", {}).get("partyId") != vendor_code:
        return ["The selling party is not the vendor code of the purchase order"]
    errors = []
    for item in body.get("items", []):
        line = order.get_line(item.get("itemSequenceNumber", ""))
        if line is None:
            errors.append(f"Line {item.get('itemSequenceNumber')} is not of the purchase order")
        else:
            errors += _find_errors_of_item(line, item)
    return errors


def _find_errors_of_item(line, item):
    cost, entries = _read(item.get("netCost")), item.get("itemAcknowledgements") or []
    if cost is None or cost <= 0:
        yield f"Line {line.sequence}: netCost is missing"
    elif cost > line.cost:
        yield f"Line {line.sequence}: netCost is above the purchase order's"
    if not entries:
        yield f"Line {line.sequence}: no acknowledgement code"
    total = 0
    for entry in entries:
        quantity = entry.get("acknowledgedQuantity", {})
        total += quantity.get("amount", 0)
        if entry.get("acknowledgementCode") not in CODES:
            yield f"Line {line.sequence}: unknown acknowledgement code"
        elif _lacks_reason(entry):
            yield f"Line {line.sequence}: a rejection needs its reason"
        if quantity.get("unitOfMeasure") != line.product.unit:
            yield f"Line {line.sequence}: not in the purchase order's unit"
    if total > line.ordered:
        yield f"Line {line.sequence}: more than ordered"


def apply(order, body, truth, moment):
    """Takes an acknowledgement that has no errors into the order. Later than 48 hours after the
    first, what was answered stands; what Amazon ordered more since is answered for the first time.
    """
    is_late = bool(order.answered) and moment > order.answered + CORRECTED_WITHIN
    items = {order.get_line(i["itemSequenceNumber"]).sequence: i for i in body["items"]}
    for line in order.lines:
        entries = items.get(line.sequence, {}).get("itemAcknowledgements", [])
        amounts = dict.fromkeys(CODES, 0)
        for entry in entries:
            amounts[entry["acknowledgementCode"]] += entry["acknowledgedQuantity"]["amount"]
        of_line = {"order": order.number, "line": line.sequence}
        truth.record(moment, "withdrawn", units=line.accepted + line.rejected, **of_line)
        _answer_line(order, line, amounts, is_late)
        line.answers.append((moment, line.accepted, line.rejected))
        truth.record(moment, "accepted", units=line.accepted, **of_line)
        truth.record(moment, "rejected", units=line.rejected, **of_line)
    order.answered = order.answered or moment
    if order.state == "New":
        order.state, order.state_changed = "Acknowledged", moment


def _answer_line(order, line, amounts, is_late):
    taken = amounts["Accepted"] + amounts["Backordered"]
    if is_late:
        stands = min(line.accepted, line.ordered)
        added = max(0, line.ordered - line.accepted - line.rejected)
        taken = stands + min(added, max(0, taken - stands))
    elif order.answered:  # a rejection stands
        taken = min(taken, line.ordered - line.rejected)
    line.accepted, line.rejected = taken, line.ordered - taken
    line.backordered = min(taken, amounts["Backordered"])


def _lacks_reason(entry):
    is_rejected = entry["acknowledgementCode"] == "Rejected"
    return is_rejected and entry.get("rejectionReason") not in REASONS


def _read(money):
    try:
        return Decimal((money or {})["amount"])
    except (KeyError, TypeError, InvalidOperation):
        return None
