# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A returns notice: what Amazon sends back, and what it charges for it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


class ReturnsError(Exception):
    """A file, or a row of it, that cannot be used: the text says where and how to mend it."""


@dataclass(frozen=True)
class ReturnedItem:
    """:ivar sku: the vendor's code, an EAN or UPC
    :ivar units: eaches that are to come back
    :ivar cost: what Amazon charges for one each; None where the file does not say it
    :ivar purchase_order: the number of the order that they came with, where it is told"""

    asin: str | None
    sku: str | None
    name: str | None
    units: int
    cost: Decimal | None = None
    purchase_order: str | None = None


@dataclass(frozen=True)
class Notice:
    """:ivar number: of the notice, exactly as Amazon writes it
    :ivar authorisation: the vendor's own number of the return (RMA)
    :ivar centre: the code of the fulfilment centre that sends the goods"""

    number: str
    items: tuple[ReturnedItem, ...]
    authorisation: str | None = None
    vendor_code: str | None = None
    centre: str | None = None
    currency: str | None = None
    day: date | None = None
