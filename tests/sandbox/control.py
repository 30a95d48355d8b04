# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The controls beside the API: what a test or a demo lets "Amazon" do.

``GET /_sandbox/state`` and ``/_sandbox/received?operation=…`` look; the others are a POST of JSON.
"""

import json
import secrets
from datetime import timedelta
from pathlib import Path

from werkzeug.wrappers import Response

from . import payments, remittances, shipments
from .shapes import count_units


def handle(state, action, request):
    view = ACTIONS.get(action)
    if not view:
        return Response(f"Controls: {', '.join(sorted(ACTIONS))}\n", 404)
    body = request.get_json() if request.method == "POST" else request.args
    with state.lock:
        return Response(json.dumps(view(state, body)), content_type="application/json")


def _get_group(state, body):
    return state.groups[body.get("group") or next(iter(state.groups))]


def show_state(state, body):
    group = _get_group(state, body)
    return {
        "orders": list(group.orders),
        "acknowledgements": {number: len(a) for number, a in group.acknowledgements.items()},
        "shipments": list(group.shipments),
        "invoices": {
            number: {
                "status": record["status"],
                "errors": record["errors"],
                "total": record["invoice"]["invoiceTotal"]["amount"],
            }
            for number, record in group.invoices.items()
        },
        "payments": group.payments,
        "throttled": state.throttled,
    }


def show_received(state, body):
    """:return: the calls that passed the door, with their bodies"""
    wanted = body.get("operation")
    return [call for call in state.received if wanted in (None, call["operation"])]


def load_scenario(state, body):
    """Another world; without one the world begins anew: as it was loaded, or remembered since."""
    if body:
        state.load(body)
    else:
        state.begin_anew()
    return {}


def remember(state, _body):
    state.remember()
    return {}


def put_orders(state, body):
    """Add or change purchase orders; a changed one gets a new change date."""
    group = _get_group(state, body)
    for order in body["orders"]:
        if body.get("changed"):
            order["orderDetails"]["purchaseOrderChangedDate"] = state.text(state.now())
        state.put_order(group, order)
    return {}


def load_models(state, body):
    """Take the example orders of Amazon's published models, found in a folder, as they are."""
    group = _get_group(state, body)
    model = json.loads((Path(body["folder"]) / "vendorOrders.json").read_text())
    loaded = []
    answer = model["paths"]["/vendor/orders/v1/purchaseOrders"]["get"]["responses"]["200"]
    for example in answer["x-amzn-api-sandbox"]["static"]:
        for order in example["response"]["payload"]["orders"]:
            details = order.get("orderDetails", {})
            if details.get("items") and order["purchaseOrderNumber"] not in loaded:
                group.orders[order["purchaseOrderNumber"]] = order
                loaded.append(order["purchaseOrderNumber"])
    return loaded


def receive_goods(state, body):
    """A fulfilment centre books goods in: ``units`` by line, or all that was confirmed."""
    group = _get_group(state, body)
    number = body["purchaseOrderNumber"]
    order = group.orders[number]
    units = body.get("units") or {
        item["itemSequenceNumber"]: count_units(item["orderedQuantity"])
        for item in order["orderDetails"]["items"]
    }
    group.received_units[number] = units
    group.received_at[number] = state.text(state.now())
    order["orderDetails"]["purchaseOrderStateChangedDate"] = group.received_at[number]
    return units


def show_answer(state, body):
    """Amazon keeps another answer to a line than it was told: ``number``, ``line``, and the
    ``accepted`` and ``rejected`` units."""
    history = _get_group(state, body).acknowledgements[body["number"]]
    entries = [
        {
            "acknowledgementCode": code,
            "acknowledgedQuantity": {
                "amount": body[name],
                "unitOfMeasure": "Eaches",
                "unitSize": 1,
            },
        }
        for code, name in (("Accepted", "accepted"), ("Rejected", "rejected"))
    ]
    items = [
        {**item, "itemAcknowledgements": entries}
        if item["itemSequenceNumber"] == body["line"]
        else item
        for item in history[-1]["items"]
    ]
    history[-1] = {**history[-1], "items": items}


def change_invoice(state, body):
    """Amazon's accounts payable decide otherwise: ``status``, or fields of the ``header``."""
    record = _get_group(state, body).invoices[body["number"]]
    record["status"] = body.get("status", record["status"])
    record["header"] = {**record.get("header", {}), **body.get("header", {})}
    record["updated"] = state.now()
    return {}


def pay(state, body):
    return payments.pay(state, _get_group(state, body), body)


def put_remittance(state, body):
    return remittances.put(state, _get_group(state, body), body)


def add_fault(state, body):
    """A fault for the next calls of an operation (``token`` for the login, ``*`` for all)::

    {"operation": "getPurchaseOrders", "times": 2, "skip": 1, "status": 503}
    {"operation": "submitInvoices", "cut": "after"}      processed, the answer is lost
    {"operation": "*", "hang": 60} · {"truncate": true}  ("length" keeps the length told)
    """
    state.faults.append(dict(body))
    return {}


def clear_faults(state, body):
    state.faults.clear()
    return {}


def change_settings(state, body):
    state.settings.update(body)
    return state.settings


def move_clock(state, body):
    state.clock_offset += timedelta(seconds=body["seconds"])
    return {"now": state.text(state.now())}


def expire_tokens(state, body):
    state.tokens = {
        token: (group, state.now() - timedelta(seconds=1))
        for token, (group, _expires) in state.tokens.items()
    }
    return {}


def revoke(state, body):
    """The vendor takes the authorisation back: the refresh token and all access tokens die."""
    group = _get_group(state, body)
    group.refresh_token = None
    state.tokens = {t: v for t, v in state.tokens.items() if v[0] != group.name}
    return {}


def give_consent(state, body):
    """A person consents on Amazon's page: a code for the redirect address, and a new token."""
    group = _get_group(state, body)
    group.refresh_token = f"Atzr|{secrets.token_urlsafe(32)}"
    code = secrets.token_urlsafe(12)
    expires_at = state.now() + timedelta(minutes=5)
    group.authorisation_codes[code] = {
        "redirect_uri": body["redirect_uri"],
        "expires_at": expires_at.isoformat(),
    }
    return {"spapi_oauth_code": code, "selling_partner_id": f"amzn1.vg.{group.name}"}


def fail_transaction(state, body):
    """Refuse what was submitted last by an operation: its transaction says Failure."""
    group = _get_group(state, body)
    for transaction in reversed(list(group.transactions.values())):
        if transaction["operation"] == body["operation"]:
            transaction["errors"] = body.get("errors", [])
            break
    return {}


def assign_carrier(state, body):
    """Let Amazon name the carrier of a requested transport: ``{"shipment": number}``."""
    shipments.assign_carrier(state, _get_group(state, body), body["shipment"])
    return {}


ACTIONS = {
    "assign_carrier": assign_carrier,
    "acknowledged": show_answer,
    "state": show_state,
    "received": show_received,
    "scenario": load_scenario,
    "remember": remember,
    "orders": put_orders,
    "models": load_models,
    "receive": receive_goods,
    "invoice": change_invoice,
    "pay": pay,
    "remittance": put_remittance,
    "fault": add_fault,
    "clear_faults": clear_faults,
    "settings": change_settings,
    "clock": move_clock,
    "expire_tokens": expire_tokens,
    "revoke": revoke,
    "consent": give_consent,
    "fail_transaction": fail_transaction,
}
