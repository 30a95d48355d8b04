# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The Invoices API 2026-06-25 and the Remittance API 2026-03-17.

Neither wraps its answer in ``payload``; amounts are JSON numbers. Windows: at most 90 days, of the
last 90 where none is given (30 for payments).
"""

from datetime import timedelta

from .order_shapes import write_moment
from .paging import Refused, cut, read_moment

LONGEST = timedelta(days=90)
VARIANCES = {"SC": "QuantityVarianceAmount", "PC": "PriceVariance"}


def _check_marketplace(amazon, query):
    if query.get("marketplaceId") != amazon.firm.marketplace:
        raise Refused(400, "InvalidInput", "marketplaceId is missing or unknown")


def _read_window(amazon, query, names, days):
    start, end = (read_moment(query.get(name)) for name in names)
    end = end or amazon.now
    start = start or end - timedelta(days=days)
    if end - start > LONGEST:
        raise Refused(400, "InvalidInput", "The dates are more than 90 days apart")
    return start, end


def list_invoices(amazon, query):
    """getInvoiceHeaders"""
    _check_marketplace(amazon, query)
    start, end = _read_window(amazon, query, ("fromIssueDate", "toIssueDate"), 90)
    since = read_moment(query.get("invoicesModifiedAfter"))
    found = [
        invoice
        for invoice in amazon.invoices.by_number.values()
        if start <= invoice.date <= end and (not since or _get_touched(invoice) >= since)
    ]
    page, token = cut(found, query, 100)
    body = {"invoices": [_write_header(amazon, one) for one in page], "numOfRecords": len(found)}
    return 200, _add_token(body, "nextToken", token)


def get_invoice(amazon, query, identifier):
    """getInvoice; 600 lines a page"""
    _check_marketplace(amazon, query)
    number, _tilde, payee = identifier.rpartition("~")
    invoice = amazon.invoices.by_number.get(number)
    if invoice is None or payee != amazon.firm.payee_code:
        raise Refused(404, "ResourceNotFound", "The invoice does not exist")
    page, token = cut(invoice.lines, {"nextToken": query.get("nextTokenForLineItems")}, 600)
    items = [_write_line(amazon, line) for line in page]
    body = {"invoiceHeader": _write_header(amazon, invoice), "invoiceItems": items}
    return 200, _add_token(body, "nextTokenForLineItems", token)


def _get_touched(invoice):
    return invoice.settled or invoice.taken


def _get_status(amazon, invoice):
    if invoice.faults:
        return "REJECTED"
    document = amazon.claims.documents.get(invoice.number)
    return "PAID" if document and not document.open else "IN_PROGRESS"


def _write_header(amazon, invoice):
    firm, status = amazon.firm, _get_status(amazon, invoice)
    related = {
        "PAYEE_CODE": [firm.payee_code],
        "VENDOR_CODE": [firm.vendor_code],
        "PURCHASE_ORDER_IDS": sorted({line.order for line in invoice.lines}),
        "UNIQUE_PAYMENT_IDS": invoice.payments,
    }
    header = {
        "invoiceIdentifier": f"{invoice.number}~{firm.payee_code}",
        "invoiceNumber": invoice.number,
        "invoiceStatus": status,
        "invoiceType": "AP_INVENTORY",
        "payer": {"partnerId": "amazon", "partnerType": "AMAZON"},
        "payee": {"partnerId": "amzn1.vg.1", "partnerType": "VENDOR"},
        "issueDate": write_moment(invoice.date),
        "dueDate": write_moment(invoice.due),
        "invoiceAmount": _write(amazon, invoice.total),
        "invoiceSettlementBreakdowns": _write_settlement(amazon, invoice, status),
        "relatedIdentifiers": [
            {"relatedIdentifierName": name, "relatedIdentifierValue": values}
            for name, values in related.items()
            if values
        ],
        "creationDate": write_moment(invoice.taken),
        "lastUpdatedDate": write_moment(_get_touched(invoice)),
    }
    return header


def _write_settlement(amazon, invoice, status):
    amounts = {VARIANCES[suffix]: amount for suffix, amount in invoice.variances.items()}
    if status == "PAID":
        amounts["AmountPaid"] = invoice.total
    elif status == "IN_PROGRESS" and invoice.is_matched:
        amounts["QueuedForPayment"] = invoice.total
    return [
        {"breakdownType": name, "breakdownAmount": _write(amazon, amount)}
        for name, amount in amounts.items()
    ]


def _write_line(amazon, line):
    amount, matched = line.units * line.cost, line.units - line.short
    context = {
        "matchedQuantity": matched,
        "matchedAmount": _write(amazon, matched * line.cost),
        "quantityVariance": line.short,
    }
    product = amazon.orders[line.order].get_line(line.line).product
    return {
        "lineItemId": line.number,
        "unitCost": _write(amazon, line.cost),
        "quantity": line.units,
        "totalAmount": _write(amazon, amount),
        "lineItemContext": {
            "lineItemType": "GOODS",
            "itemIdentifiers": [
                {"itemIdentifierName": "ASIN", "itemIdentifierValue": product.asin}
            ],
            "matchingContext": context,
        },
    }


def list_remittances(amazon, query):
    """getRemittanceHeaders"""
    _check_marketplace(amazon, query)
    start, end = _read_window(amazon, query, ("startDate", "endDate"), 30)
    found = [p for p in amazon.remittances.payments if start <= p.date <= end]
    page, token = cut(found, query, 100)
    body = {
        "remittances": [_write_payment(amazon, payment) for payment in page],
        "numOfRecords": len(found),
    }
    return 200, _add_token(body, "nextToken", token)


def get_remittance(amazon, query, identifier):
    """getRemittance; lines of shortage claims and the like come as they come in the export"""
    _check_marketplace(amazon, query)
    found = [p for p in amazon.remittances.payments if p.identifier == identifier]
    if not found:
        raise Refused(404, "ResourceNotFound", "The remittance does not exist")
    page, token = cut(found[0].lines, {"nextToken": query.get("nextTokenForLineItems")}, 100)
    body = {
        "remittanceHeader": _write_payment(amazon, found[0]),
        "remittanceItems": [_write_item(amazon, *line) for line in page],
    }
    return 200, _add_token(body, "nextTokenForLineItems", token)


def _write_payment(amazon, payment):
    is_fresh = (amazon.now - payment.date).days < 1
    status = "IN_PROGRESS" if is_fresh else "SUCCESSFUL"
    return {
        "uniquePaymentId": payment.identifier,
        "paymentNumber": payment.number,
        "paymentDate": write_moment(payment.date),
        "paymentAmount": _write(amazon, payment.amount),
        "paymentMethod": "EFT",
        "remittanceStatus": "FAILED" if payment.is_failed else status,
        "lineItemCount": len(payment.lines),
        "relatedIdentifiers": [
            {
                "relatedIdentifierName": "VENDOR_CODE",
                "relatedIdentifierValue": [amazon.firm.vendor_code],
            },
            {
                "relatedIdentifierName": "PAYEE_CODE",
                "relatedIdentifierValue": [amazon.firm.payee_code],
            },
        ],
        "countryCode": amazon.firm.country,
    }


def _write_item(amazon, document, amount):
    return {
        "invoiceNumber": document.number,
        "invoiceIssueDate": write_moment(document.date),
        "totalAmount": _write(amazon, document.amount),
        "netAmountPaid": _write(amazon, amount),
        "netAmountPaidBreakdown": [
            {"breakdownType": "AmountPaid", "breakdownAmount": _write(amazon, amount)}
        ],
        "description": document.text,
        "relatedItemIdentifiers": [
            {
                "relatedIdentifierName": "VENDOR_CODE",
                "relatedIdentifierValue": [amazon.firm.vendor_code],
            }
        ],
    }


def _write(amazon, amount):
    return {"currencyCode": amazon.firm.currency, "currencyAmount": float(amount)}


def _add_token(body, name, token):
    return {**body, name: token} if token else body
