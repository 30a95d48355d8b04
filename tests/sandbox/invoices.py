# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Vendor Invoices v1. The door looks at the shape; what is wrong with the content is refused later,
and then seen in the Invoices API only, as vendors report."""

from decimal import ROUND_HALF_UP, Decimal

from .orders import get_acknowledged_units
from .shapes import count_units, need, need_enum, need_list, need_money, need_party, need_quantity

# The smallest coin of currencies that have no cents.
COINS = {"JPY": Decimal(1), "KWD": Decimal("0.001"), "BHD": Decimal("0.001")}


def submit(state, group, body):
    submitted = need_list(body, "invoices")
    for invoice in submitted:
        _check_shape(invoice)
    transaction_id = state.open_transaction(group, "submitInvoices", submitted[0]["id"])
    for invoice in submitted:
        errors = _find_errors(state, group, invoice)
        known = group.invoices.get(invoice["id"])
        if known and known["status"] != "REJECTED":
            group.transactions[transaction_id]["errors"] = [
                {"code": "DUPLICATE", "message": f"Invoice {invoice['id']} exists.", "details": ""}
            ]
            continue
        group.invoices[invoice["id"]] = {
            "invoice": invoice,
            "status": "REJECTED" if errors else "IN_PROGRESS",
            "errors": errors,
            "taken": state.now(),
            "updated": state.now(),
            "paid": Decimal(0),
            "shortage": Decimal(0),
            "payments": [],
        }
    return {"payload": {"transactionId": transaction_id}}


def _check_shape(invoice):
    need(invoice, "invoiceType", "id", "date", "remitToParty", "invoiceTotal", at="invoices")
    need_enum(invoice["invoiceType"], "Invoice CreditNote", "invoiceType")
    need_party(invoice["remitToParty"], "remitToParty")
    need_money(invoice["invoiceTotal"], "invoiceTotal")
    for party in ("remitToParty", "billToParty", "shipToParty"):
        details = invoice.get(party, {}).get("taxRegistrationDetails")
        if details is not None and not isinstance(details, list):
            need(None, at="taxRegistrationDetails")
    for item in invoice.get("items", []):
        need(item, "itemSequenceNumber", "invoicedQuantity", "netCost", at="items")
        if not isinstance(item["itemSequenceNumber"], int):
            need(None, at="itemSequenceNumber")
        need_quantity(item["invoicedQuantity"], "invoicedQuantity")
        need_money(item["netCost"], "netCost")


def _find_errors(state, group, invoice):
    errors = []
    if invoice["date"] > state.text(state.now()):
        errors.append("The invoice date is in the future.")
    if (invoice.get("billToParty") or {}).get("partyId") not in group.bill_to:
        errors.append("The bill-to party does not match our records.")
    if _amount(invoice["invoiceTotal"]) == 0:
        errors.append("The invoice total is zero.")
    errors += find_wrong_sums(invoice)
    if invoice["invoiceType"] == "Invoice":
        for item in invoice.get("items", []):
            errors += _find_item_errors(group, item)
    return errors


def _find_item_errors(group, item):
    order = group.orders.get(item.get("purchaseOrderNumber"))
    if not order:
        return [f"The purchase order {item.get('purchaseOrderNumber')} is not known."]
    lines = [
        line
        for line in order["orderDetails"]["items"]
        if item.get("amazonProductIdentifier", "") == line.get("amazonProductIdentifier", "")
        or item.get("vendorProductIdentifier", "") == line.get("vendorProductIdentifier", "")
    ]
    if not lines:
        return ["The product is not on the purchase order."]
    acknowledged = get_acknowledged_units(group, order["purchaseOrderNumber"])
    accepted = sum(acknowledged.get(line["itemSequenceNumber"], (0, 0))[0] for line in lines)
    if count_units(item["invoicedQuantity"]) > accepted:
        return ["The invoiced quantity is above the confirmed quantity."]
    return []


def find_wrong_sums(invoice):
    """The invoice is added up again from its parts: once with each item's amount rounded to the
    currency, once with their sum rounded.

    :return: where it is wrong, by a cent or more
    """
    errors = []
    total = _amount(invoice["invoiceTotal"])
    items = [_get_item_total(item) for item in invoice.get("items", [])]
    coin = COINS.get(invoice["invoiceTotal"]["currencyCode"], Decimal("0.01"))
    rest = sum(map(_sum_charges, (invoice, *invoice["items"])), Decimal(0)) + _sum_taxes(invoice)
    by_sum = _round(sum(items, Decimal(0)), coin) + rest
    by_item = sum((_round(item, coin) for item in items), Decimal(0)) + rest
    if not by_sum == by_item == total:
        errors.append("The invoice total does not match the items, charges and taxes.")
    if _sum_taxes(invoice) != _sum_taxes_of_parts(invoice):
        errors.append("The taxes of the header do not match the taxes of the items and charges.")
    return errors


def _round(amount, coin):
    return (amount / coin).quantize(Decimal(1), ROUND_HALF_UP) * coin


def _get_item_total(item):
    quantity = item["invoicedQuantity"]
    weight = quantity.get("totalWeight")
    factor = Decimal(weight["amount"]) if weight else quantity["amount"]
    return _amount(item["netCost"]) * factor


def _sum_charges(record):
    charges = sum((_amount(c["chargeAmount"]) for c in record.get("chargeDetails", [])), Decimal(0))
    allowances = sum(
        (_amount(a["allowanceAmount"]) for a in record.get("allowanceDetails", [])), Decimal(0)
    )
    return charges - allowances


def _sum_taxes(record):
    taxes = [tax for tax in record.get("taxDetails", []) if tax["taxType"] != "DomesticVAT"]
    return sum((_amount(tax["taxAmount"]) for tax in taxes), Decimal(0))


def _sum_taxes_of_parts(invoice):
    items = invoice.get("items", [])
    charges, allowances = (
        [detail for holder in (invoice, *items) for detail in holder.get(name, [])]
        for name in ("chargeDetails", "allowanceDetails")
    )
    taxes = sum(map(_sum_taxes, (*items, *charges)), Decimal(0))
    return taxes - sum(map(_sum_taxes, allowances), Decimal(0))


def _amount(money):
    return Decimal(money["amount"])
