# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon knows of a purchase order: getPurchaseOrdersStatus of Vendor Orders v1."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from .errors import PayloadError
from .purchase_order import read_unit
from .values import Record, read_integer, read_moment, read_record, read_records, read_text


@dataclass(frozen=True)
class Step:
    """Something that Amazon booked on a line on one day.

    :ivar kind: ``ordered``, ``cancelled``, ``accepted`` or ``rejected``
    """

    kind: str
    date: datetime | None
    units: int


@dataclass(frozen=True)
class ItemStatus:
    """Quantities are units: a case of six is six, whatever Amazon counts in.

    :ivar received: None when Amazon tells nothing of receiving, which it leaves out at times
        (issue 2639 of selling-partner-api-docs): it does not mean that nothing was received
    :ivar steps: how the quantities came about, as far as Amazon tells
    """

    sequence: str
    confirmation_status: str | None
    ordered: int
    accepted: int
    rejected: int
    receive_status: str | None
    received: int | None
    received_at: datetime | None
    steps: tuple[Step, ...]

    @property
    def is_acknowledged(self) -> bool:
        """Whether Amazon knows an answer of ours to the line."""
        return bool(self.accepted or self.rejected)


@dataclass(frozen=True)
class OrderStatus:
    """:ivar status: ``OPEN`` or ``CLOSED``
    :ivar updated_at: aware UTC datetime of Amazon's last change"""

    number: str
    status: str | None
    updated_at: datetime | None
    items: tuple[ItemStatus, ...]


def read_order_status(record: Record) -> OrderStatus:
    """:param record: one of ``ordersStatus``
    :raise PayloadError: when the number is missing, a quantity is no number or a date is none
    """
    number = read_text(record.get("purchaseOrderNumber"))
    if not number:
        raise PayloadError("A purchase order status has no purchaseOrderNumber.")
    where = f"Status of purchase order {number}"
    if record.get("itemStatus") is None:
        raise PayloadError(f"{where}: there is no itemStatus.")
    return OrderStatus(
        number=number,
        status=read_text(record.get("purchaseOrderStatus")),
        updated_at=read_moment(record.get("lastUpdatedDate"), f"{where}, lastUpdatedDate"),
        items=tuple(
            _read_item(item, where)
            for item in read_records(record.get("itemStatus"), f"{where}, itemStatus")
        ),
    )


def _read_item(item: Record, where: str) -> ItemStatus:
    sequence = read_text(item.get("itemSequenceNumber")) or ""
    where = f"{where}, line {sequence}"
    ordered, acknowledgement, receiving = (
        read_record(item.get(name), f"{where}, {name}")
        for name in ("orderedQuantity", "acknowledgementStatus", "receivingStatus")
    )
    return ItemStatus(
        sequence=sequence,
        confirmation_status=read_text(acknowledgement.get("confirmationStatus")),
        ordered=_read_units(ordered.get("orderedQuantity"), where) or 0,
        accepted=_read_units(acknowledgement.get("acceptedQuantity"), where) or 0,
        rejected=_read_units(acknowledgement.get("rejectedQuantity"), where) or 0,
        receive_status=read_text(receiving.get("receiveStatus")),
        received=_read_units(receiving.get("receivedQuantity"), where),
        received_at=read_moment(receiving.get("lastReceiveDate"), f"{where}, lastReceiveDate"),
        steps=(
            *_read_steps(
                ordered.get("orderedQuantityDetails"),
                "updatedDate",
                {"ordered": "orderedQuantity", "cancelled": "cancelledQuantity"},
                where,
            ),
            *_read_steps(
                acknowledgement.get("acknowledgementStatusDetails"),
                "acknowledgementDate",
                {"accepted": "acceptedQuantity", "rejected": "rejectedQuantity"},
                where,
            ),
        ),
    )


def _read_steps(
    details: object, date_name: str, names: Mapping[str, str], where: str
) -> Iterator[Step]:
    """:param names: Amazon's name of the quantity by the kind of step"""
    for detail in read_records(details, where):
        date = read_moment(detail.get(date_name), f"{where}, {date_name}")
        for kind, name in names.items():
            units = _read_units(detail.get(name), where)
            if units:
                yield Step(kind, date, units)


def _read_units(value: object, where: str) -> int | None:
    """:return: the units of a quantity, None when there is none"""
    quantity = read_record(value, where)
    if quantity.get("amount") is None:
        return None
    amount = read_integer(quantity["amount"], where)
    unit, size = read_unit(quantity, where)
    return amount * size if unit == "Cases" else amount
