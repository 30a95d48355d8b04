# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whether a file agrees with itself. Visible lines that do not make the payment are no
contradiction in an export (Amazon hides lines); what no hidden line can explain is."""

from collections import namedtuple
from dataclasses import replace
from decimal import Decimal
from itertools import product

from .records import RemittanceError

CENTS = Decimal("0.05")
# The rate is printed rounded.
RATE_OFF = Decimal("0.01")

Adjustment = namedtuple("Adjustment", "line amount")


def check_payment(payment):
    """:raise RemittanceError: with the figures that contradict each other"""
    foreign = {line.currency for line in payment.lines} - {payment.currency}
    if foreign:
        raise RemittanceError(
            f"payment {payment.number} is in {payment.currency}, but has lines in "
            f"{', '.join(sorted(foreign))}."
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


def check_total(number, total, lines):
    """:raise RemittanceError: when the lines do not make the total that the file states"""
    made = sum((line.paid for line in lines), Decimal(0))
    if made != total:
        raise RemittanceError(
            f"payment {number}: the file says {total}, but its lines make {made}; {total - made} "
            "is not explained."
        )


def resolve_adjustments(number, total, lines, adjustments):
    """Adjustments of EDI messages: no source tells whether Amazon states what is paid of an item
    before or after them, and with which sign. The reading under which
    the lines make the total is taken.

    :param adjustments: list of :class:`Adjustment`, the line being the place in ``lines``, or None
        when it belongs to no item, and the amount as written
    :return: (lines, adjustments' amounts)
    :raise RemittanceError: when under no reading the lines make the total
    """
    paid = sum((line.paid for line in lines), Decimal(0))
    written = sum((adjustment.amount for adjustment in adjustments), Decimal(0))
    of_items = sum((a.amount for a in adjustments if a.line is not None), Decimal(0))
    for sign, is_net in product((1, -1), (False, True)):
        if paid + sign * (written - (of_items if is_net else 0)) == total:
            lines = _add_back(lines, adjustments, sign) if is_net else lines
            return lines, [sign * adjustment.amount for adjustment in adjustments]
    raise RemittanceError(
        f"payment {number}: the file says {total}, but its items make {paid} and its adjustments "
        f"{written}."
    )


def _add_back(lines, adjustments, sign):
    lines = list(lines)
    for adjustment in adjustments:
        if adjustment.line is not None:
            line = lines[adjustment.line]
            lines[adjustment.line] = replace(line, paid=line.paid - sign * adjustment.amount)
    return lines
