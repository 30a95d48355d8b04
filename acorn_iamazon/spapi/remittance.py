# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon paid, line by line: getRemittance of the Remittance API 2026-03-17."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import product

from .errors import PayloadError
from .values import (
    Record,
    read_decimal,
    read_integer,
    read_moment,
    read_record,
    read_records,
    read_text,
)


@dataclass(frozen=True)
class Money:
    """:ivar currency: the code of ISO 4217"""

    amount: Decimal
    currency: str


@dataclass(frozen=True)
class RemittanceItem:
    """What a payment says of one document. No field of it is obligatory.

    :ivar number: of the document
    :ivar whole: the document's amount
    :ivar paid: what this payment pays of it, after discount and withholding
    :ivar discount: terms discount that Amazon takes, counted so that with what is paid and
        withheld it makes the whole
    :ivar withholding: tax that Amazon keeps back, counted likewise
    """

    number: str | None
    issued_at: datetime | None
    description: str | None
    kind: str | None
    currency: str
    whole: Decimal
    paid: Decimal
    discount: Decimal
    withholding: Decimal
    vendor_code: str | None


@dataclass(frozen=True)
class Remittance:
    """
    :ivar identifier: ``uniquePaymentId``, which the Invoices API calls ``UNIQUE_PAYMENT_IDS``
    :ivar number: of the payment, as exports, e-mails and bank lines have it; it may be missing
    :ivar status: ``IN_PROGRESS``, ``SUCCESSFUL``, ``FAILED``, or what Amazon invents
    :ivar amount: in the currency of the bank
    :ivar amount_of_documents: in the currency of the documents, where Amazon tells it
    :ivar count: how many items the payment has; None when Amazon does not tell
    """

    identifier: str
    number: str | None
    paid_at: datetime
    status: str
    amount: Money
    amount_of_documents: Money | None
    exchange_rate: Decimal | None
    count: int | None
    vendor_codes: tuple[str, ...]
    items: tuple[RemittanceItem, ...]


def read_remittance(header: object, items: object = None) -> Remittance:
    """
    :param header: a ``remittanceHeader``, or one of ``remittances``; a JSON object
    :param items: ``remittanceItems`` of all pages
    :raise PayloadError: when a field that the model wants is missing, or an amount is no number
    """
    header = read_record(header, "A payment of the Remittance API")
    identifier = read_text(header.get("uniquePaymentId"))
    if not identifier:
        raise PayloadError("A payment of the Remittance API has no uniquePaymentId.")
    where = f"Payment {identifier}"
    paid_at = read_moment(header.get("paymentDate"), f"{where}, paymentDate")
    amount = _read_money(header.get("paymentAmount"), f"{where}, paymentAmount")
    status = read_text(header.get("remittanceStatus"))
    if not (paid_at and amount and status):
        raise PayloadError(
            f"{where}: paymentDate, paymentAmount or remittanceStatus is missing. Amazon's model "
            "wants them."
        )
    in_documents = header.get("paymentAmountInInvoiceCurrency")
    rate, count = header.get("exchangeRate"), header.get("lineItemCount")
    return Remittance(
        identifier=identifier,
        number=read_text(header.get("paymentNumber")),
        paid_at=paid_at,
        status=status.upper(),
        amount=amount,
        amount_of_documents=_read_money(in_documents, f"{where}, paymentAmountInInvoiceCurrency"),
        exchange_rate=None if rate is None else read_decimal(rate, f"{where}, exchangeRate"),
        count=None if count is None else read_integer(count, f"{where}, lineItemCount"),
        vendor_codes=tuple(_read_codes(header.get("relatedIdentifiers"), where)),
        items=tuple(
            _read_item(item, f"{where}, item {place}")
            for place, item in enumerate(read_records(items, f"{where}, remittanceItems"), 1)
        ),
    )


def _read_item(item: Record, where: str) -> RemittanceItem:
    parts = dict(_read_parts(item.get("netAmountPaidBreakdown"), where))
    net = _read_money(item.get("netAmountPaid"), f"{where}, netAmountPaid")
    net = net or parts.get("AmountPaid")
    if net is None:
        raise PayloadError(f"{where}: netAmountPaid is missing.")
    whole = _read_money(item.get("totalAmount"), f"{where}, totalAmount")
    withheld = _read_money(item.get("withholdingAmount"), f"{where}, withholdingAmount")
    discount = parts.get("TermsDiscountTaken")
    money = [one for one in (net, whole, withheld, discount) if one]
    if len({one.currency for one in money}) > 1:
        raise PayloadError(f"{where}: its amounts are in several currencies.")
    amounts = [one.amount if one else Decimal(0) for one in (discount, withheld)]
    gross = parts.get("AmountPaid")
    kept = _find_signs(
        (amounts[0], amounts[1]),
        net.amount,
        whole.amount if whole else None,
        gross.amount if gross and gross.currency == net.currency else net.amount,
    )
    if not kept:
        raise PayloadError(
            f"{where}: TermsDiscountTaken {amounts[0]} and withholdingAmount {amounts[1]} of a "
            f"document paid in part with {net.amount}: nothing tells which way they are counted. "
            "Export the payment in Vendor Central and import the file."
        )
    codes = list(_read_codes(item.get("relatedItemIdentifiers"), where))
    return RemittanceItem(
        number=read_text(item.get("invoiceNumber")),
        issued_at=read_moment(item.get("invoiceIssueDate"), f"{where}, invoiceIssueDate"),
        description=read_text(item.get("description")),
        kind=read_text(item.get("invoiceType")),
        currency=net.currency,
        whole=whole.amount if whole else net.amount,
        paid=net.amount,
        discount=kept[0],
        withholding=kept[1],
        vendor_code=codes[0] if len(codes) == 1 else None,
    )


def _find_signs(
    told: tuple[Decimal, Decimal], net: Decimal, whole: Decimal | None, gross: Decimal
) -> tuple[Decimal, Decimal] | None:
    """Amazon's model does not say which way discount and withholding are counted: the whole less
    what is paid does; of a document paid in slices, the amount before them, or that they stand as
    they are taken, with the sign of what is paid.

    :param told: discount and withholding as they stand
    :param net: what is paid
    :param gross: what is paid before discount
    :return: (discount, withholding) that with what is paid make what is settled, None when nothing
        tells
    """
    for one, other in product((1, -1), repeat=2):
        if whole is not None and one * told[0] + other * told[1] == whole - net:
            return one * told[0], other * told[1]
    side = net or whole or Decimal(0)
    taken = (abs(told[0]).copy_sign(side), abs(told[1]).copy_sign(side))
    before = gross - net
    if before:
        is_told = before == sum(taken) or (before == taken[0] and told[1] == taken[1])
    else:
        is_told = told == taken
    return taken if is_told or not any(told) else None


def _read_parts(breakdowns: object, where: str) -> Iterator[tuple[str, Money]]:
    for part in read_records(breakdowns, f"{where}, netAmountPaidBreakdown"):
        amount = _read_money(part.get("breakdownAmount"), f"{where}, breakdownAmount")
        if amount:
            yield read_text(part.get("breakdownType")) or "", amount


def _read_codes(identifiers: object, where: str) -> Iterator[str]:
    """:return: the vendor codes; a single text in place of a list is taken as one"""
    for identifier in read_records(identifiers, f"{where}, relatedIdentifiers"):
        if identifier.get("relatedIdentifierName") == "VENDOR_CODE":
            values = identifier.get("relatedIdentifierValue")
            yield from map(str, values if isinstance(values, list) else filter(None, [values]))


def _read_money(value: object, where: str) -> Money | None:
    record = read_record(value, where)
    if record.get("currencyAmount") is None:
        return None
    currency = read_text(record.get("currencyCode"))
    if not currency:
        raise PayloadError(f"{where}: the currency is missing.")
    return Money(read_decimal(record["currencyAmount"], where), currency.upper())
