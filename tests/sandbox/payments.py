# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon pays: invoices in full, with shortage claims beside them, told in a remittance export of
two tables one above the other, as Vendor Central writes it."""

import csv
import io
from decimal import Decimal

from . import remittances
from .paging import read_moment

PAYMENT_COLUMNS = (
    "Payment Number",
    "Payment Date",
    "Invoice Currency",
    "Amount in Invoice Currency",
    "Payment Currency",
    "Amount in Payment Currency",
    "Exchange Rate",
    "Payment Type",
    "Payment Status",
    "Payment Voided Reason",
)
LINE_COLUMNS = (
    "Payment Number",
    "Invoice Number",
    "Invoice Date",
    "Description",
    "Invoice Amount",
    "Invoice Currency",
    "Withholding Amount",
    "Terms Discount Taken",
    "Amount Paid",
    "Remaining Amount",
)


def pay(state, group, order):
    """Pay what is open, or the invoices named.

    :param dict order: ``{"invoices": [numbers], "shortages": {number: amount},
        "payment_number": text}``, all optional
    :return: ``{"payment_number", "amount", "filename", "csv"}``
    """
    wanted = order.get("invoices")
    due = {
        number: record
        for number, record in group.invoices.items()
        if record["status"] == "IN_PROGRESS" and (wanted is None or number in wanted)
    }
    number = order.get("payment_number") or str(400100200 + len(group.payments))
    shortages = {key: Decimal(value) for key, value in order.get("shortages", {}).items()}
    lines = []
    for invoice_number, record in due.items():
        lines += _settle(state, number, invoice_number, record, shortages.get(invoice_number))
    amount = sum((line[-2] for line in lines), Decimal(0))
    currency = next(iter(due.values()))["invoice"]["invoiceTotal"]["currencyCode"] if due else "USD"
    payment = {
        "payment_number": number,
        "amount": str(amount),
        "filename": f"Payments-{number}.csv",
    }
    group.payments.append(dict(payment))
    remittances.add_paid(state, group, number, currency, lines)
    payment["csv"] = _write(state, number, amount, currency, lines)
    return payment


def _settle(state, payment_number, invoice_number, record, shortage):
    invoice = record["invoice"]
    total = Decimal(invoice["invoiceTotal"]["amount"])
    currency = invoice["invoiceTotal"]["currencyCode"]
    date = f"{read_moment(invoice['date'], 'date'):%m/%d/%Y}"
    record["payments"].append(payment_number)
    record["shortage"] = shortage or Decimal(0)
    record["paid"] = total - record["shortage"]
    record["status"] = "PARTIALLY_PAID" if shortage else "PAID"
    record["updated"] = state.now()
    zero = Decimal("0.00")
    orders = sorted({item.get("purchaseOrderNumber", "") for item in invoice.get("items", [])})
    text = f"{'/'.join(orders)}/{invoice.get('shipToParty', {}).get('partyId', '')}/"
    row = (payment_number, invoice_number, date, text, total, currency, zero, zero, total, zero)
    rows = [row]
    if shortage:
        text = f"Shortage Claim for Invoice {invoice_number}"
        claim = (f"{invoice_number}SC", date, text, -shortage, currency, zero, zero, -shortage)
        rows.append((payment_number, *claim, zero))
    return rows


def _write(state, number, amount, currency, lines):
    file = io.StringIO()
    writer = csv.writer(file)
    date = f"{state.now():%m/%d/%Y}"
    writer.writerow(["Remittance payments"])
    writer.writerow([])
    writer.writerow(PAYMENT_COLUMNS)
    writer.writerow(
        [number, date, currency, amount, currency, amount, "1", "EFT", "Successful", ""]
    )
    writer.writerow([])
    writer.writerow([])
    writer.writerow(["Invoices"])
    writer.writerow(LINE_COLUMNS)
    writer.writerows(lines)
    return file.getvalue()
