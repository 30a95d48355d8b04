# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What is unusual about an invoice that Amazon rejected without saying why.

Its payload is compared with those of the invoices that Amazon accepted from the same account. What
none of them had is suspected, in the order of what vendors report as causes of rejection: tax rate
and registration, bill-to and addresses, form, then terms, charges, products and amounts.
"""

from decimal import Decimal


def _get_taxes(invoice):
    return {(tax["taxType"], tax.get("taxRate", "")) for tax in invoice.get("taxDetails", [])}


def _get_tax_numbers(invoice):
    return {
        (party, entry["taxRegistrationType"], entry["taxRegistrationNumber"])
        for party in ("remitToParty", "billToParty")
        for entry in invoice.get(party, {}).get("taxRegistrationDetails", [])
    }


def _get_party(name):
    return lambda invoice: {invoice.get(name, {}).get("partyId", "")}


def _get_address(name):
    return lambda invoice: {
        tuple(sorted(invoice.get(name, {}).get("address", {}).items())) or "none"
    }


def _get_of_items(name):
    return lambda invoice: {item.get(name, "") for item in invoice["items"]}


def _get_number_form(invoice):
    """:return: the number with each letter as A and each figure as 9"""
    return {"".join("9" if c.isdigit() else "A" if c.isalpha() else c for c in invoice["id"])}


def _get_charges(invoice):
    return {
        entry["type"]
        for name in ("charge", "allowance")
        for entry in invoice.get(f"{name}Details", [])
    }


def _get_cost_places(invoice):
    """:return: how many decimals the costs have"""
    costs = (Decimal(item["netCost"]["amount"]) for item in invoice["items"])
    return {-cost.normalize().as_tuple().exponent > 2 for cost in costs}


# The likeliest cause first: (its code, what is compared).
FEATURES = (
    ("tax", _get_taxes),
    ("tax_number", _get_tax_numbers),
    ("bill_to", _get_party("billToParty")),
    ("bill_to_address", _get_address("billToParty")),
    ("remit_to", _get_party("remitToParty")),
    ("remit_to_address", _get_address("remitToParty")),
    ("number", _get_number_form),
    ("currency", lambda invoice: {invoice["invoiceTotal"]["currencyCode"]}),
    (
        "unit",
        lambda invoice: {item["invoicedQuantity"]["unitOfMeasure"] for item in invoice["items"]},
    ),
    ("charges", _get_charges),
    ("terms", lambda invoice: {tuple(sorted(invoice.get("paymentTerms", {}).items())) or "none"}),
    ("cost", _get_cost_places),
    ("ship_to", _get_party("shipToParty")),
    ("product", _get_of_items("amazonProductIdentifier")),
)


def find_suspicions(rejected, accepted):
    """
    :param rejected: an element of ``invoices`` of submitInvoices
    :param accepted: elements of the same kind that Amazon accepted
    :return: (code of :data:`FEATURES`, what only the rejected one has), the likeliest first
    """
    suspicions = []
    for code, get_values in FEATURES:
        known = set().union(*map(get_values, accepted))
        missing = known and not get_values(rejected) and all(map(get_values, accepted))
        news = get_values(rejected) - known
        if news or missing:
            suspicions.append((code, sorted(map(_write, news))))
    return suspicions


def _write(value):
    if isinstance(value, tuple):
        return " ".join(_write(part) for part in value if part != "")
    return str(value)
