# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Months of trade by chance, with the truth known: what each line of each remittance is about. Odoo
is not needed; amounts are cents."""

import csv
import io
import random
from dataclasses import dataclass, field
from datetime import date, timedelta

CURRENCIES = ("USD", "CAD", "EUR")
# Of 100 lines of invoices, how many Amazon writes in which way.
MANGLING = (
    ("as it is", 60),
    ("separators", 12),
    ("case", 8),
    ("zeros", 8),
    ("prefix", 5),
    ("suffix", 3),
    ("cut", 4),
)


@dataclass
class Invoice:
    number: str
    day: date
    order: str
    currency: str
    cents: int


@dataclass
class Row:
    """:ivar truth: (number of the own invoice or None, code of the deduction or None)
    :ivar decidable: whether the files tell the truth; a number that lost letters may be another's,
        unless the purchase order stands beside it"""

    payment: str
    number: str
    day: date
    text: str
    whole: int
    paid: int
    truth: tuple
    discount: int = 0
    decidable: bool = True


@dataclass
class Trade:
    invoices: list = field(default_factory=list)
    payments: dict = field(default_factory=dict)  # number -> (day, currency)
    rows: list = field(default_factory=list)


def make_trade(seed, invoices, months=4):
    """:return: a :class:`Trade` in which Amazon pays all invoices over the months"""
    chance = random.Random(seed)
    trade = Trade()
    start = date(2026, 1, 5)
    for place in range(invoices):
        day = start + timedelta(days=chance.randrange(30 * months))
        trade.invoices.append(
            Invoice(
                number=f"INV/2026/{place + 1:05}",
                day=day,
                order=_make_order(chance),
                currency=chance.choices(CURRENCIES, (70, 15, 15))[0],
                # Prices repeat: an amount alone tells no invoice.
                cents=chance.choice((9900, 19800, 24950, 129900)) * chance.randrange(1, 9),
            )
        )
    for invoice in trade.invoices:
        _settle(chance, trade, invoice)
    for payment in list(trade.payments):
        _add_deductions(chance, trade, payment)
    return trade


def write_files(trade):
    """:return: [(file name, content)], a file for each payment, in the order of their days"""
    return [
        (f"Payments-{number}.csv", _write(trade, number))
        for number, _payment in sorted(trade.payments.items(), key=lambda item: item[1])
    ]


def _make_order(chance):
    return (
        chance.choice("123456789")
        + "".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=6))
        + chance.choice("ABCDEFGH")
    )


def _get_payment(trade, invoice, days):
    """Amazon pays every third day, each currency apart."""
    due = invoice.day + timedelta(days=days)
    due += timedelta(days=-due.toordinal() % 3)
    number = f"{due.toordinal():06}{CURRENCIES.index(invoice.currency)}"
    trade.payments[number] = (due, invoice.currency)
    return number


def _mangle(chance, number):
    """:return: the number as Amazon writes it, and whether letters of it are lost"""
    names, weights = zip(*MANGLING, strict=True)
    way = chance.choices(names, weights)[0]
    written = {
        "as it is": number,
        "separators": number.replace("/", chance.choice(("", "-", "_", " "))),
        "case": number.lower(),
        "zeros": "/".join(part.lstrip("0") for part in number.split("/")),
        "prefix": f"ACME-{number}",
        "suffix": f"{number}-US",
        "cut": number[2:],
    }
    return written[way], way == "cut"


def _settle(chance, trade, invoice):
    written, is_cut = _mangle(chance, invoice.number)
    text = f"{invoice.order}/PHX6/" if chance.random() < 0.8 else ""
    decidable = not is_cut or bool(text)
    payment = _get_payment(trade, invoice, 60)
    discount = round(invoice.cents * 0.02) if chance.random() < 0.2 else 0
    cents_off = chance.choice((-1, 1)) if chance.random() < 0.02 else 0
    parts = [invoice.cents - discount + cents_off]
    if not discount and not cents_off and chance.random() < 0.1:
        first = chance.randrange(1000, invoice.cents)
        parts = [first, invoice.cents - first]
    for place, part in enumerate(parts):
        number = payment if not place else _get_payment(trade, invoice, 60 + 6 * place)
        trade.rows.append(
            Row(
                number,
                written,
                invoice.day,
                text,
                invoice.cents + cents_off,
                part,
                (invoice.number, None),
                discount if not place else 0,
                decidable,
            )
        )
    if chance.random() < 0.35:
        _claim(chance, trade, invoice, written, decidable)


def _claim(chance, trade, invoice, written, decidable):
    """Shortages and price claims over some rounds, in later payments, some in slices."""
    kind = chance.choice(("SC", "SC", "PC"))
    number, days = f"{written}{kind}", 60
    amount = chance.randrange(100, invoice.cents // 2)
    for _round in range(chance.choice((1, 1, 2, 3))):
        code = {"SC": "shortage", "PC": "price"}[kind]
        truth = (invoice.number, code)
        parts = [amount]
        if amount > 2000 and chance.random() < 0.25:
            parts = [amount // 3, amount - amount // 3]
        for part in parts:
            payment = _get_payment(trade, invoice, days)
            row = Row(payment, number, invoice.day, "", -amount, -part, truth, 0, decidable)
            trade.rows.append(row)
            days += 6
        if chance.random() < 0.4:
            break
        number += "R"
        payment = _get_payment(trade, invoice, days)
        row = Row(payment, number, invoice.day, "", amount, amount, truth, 0, decidable)
        trade.rows.append(row)
        days += 9
        kind = chance.choice(("SC", "PC"))
        number += kind
        amount = max(100, amount // 2)


def _add_deductions(chance, trade, payment):
    day, _currency = trade.payments[payment]
    serial = chance.randrange(10**7, 10**8)
    amount = chance.randrange(500, 50_000)
    kinds = (
        (f"{serial}VCBSINV", "PO on-time accuracy", "chargeback_on_time"),
        (f"{serial}7VCBSINV", "Chargeback", "chargeback"),
        (f"{serial % 9000 + 1000}-{serial}1", "Co-op agreement", "co_op"),
        (f"{serial}1234567", "Product returns", "return"),
        (f"IPAPUS{serial % 10**7:07}", "Price protection", "audit"),
    )
    for number, text, code in chance.sample(kinds, 2):
        trade.rows.append(Row(payment, number, day, text, -amount, -amount, (None, code)))
    if chance.random() < 0.5:
        number = f"{day:%y%m%d}_{payment}_PROVISION_FOR_RECEIVABLES"
        truth = (None, "provision")
        trade.rows.append(Row(payment, number, day, "", -amount, -amount, truth))
        trade.rows.append(Row(payment, f"{number}R", day, "", amount, amount, truth))


PAYMENT_HEADER = "Payment Number,Payment Date,Invoice Currency,Amount in Invoice Currency"
LINE_HEADER = (
    "Payment Number,Invoice Number,Invoice Date,Description,Invoice Amount,Invoice Currency,"
    "Terms Discount Taken,Amount Paid,Remaining Amount"
)


def _write(trade, number):
    day, currency = trade.payments[number]
    rows = [row for row in trade.rows if row.payment == number]
    total = _show(sum(row.paid for row in rows))
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(PAYMENT_HEADER.split(","))
    writer.writerow([number, f"{day:%m/%d/%Y}", currency, total])
    writer.writerow([])
    writer.writerow(LINE_HEADER.split(","))
    for row in rows:
        issued, whole, discount = f"{row.day:%m/%d/%Y}", _show(row.whole), _show(row.discount)
        begin = [number, row.number, issued, row.text, whole]
        writer.writerow([*begin, currency, discount, _show(row.paid), "0.00"])
    return file.getvalue().encode()


def _show(cents):
    return f"{cents / 100:.2f}"
