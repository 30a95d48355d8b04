# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Our invoices as Amazon sees them: getInvoiceHeaders of the Invoices API 2026-06-25."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .errors import PayloadError
from .values import Record, read_decimal, read_moment, read_record, read_records, read_text


@dataclass(frozen=True)
class InvoiceHeader:
    """
    :ivar identifier: by which Amazon finds it
    :ivar status: ``IN_PROGRESS``, ``REJECTED``, ``PARTIALLY_PAID``, ``PAID`` …
    :ivar settlement: amounts by Amazon's names (``AmountPaid``, ``QuantityVarianceAmount`` …),
        which are free texts; deductions are negative
    :ivar identifiers: lists of texts by Amazon's names (``PURCHASE_ORDER_IDS`` …)
    """

    number: str
    identifier: str | None
    status: str | None
    currency: str | None
    amount: Decimal | None
    due_at: datetime | None
    payment_terms: str | None
    updated_at: datetime | None
    settlement: dict[str, Decimal]
    identifiers: dict[str, tuple[str, ...]]


def read_invoice_header(record: Record) -> InvoiceHeader:
    """:param record: one of ``invoices``
    :raise PayloadError: when the number is missing or an amount is no number
    """
    number = read_text(record.get("invoiceNumber"))
    if not number:
        raise PayloadError("An invoice of the Invoices API has no invoiceNumber.")
    where = f"Invoice {number}"
    amount = read_record(record.get("invoiceAmount"), f"{where}, invoiceAmount")
    return InvoiceHeader(
        number=number,
        identifier=read_text(record.get("invoiceIdentifier")),
        status=read_text(record.get("invoiceStatus")),
        currency=read_text(amount.get("currencyCode")),
        amount=_read_amount(amount, where),
        due_at=read_moment(record.get("dueDate"), f"{where}, dueDate"),
        payment_terms=read_text(record.get("paymentTerms")),
        updated_at=read_moment(record.get("lastUpdatedDate"), f"{where}, lastUpdatedDate"),
        settlement=dict(_walk_breakdowns(record.get("invoiceSettlementBreakdowns"), where)),
        identifiers=_read_identifiers(record.get("relatedIdentifiers"), where),
    )


def _read_identifiers(value: object, where: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for item in read_records(value, f"{where}, relatedIdentifiers"):
        values = item.get("relatedIdentifierValue")
        values = values if isinstance(values, list) else [values] if values else []
        found[read_text(item.get("relatedIdentifierName")) or ""] = tuple(map(str, values))
    return found


def _walk_breakdowns(breakdowns: object, where: str) -> Iterator[tuple[str, Decimal]]:
    """The breakdowns are a tree: its leaves, and what Amazon tells without going into parts."""
    for item in read_records(breakdowns, f"{where}, breakdowns"):
        if item.get("breakdowns"):
            yield from _walk_breakdowns(item["breakdowns"], where)
        else:
            amount = read_record(item.get("breakdownAmount"), f"{where}, breakdownAmount")
            yield (
                read_text(item.get("breakdownType")) or "Other",
                _read_amount(amount, where) or Decimal(0),
            )


def _read_amount(amount: Record, where: str) -> Decimal | None:
    value = amount.get("currencyAmount")
    return None if value is None else read_decimal(value, where)
