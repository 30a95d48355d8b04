# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Invoices API 2026-06-25: the vendor's invoices as Amazon's accounts payable sees them."""

from datetime import timedelta

from .paging import cut_page, read_moment
from .refusal import Refusal, refuse_input

PAYEE = "ACRN1"


def list_headers(state, group, arguments):
    if not arguments.get("marketplaceId"):
        raise refuse_input("marketplaceId is missing.")
    start, end = arguments.get("fromIssueDate"), arguments.get("toIssueDate")
    if bool(start) != bool(end):
        raise refuse_input("fromIssueDate and toIssueDate come together.")
    if start and read_moment(end, "toIssueDate") - read_moment(start, "fromIssueDate") > timedelta(
        days=90
    ):
        raise refuse_input("The window must not exceed 90 days.")
    modified = arguments.get("invoicesModifiedAfter", "")
    records = [
        _make_header(state, invoice)
        for invoice in group.invoices.values()
        if _is_visible(state, invoice)
        and state.text(invoice["updated"]) >= modified
        and (not start or start[:10] <= invoice["invoice"]["date"][:10] <= end[:10])
    ]
    page, token = cut_page(state, records, arguments)
    answer = {"invoices": page, "numOfRecords": len(page)}
    if token:
        answer["nextToken"] = token
    return answer


def get_invoice(state, group, arguments, identifier):
    invoice = group.invoices.get(identifier.rpartition("~")[0])
    if not invoice or not _is_visible(state, invoice):
        raise Refusal(404, "ResourceNotFound", "The invoice does not exist.")
    return {
        "invoiceHeader": _make_header(state, invoice),
        "invoiceItems": [_make_item(item) for item in invoice["invoice"].get("items", [])],
    }


def _is_visible(state, invoice):
    return state.now() - invoice["taken"] >= timedelta(seconds=state.settings["invoice_seconds"])


def _make_header(state, record):
    invoice = record["invoice"]
    currency = invoice["invoiceTotal"]["currencyCode"]
    total = float(invoice["invoiceTotal"]["amount"])
    orders = sorted({item.get("purchaseOrderNumber", "") for item in invoice.get("items", [])})
    header = {
        "invoiceIdentifier": f"{invoice['id']}~{PAYEE}",
        "invoiceNumber": invoice["id"],
        "issueDate": invoice["date"],
        "paymentTerms": "Net 60",
        "dueDate": state.text(read_moment(invoice["date"], "date") + timedelta(days=60)),
        "creationDate": state.text(record["taken"]),
        "lastUpdatedDate": state.text(record["updated"]),
        "invoiceStatus": record["status"],
        "invoiceType": "AP_INVENTORY",
        "invoiceAmount": {"currencyCode": currency, "currencyAmount": total},
        "payer": {"partnerId": "AMAZON", "partnerType": "AMAZON"},
        "payee": {"partnerId": PAYEE, "partnerType": "VENDOR"},
        "invoiceAmountBreakdowns": [_make_breakdown("Total", currency, total)],
        "invoiceSettlementBreakdowns": _make_settlement(record, currency, total),
        "relatedIdentifiers": [
            {"relatedIdentifierName": "PAYEE_CODE", "relatedIdentifierValue": [PAYEE]},
            {"relatedIdentifierName": "PURCHASE_ORDER_IDS", "relatedIdentifierValue": orders},
        ],
    }
    if record["payments"]:
        header["relatedIdentifiers"].append(
            {
                "relatedIdentifierName": "UNIQUE_PAYMENT_IDS",
                "relatedIdentifierValue": record["payments"],
            }
        )
    return header | record.get("header", {})


def _make_settlement(record, currency, total):
    if record["status"] == "REJECTED":
        return []
    if not record["payments"]:
        return [_make_breakdown("QueuedForPayment", currency, total)]
    breakdowns = [_make_breakdown("AmountPaid", currency, float(record["paid"]))]
    if record["shortage"]:
        breakdowns.append(
            _make_breakdown("QuantityVarianceAmount", currency, -float(record["shortage"]))
        )
    return breakdowns


def _make_breakdown(name, currency, amount):
    return {
        "breakdownType": name,
        "breakdownAmount": {"currencyCode": currency, "currencyAmount": amount},
        "breakdowns": [],
    }


def _make_item(item):
    currency = item["netCost"]["currencyCode"]
    quantity = item["invoicedQuantity"]["amount"]
    cost = float(item["netCost"]["amount"])
    total = {"currencyCode": currency, "currencyAmount": round(cost * quantity, 2)}
    return {
        "lineItemId": str(item["itemSequenceNumber"]),
        "unitCost": {"currencyCode": currency, "currencyAmount": cost},
        "quantity": quantity,
        "totalAmount": total,
        "lineItemContext": {
            "lineItemType": "GOODS",
            "itemIdentifiers": [
                {
                    "itemIdentifierName": "ASIN",
                    "itemIdentifierValue": item.get("amazonProductIdentifier", ""),
                }
            ],
        },
    }
