# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittance exports as Vendor Central writes them, for the tests to vary."""

import csv
import io

PAYMENT_HEADER = [
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
]
LINE_HEADER = [
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
]


def make_payment(number="400100200", amount="100.00", date="11/20/2026", status="Successful"):
    return [number, date, "USD", amount, "USD", amount, "1", "EFT", status, ""]


def make_line(number, paid, payment="400100200", discount="0.00", whole=None, text="", date=None):
    date = date or "10/05/2026"
    return [payment, number, date, text, whole or paid, "USD", "0.00", discount, paid, "0.00"]


def make_rows(payments, lines):
    return [
        ["Remittance payments"],
        [],
        PAYMENT_HEADER,
        *payments,
        [],
        [],
        ["Invoices"],
        LINE_HEADER,
        *lines,
    ]


def make_csv(payments, lines, delimiter=",", encoding="utf-8"):
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows(make_rows(payments, lines))
    return file.getvalue().encode(encoding)


def make_xlsx(payments, lines):
    from openpyxl import Workbook

    book = Workbook()
    for row in make_rows(payments, lines):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
