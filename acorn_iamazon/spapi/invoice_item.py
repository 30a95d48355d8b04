# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The lines of our invoices as Amazon sees them: getInvoice of the Invoices API 2026-06-25."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .values import Record, read_decimal, read_integer, read_record, read_records, read_text

CENT = Decimal("0.01")


@dataclass(frozen=True)
class InvoiceItem:
    """
    :ivar codes: of the product, whatever Amazon calls them (ASIN, EAN …)
    :ivar quantity: None where Amazon does not tell it
    :ivar cost: of one, without tax; None as well
    :ivar size: units in one, where it is a case
    """

    codes: frozenset[str]
    quantity: int | None
    cost: Decimal | None
    size: int = 1

    @property
    def name(self) -> str:
        """One of the codes, for people."""
        return min(self.codes, default="?")


def read_invoice_item(record: Record, where: str) -> InvoiceItem:
    """:param record: one of ``invoiceItems``
    :param where: names the invoice in the error
    :raise PayloadError: when a number is none"""
    context = read_record(record.get("lineItemContext"), f"{where}, lineItemContext")
    named = read_records(context.get("itemIdentifiers"), f"{where}, itemIdentifiers")
    codes = (read_text(one.get("itemIdentifierValue")) for one in named)
    cost = read_record(record.get("unitCost"), f"{where}, unitCost").get("currencyAmount")
    quantity = record.get("quantity")
    return InvoiceItem(
        codes=frozenset(code for code in codes if code),
        quantity=None if quantity is None else read_integer(quantity, f"{where}, quantity"),
        cost=None if cost is None else read_decimal(cost, f"{where}, unitCost"),
    )


def compare_items(
    ours: Iterable[InvoiceItem], theirs: Iterable[InvoiceItem]
) -> Iterator[tuple[InvoiceItem | None, InvoiceItem | None]]:
    """:return: what is otherwise: (ours, theirs), product by product; None where one side has no
    line of it. A cost or quantity that Amazon does not tell is not otherwise."""
    left = _add_up(theirs)
    for item in _add_up(ours):
        same = next((other for other in left if other.codes & item.codes), None)
        if same is None:
            yield item, None
        else:
            left.remove(same)
            if not _is_same(item, same):
                yield item, same
    yield from ((None, other) for other in left)


def _add_up(items: Iterable[InvoiceItem]) -> list[InvoiceItem]:
    """:return: one item a product and cost"""
    sums: dict[tuple[object, ...], InvoiceItem] = {}
    for item in items:
        key = item.codes, item.cost, item.size
        before = sums.get(key)
        quantity = item.quantity
        if before and before.quantity is not None and quantity is not None:
            quantity += before.quantity
        sums[key] = InvoiceItem(item.codes, quantity, item.cost, item.size)
    return list(sums.values())


def _is_same(ours: InvoiceItem, theirs: InvoiceItem) -> bool:
    """Amazon may count the units of our cases."""
    return any(
        theirs.quantity in (None, (ours.quantity or 0) * size)
        and (
            theirs.cost is None
            or ours.cost is None
            or abs(theirs.cost * size - ours.cost) < CENT / 2
        )
        for size in {1, ours.size}
    )
