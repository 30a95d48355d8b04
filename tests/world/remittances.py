# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Payments: twice a week, what is due less what is kept.

An invoice is paid in full or not at all; a deduction is taken in slices where the payment has no
room for all of it, and a payment is never below zero. One payment of forty fails: what it held is
open again, and comes with another number.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

PAYDAYS = (1, 3)  # Tuesdays and Thursdays
FAILS = 1 / 40


@dataclass
class Payment:
    """A payment with its lines."""

    identifier: str  # uniquePaymentId
    number: str  # paymentNumber: of the export, the e-mail and the bank
    date: datetime
    lines: list  # (Document, amount of this payment)
    is_failed: bool = False

    @property
    def amount(self):
        """What the bank gets."""
        return sum((amount for _document, amount in self.lines), Decimal(0))


class Remittances:
    """All payments, in their order."""

    def __init__(self, chance, truth):
        self.payments = []
        self._chance, self._truth = chance, truth

    def work(self, documents, invoices, day):
        """:param documents: number -> :class:`.claims.Document`"""
        self._fail(day)
        if day.weekday() in PAYDAYS:
            self.pay(documents, invoices, day)

    def pay(self, documents, invoices, day):
        """Pays what is due, whatever the day of the week.

        :param documents: as :meth:`work`"""
        due = [d for d in documents.values() if d.open and d.due <= day]
        lines = _choose(due)
        if lines:
            self._pay(lines, invoices, day)

    def _pay(self, lines, invoices, day):
        draw = self._chance.of("payment", len(self.payments))
        number = str(draw.randrange(10**8, 10**9))
        payment = Payment(f"UPI-{number}-{len(self.payments)}", number, day, lines)
        self.payments.append(payment)
        self._settle(payment, 1, day)
        self._truth.record(day, "paid", amount=payment.amount, document=number)
        for document, _amount in lines:
            invoice = invoices.get(document.number)
            if invoice:
                invoice.settled = day
                invoice.payments.append(payment.identifier)

    def _fail(self, day):
        """The bank sends the last payment back, on the day after."""
        last = self.payments[-1] if self.payments else None
        if not last or last.is_failed or (day - last.date).days != 1:
            return
        if self._chance.happens(FAILS, "failed", last.identifier):
            last.is_failed = True
            self._settle(last, -1, day)
            self._truth.record(day, "voided", amount=-last.amount, document=last.number)

    def _settle(self, payment, sign, day):
        for document, amount in payment.lines:
            document.paid += sign * amount
            self._truth.record(
                day, "settled", amount=sign * amount, document=document.number, cause=payment.number
            )


def _choose(due):
    """
    :return: list of (document, amount): all that is owed, and kept what that leaves room for"""
    lines = [(document, document.open) for document in due if document.open > 0]
    left = sum((amount for _document, amount in lines), Decimal(0))
    for document in due:
        if document.open < 0 < left:
            taken = min(left, -document.open)
            lines.append((document, -taken))
            left -= taken
    return lines
