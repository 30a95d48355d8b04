# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Our invoices as Amazon sees them: getInvoiceHeaders of the Invoices API 2026-06-25."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .errors import PayloadError
from .values import read_decimal, read_moment, read_text


@dataclass(frozen=True)
class InvoiceHeader:
    """
    :ivar status: ``IN_PROGRESS``, ``REJECTED``, ``PARTIALLY_PAID``, ``PAID`` …
    :ivar settlement: amounts by Amazon's names (``AmountPaid``, ``QuantityVarianceAmount`` …),
        which are free texts; deductions are negative
    :ivar identifiers: lists of texts by Amazon's names (``PURCHASE_ORDER_IDS`` …)
    """

    number: str
    status: str | None
    currency: str | None
    amount: Decimal | None
    due_at: datetime | None
    payment_terms: str | None
    updated_at: datetime | None
    settlement: dict[str, Decimal]
    identifiers: dict[str, tuple[str, ...]]


def read_invoice_header(record):
    """:param dict record: one of ``invoices``
    :return: :class:`InvoiceHeader`
    :raise PayloadError: when the number is missing or an amount is no number
    """
    number = read_text(record.get("invoiceNumber"))
    if not number:
        raise PayloadError("An invoice of the Invoices API has no invoiceNumber.")
    where = f"Invoice {number}"
    amount = record.get("invoiceAmount") or {}
    return InvoiceHeader(
        number=number,
        status=read_text(record.get("invoiceStatus")),
        currency=read_text(amount.get("currencyCode")),
        amount=_read_amount(amount, where),
        due_at=read_moment(record.get("dueDate"), f"{where}, dueDate"),
        payment_terms=read_text(record.get("paymentTerms")),
        updated_at=read_moment(record.get("lastUpdatedDate"), f"{where}, lastUpdatedDate"),
        settlement=dict(_walk_breakdowns(record.get("invoiceSettlementBreakdowns"), where)),
        identifiers={
            read_text(item.get("relatedIdentifierName")): tuple(
                map(str, item.get("relatedIdentifierValue") or [])
            )
            for item in record.get("relatedIdentifiers") or []
        },
    )


def _walk_breakdowns(breakdowns, where):
    """The breakdowns are a tree: its leaves, and what Amazon tells without going into parts."""
    for item in breakdowns or []:
        if item.get("breakdowns"):
            yield from _walk_breakdowns(item["breakdowns"], where)
        else:
            yield (
                read_text(item.get("breakdownType")) or "Other",
                _read_amount(item.get("breakdownAmount") or {}, where) or Decimal(0),
            )


def _read_amount(amount, where):
    value = amount.get("currencyAmount")
    return None if value is None else read_decimal(value, where)
