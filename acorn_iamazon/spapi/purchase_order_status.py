# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon knows of a purchase order: getPurchaseOrdersStatus of Vendor Orders v1."""

from dataclasses import dataclass
from datetime import datetime

from .errors import PayloadError
from .values import read_integer, read_moment, read_text


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
    def is_acknowledged(self):
        return bool(self.accepted or self.rejected)


@dataclass(frozen=True)
class OrderStatus:
    number: str
    status: str | None
    updated_at: datetime | None
    items: tuple[ItemStatus, ...]


def read_order_status(record):
    """:param dict record: one of ``ordersStatus``
    :return: :class:`OrderStatus`
    :raise PayloadError: when the number is missing, a quantity is no number or a date is none
    """
    number = read_text(record.get("purchaseOrderNumber"))
    if not number:
        raise PayloadError("A purchase order status has no purchaseOrderNumber.")
    where = f"Status of purchase order {number}"
    return OrderStatus(
        number=number,
        status=read_text(record.get("purchaseOrderStatus")),
        updated_at=read_moment(record.get("lastUpdatedDate"), f"{where}, lastUpdatedDate"),
        items=tuple(_read_item(item, where) for item in record.get("itemStatus") or []),
    )


def _read_item(item, where):
    sequence = read_text(item.get("itemSequenceNumber")) or ""
    where = f"{where}, line {sequence}"
    ordered = item.get("orderedQuantity") or {}
    acknowledgement = item.get("acknowledgementStatus") or {}
    receiving = item.get("receivingStatus") or {}
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


def _read_steps(details, date_name, names, where):
    for detail in details or []:
        date = read_moment(detail.get(date_name), f"{where}, {date_name}")
        for kind, name in names.items():
            units = _read_units(detail.get(name), where)
            if units:
                yield Step(kind, date, units)


def _read_units(quantity, where):
    """:return: the units of a quantity, None when there is none"""
    if not quantity or quantity.get("amount") is None:
        return None
    amount = read_integer(quantity["amount"], where)
    in_cases = (read_text(quantity.get("unitOfMeasure")) or "").lower() == "cases"
    return amount * (read_integer(quantity.get("unitSize") or 1, where) if in_cases else 1)
