# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon knows of a purchase order: getPurchaseOrdersStatus of Vendor Orders v1."""

from dataclasses import dataclass

from .errors import PayloadError
from .values import read_integer, read_text


@dataclass(frozen=True)
class ItemStatus:
    """Quantities are whole numbers of the unit in which Amazon tells them."""

    sequence: str
    confirmation_status: str | None
    accepted: int
    rejected: int
    receive_status: str | None
    received: int

    @property
    def is_acknowledged(self):
        return bool(self.accepted or self.rejected)


@dataclass(frozen=True)
class OrderStatus:
    number: str
    status: str | None
    items: tuple[ItemStatus, ...]


def read_order_status(record):
    """:param dict record: one of ``ordersStatus``
    :return: :class:`OrderStatus`
    :raise PayloadError: when the number is missing or a quantity is no number
    """
    number = read_text(record.get("purchaseOrderNumber"))
    if not number:
        raise PayloadError("A purchase order status has no purchaseOrderNumber.")
    return OrderStatus(
        number=number,
        status=read_text(record.get("purchaseOrderStatus")),
        items=tuple(
            _read_item(item, f"Status of purchase order {number}")
            for item in record.get("itemStatus") or []
        ),
    )


def _read_item(item, where):
    acknowledgement = item.get("acknowledgementStatus") or {}
    receiving = item.get("receivingStatus") or {}
    return ItemStatus(
        sequence=read_text(item.get("itemSequenceNumber")) or "",
        confirmation_status=read_text(acknowledgement.get("confirmationStatus")),
        accepted=_read_amount(acknowledgement.get("acceptedQuantity"), where),
        rejected=_read_amount(acknowledgement.get("rejectedQuantity"), where),
        receive_status=read_text(receiving.get("receiveStatus")),
        received=_read_amount(receiving.get("receivedQuantity"), where),
    )


def _read_amount(quantity, where):
    return read_integer(quantity.get("amount") or 0, where) if quantity else 0
