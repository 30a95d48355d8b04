# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittance API 2026-03-17: what Amazon paid, payment by payment and line by line.

Amazon prints no usage plan and no role; the API is not there in each marketplace.
"""

from datetime import timedelta
from decimal import Decimal

from .paging import cut_page, read_moment
from .refusal import Refusal, refuse_input

LONGEST_WINDOW = timedelta(days=90)
REACH = timedelta(days=366)


def list_headers(state, group, arguments):
    marketplace = _check_marketplace(state, arguments)
    now = state.now()
    end = _read_date(arguments, "endDate") or now
    start = _read_date(arguments, "startDate") or end - timedelta(days=30)
    if end - start > LONGEST_WINDOW:
        raise refuse_input("The window must not exceed 90 days.")
    if start < now - REACH:
        raise refuse_input("startDate is earlier than one year back.")
    window = (state.text(start)[:10], state.text(end)[:10])
    headers = [
        {k: v for k, v in payment["remittanceHeader"].items() if k != "countryCode"}
        for payment in group.remittances.values()
        if payment["marketplaceId"] in (None, marketplace)
        and window[0] <= payment["remittanceHeader"]["paymentDate"][:10] <= window[1]
    ]
    page, token = cut_page(state, headers, arguments, state.settings["remittances_a_page"])
    answer = {"remittances": page, "numOfRecords": len(headers)}
    if token:
        answer["nextToken"] = token
    return answer


def get_remittance(state, group, arguments, identifier):
    _check_marketplace(state, arguments)
    payment = group.remittances.get(identifier)
    if not payment:
        raise Refusal(404, "ResourceNotFound", "The remittance does not exist.")
    page, token = cut_page(
        state,
        payment["remittanceItems"],
        {"nextToken": arguments.get("nextTokenForLineItems")},
        state.settings["items_a_page"],
        repeats=False,
    )
    answer = {"remittanceHeader": payment["remittanceHeader"], "remittanceItems": page}
    if token:
        answer["nextTokenForLineItems"] = token
    return answer


def put(state, group, body):
    """Add a payment, or change one that is there: ``header`` (``uniquePaymentId`` is what it is
    known by; None takes a field away), ``items``, and the ``marketplace`` that alone tells of it.
    """
    header = body["header"]
    payment = group.remittances.setdefault(
        header["uniquePaymentId"],
        {"remittanceHeader": {}, "remittanceItems": [], "marketplaceId": body.get("marketplace")},
    )
    changed = {**payment["remittanceHeader"], **header}
    payment["remittanceHeader"] = {k: v for k, v in changed.items() if v is not None}
    payment["remittanceItems"] = body.get("items", payment["remittanceItems"])
    return payment


def add_paid(state, group, number, currency, lines):
    """Tell here as well what an export tells: the rows of :mod:`.payments`."""
    amount = sum((line[-2] for line in lines), Decimal(0))
    put(
        state,
        group,
        {
            "header": {
                "uniquePaymentId": f"U{number}",
                "paymentNumber": number,
                "paymentDate": f"{state.now():%Y-%m-%d}T00:00:00Z",
                "exchangeRate": 1.0,
                "paymentAmount": _make_money(amount, currency),
                "paymentAmountInInvoiceCurrency": _make_money(amount, currency),
                "paymentMethod": "EFT",
                "remittanceStatus": "SUCCESSFUL",
                "lineItemCount": len(lines),
                "relatedIdentifiers": [_make_vendor_code("ACRN1")],
                "countryCode": "US",
            },
            "items": [_make_item(line, currency) for line in lines],
        },
    )


def _make_item(line, currency):
    _payment, number, date, text, whole, _currency, withheld, discount, paid, _remaining = line
    month, day, year = date.split("/")
    return {
        "invoiceNumber": number,
        "invoiceIssueDate": f"{year}-{month}-{day}T00:00:00Z",
        "withholdingAmount": _make_money(withheld, currency),
        "totalAmount": _make_money(whole, currency),
        "netAmountPaid": _make_money(paid, currency),
        "netAmountPaidBreakdown": [
            {"breakdownType": "AmountPaid", "breakdownAmount": _make_money(paid, currency)},
            {
                "breakdownType": "TermsDiscountTaken",
                "breakdownAmount": _make_money(discount, currency),
            },
        ],
        "description": text,
        "paymentTerms": "Net 60",
        "invoiceType": "Standard",
        "relatedItemIdentifiers": [_make_vendor_code("ACRN1")],
    }


def _make_vendor_code(code):
    return {"relatedIdentifierName": "VENDOR_CODE", "relatedIdentifierValue": [code]}


def _make_money(amount, currency):
    return {"currencyCode": currency, "currencyAmount": float(amount)}


def _check_marketplace(state, arguments):
    marketplace = arguments.get("marketplaceId")
    if not marketplace:
        raise refuse_input("marketplaceId is missing.")
    there = state.settings["remittance_marketplaces"]
    if there is not None and marketplace not in there:
        raise Refusal(403, "Unauthorized", "Access to requested resource is denied.")
    return marketplace


def _read_date(arguments, name):
    text = arguments.get(name)
    return read_moment(text, name) if text else None
