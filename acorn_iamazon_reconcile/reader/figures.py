# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whether a file agrees with itself. Visible lines that do not make the payment are no
contradiction in an export (Amazon hides lines); what no hidden line can explain is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from .records import Payment, PaymentLine, RemittanceError

CENTS = Decimal("0.05")
# The rate is printed rounded.
RATE_OFF = Decimal("0.01")
# A payment is not so long after all that it pays, nor before: its year was read or written wrong.
LONGEST = timedelta(days=5 * 366)


class Adjustment(NamedTuple):
    """What an EDI message takes off or adds.

    :ivar line: the place of the item that it belongs to; None when it belongs to none
    :ivar amount: as written, with the sign of the file
    """

    line: int | None
    amount: Decimal


def check_payment(payment: Payment) -> None:
    """:raise RemittanceError: with the figures that contradict each other"""
    foreign = {line.currency for line in payment.lines} - {payment.currency}
    if foreign:
        raise RemittanceError(
            f"payment {payment.number} is in {payment.currency}, but has lines in "
            f"{', '.join(sorted(foreign))}."
        )
    days = [line.date for line in payment.lines if line.date]
    if days and all(abs(payment.date - day) > LONGEST for day in days):
        raise RemittanceError(
            f"payment {payment.number} is of {payment.date}, but its documents are of "
            f"{min(days)} to {max(days)}. Write the dates as 2026-11-04 and import again."
        )
    same = payment.currency == payment.payment_currency
    if same and payment.amount != payment.payment_amount:
        raise RemittanceError(
            f"payment {payment.number} is over {payment.amount} {payment.currency} in one column "
            f"and {payment.payment_amount} {payment.payment_currency} in another."
        )
    if not same and payment.rate and payment.amount:
        worth = abs(payment.payment_amount)
        ways = (abs(payment.amount) * payment.rate, abs(payment.amount) / payment.rate)
        if all(abs(worth - way) > RATE_OFF * max(worth, way) for way in ways):
            raise RemittanceError(
                f"payment {payment.number}: {payment.amount} {payment.currency} at the rate "
                f"{payment.rate} are not {payment.payment_amount} {payment.payment_currency}."
            )
    for line in payment.lines:
        settled = line.paid + line.discount + line.withholding
        if line.invoice_amount and abs(settled) > abs(line.invoice_amount) + CENTS:
            raise RemittanceError(
                f"row {line.row}, {line.number}: paid {line.paid} with a discount of "
                f"{line.discount} and {line.withholding} withheld is more than the document's "
                f"{line.invoice_amount}."
            )


def check_total(number: str, total: Decimal, made: Decimal) -> None:
    """:param number: of the payment
    :param total: what the file states, in the currency of the lines
    :param made: the sum of the lines
    :raise RemittanceError: when the lines do not make the total that the file states"""
    if made != total:
        raise RemittanceError(
            f"payment {number}: the file says {total}, but its lines make {made}; {total - made} "
            "is not explained."
        )


def resolve_adjustments(
    number: str,
    total: Decimal,
    lines: Sequence[PaymentLine],
    adjustments: Sequence[Adjustment],
) -> tuple[list[PaymentLine], list[Decimal]]:
    """Adjustments of EDI messages: no source tells whether Amazon states what is paid of an item
    before or after them, and with which sign. The reading under which
    the lines make the total is taken.

    :param number: of the payment
    :param total: what the file states, in the currency of the lines
    :param lines: the items, with what is paid as written
    :param adjustments: their lines are places in ``lines``
    :return: (lines, adjustments' amounts), which make the total
    :raise RemittanceError: when under no reading the lines make the total
    """
    paid = sum((line.paid for line in lines), Decimal(0))
    written = sum((adjustment.amount for adjustment in adjustments), Decimal(0))
    of_items = sum((a.amount for a in adjustments if a.line is not None), Decimal(0))
    for sign, is_net in product((1, -1), (False, True)):
        if paid + sign * (written - (of_items if is_net else 0)) == total:
            made = _add_back(lines, adjustments, sign) if is_net else list(lines)
            return made, [sign * adjustment.amount for adjustment in adjustments]
    raise RemittanceError(
        f"payment {number}: the file says {total}, but its items make {paid} and its adjustments "
        f"{written}."
    )


def _add_back(
    lines: Sequence[PaymentLine], adjustments: Sequence[Adjustment], sign: int
) -> list[PaymentLine]:
    made = list(lines)
    for adjustment in adjustments:
        if adjustment.line is not None:
            line = made[adjustment.line]
            made[adjustment.line] = replace(line, paid=line.paid - sign * adjustment.amount)
    return made
