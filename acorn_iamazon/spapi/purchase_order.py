# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Purchase orders of Vendor Orders v1, read leniently into plain records."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .errors import PayloadError
from .values import (
    Record,
    read_decimal,
    read_integer,
    read_moment,
    read_record,
    read_text,
)

# Amazon's spellings, in lower case, of its two units.
UNITS = {
    "each": "Eaches",
    "eaches": "Eaches",
    "ea": "Eaches",
    "case": "Cases",
    "cases": "Cases",
    "ca": "Cases",
}


@dataclass(frozen=True)
class Quantity:
    """:ivar unit: ``Eaches`` or ``Cases``
    :ivar unit_size: units in a case"""

    amount: int
    unit: str
    unit_size: int = 1

    @property
    def units(self) -> int:
        """The quantity in single units, whatever it is counted in."""
        return self.amount * self.unit_size if self.unit == "Cases" else self.amount


@dataclass(frozen=True)
class Money:
    """:ivar weight_unit: ``POUNDS`` and the like when the amount is for a unit of weight"""

    amount: Decimal
    currency: str
    weight_unit: str | None = None


@dataclass(frozen=True)
class Address:
    """As Amazon wrote it; None for what it left out."""

    name: str | None
    line1: str | None
    line2: str | None
    line3: str | None
    city: str | None
    state: str | None
    postal_code: str | None
    country_code: str | None
    phone: str | None


@dataclass(frozen=True)
class Party:
    """:ivar code: Amazon's party id: a vendor code, a fulfilment centre …
    :ivar tax_type: ``VAT`` or ``GST``"""

    code: str
    address: Address | None = None
    tax_type: str | None = None
    tax_number: str | None = None


@dataclass(frozen=True)
class Window:
    """Both ends are aware UTC datetimes."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class ImportDetails:
    """What an order that Amazon imports itself says besides; None for what it left out."""

    method_of_payment: str | None
    incoterm: str | None
    port_of_delivery: str | None
    containers: str | None
    instructions: str | None


@dataclass(frozen=True)
class Item:
    """:ivar stated_amount: the quantity as Amazon wrote it; a negative one orders nothing"""

    sequence: str
    asin: str | None
    vendor_sku: str | None
    ordered: Quantity
    back_order_allowed: bool
    net_cost: Money | None
    list_price: Money | None
    stated_amount: int = 0

    @property
    def units(self) -> int:
        """The ordered quantity in single units."""
        return self.ordered.units


@dataclass(frozen=True)
class PurchaseOrder:
    """:ivar number: exactly as Amazon wrote it
    :ivar currency: the one currency of all lines, or None when no line has a price"""

    number: str
    state: str | None
    type: str | None
    payment_method: str | None
    deal_code: str | None
    ordered_at: datetime | None
    changed_at: datetime | None
    state_changed_at: datetime | None
    ship_window: Window | None
    delivery_window: Window | None
    buying_party: Party | None
    selling_party: Party
    ship_to: Party | None
    bill_to: Party | None
    import_details: ImportDetails | None
    items: tuple[Item, ...]
    currency: str | None

    @property
    def terms(self) -> tuple[Party | str | None, ...]:
        """All on which the terms of an order depend: equal for most orders of a vendor code."""
        return self.selling_party, self.buying_party, self.bill_to, self.ship_to, self.currency


def read_purchase_order(order: Record) -> PurchaseOrder:
    """:param order: an order of getPurchaseOrders or getPurchaseOrder
    :raise PayloadError: naming the order, the line and the field that cannot be used
    """
    number = read_text(order.get("purchaseOrderNumber"))
    if not number:
        raise PayloadError("A purchase order has no purchaseOrderNumber: it cannot be used.")
    where = f"Purchase order {number}"
    details = order.get("orderDetails")
    if not isinstance(details, dict):
        raise PayloadError(f"{where}: orderDetails are missing; fetch the order again.")
    selling_party = read_party(details.get("sellingParty"), f"{where}, sellingParty")
    if not selling_party:
        raise PayloadError(f"{where}: sellingParty, the vendor code, is missing.")
    items = _read_items(details.get("items"), where)
    return PurchaseOrder(
        number=number,
        state=read_text(order.get("purchaseOrderState")),
        type=read_text(details.get("purchaseOrderType")),
        payment_method=read_text(details.get("paymentMethod")),
        deal_code=read_text(details.get("dealCode")),
        ordered_at=read_moment(details.get("purchaseOrderDate"), f"{where}, purchaseOrderDate"),
        changed_at=read_moment(
            details.get("purchaseOrderChangedDate"), f"{where}, purchaseOrderChangedDate"
        ),
        state_changed_at=read_moment(
            details.get("purchaseOrderStateChangedDate"), f"{where}, purchaseOrderStateChangedDate"
        ),
        ship_window=read_window(details.get("shipWindow"), f"{where}, shipWindow"),
        delivery_window=read_window(details.get("deliveryWindow"), f"{where}, deliveryWindow"),
        buying_party=read_party(details.get("buyingParty"), f"{where}, buyingParty"),
        selling_party=selling_party,
        ship_to=read_party(details.get("shipToParty"), f"{where}, shipToParty"),
        bill_to=read_party(details.get("billToParty"), f"{where}, billToParty"),
        import_details=_read_import_details(details.get("importDetails")),
        items=items,
        currency=_get_currency(items, where),
    )


def read_quantity(value: object, where: str) -> Quantity:
    """:param value: a JSON object with amount, unitOfMeasure, unitSize
    :param where: names the record and the field in the error
    :return: the quantity; a negative one, which Amazon was seen to send, is nothing
    :raise PayloadError: when it is no whole number, or of an unknown unit"""
    if not isinstance(value, dict):
        raise PayloadError(f"{where}: the quantity is missing.")
    amount = max(read_integer(value.get("amount"), where), 0)
    unit, size = read_unit(value, where)
    return Quantity(amount, unit, size)


def read_unit(value: Record, where: str) -> tuple[str, int]:
    """:param value: a JSON object with unitOfMeasure, unitSize
    :param where: names the record and the field in the error
    :return: ``Eaches`` or ``Cases``, and the units in a case
    :raise PayloadError: when the unit is unknown, or a case has no size that can be"""
    name = read_text(value.get("unitOfMeasure")) or "Eaches"
    unit = UNITS.get(name.lower())
    if not unit:
        raise PayloadError(f"{where}: the unit {name!r} is not known.")
    size = read_integer(value.get("unitSize") or 1, f"{where}, unitSize")
    if size < 1:
        raise PayloadError(f"{where}: a case of {size} units cannot be.")
    return unit, size


def read_party(value: object, where: str) -> Party | None:
    """:param value: a JSON object with partyId, address, taxInfo
    :param where: names the record and the field in the error
    :return: None when there is no party code
    :raise PayloadError: when the value, or its taxInfo, is no JSON object"""
    party = read_record(value, where)
    code = read_text(party.get("partyId"))
    if not code:
        return None
    tax = read_record(party.get("taxInfo"), f"{where}, taxInfo")
    return Party(
        code=code,
        address=_read_address(party.get("address")),
        tax_type=read_text(tax.get("taxRegistrationType")),
        tax_number=read_text(tax.get("taxRegistrationNumber")),
    )


def read_window(value: object, where: str) -> Window | None:
    """:param value: ``start--end``; published examples also have ``start - end``
    :param where: names the record and the field in the error
    :return: None for an empty value; both ends alike where there is one moment
    :raise PayloadError: when an end is no date"""
    text = (read_text(value) or "").replace(" - ", "--")
    ends = [moment for part in text.split("--", 1) if (moment := read_moment(part, where))]
    return Window(ends[0], ends[-1]) if ends else None


def read_money(value: object, where: str) -> Money | None:
    """:param value: a JSON object with amount, currencyCode, unitOfMeasure
    :param where: names the record and the field in the error
    :return: None when there is no amount
    :raise PayloadError: when the amount is no number, or has no currency"""
    if not isinstance(value, dict) or value.get("amount") in (None, ""):
        return None
    currency = read_text(value.get("currencyCode"))
    if not currency:
        raise PayloadError(f"{where}: the currency is missing.")
    return Money(
        read_decimal(value["amount"], where),
        currency.upper(),
        (read_text(value.get("unitOfMeasure")) or "").upper() or None,
    )


def _read_items(values: object, where: str) -> tuple[Item, ...]:
    if not isinstance(values, list) or not values:
        raise PayloadError(f"{where}: there are no items.")
    items = tuple(_read_item(read_record(value, where), where) for value in values)
    sequences = [item.sequence for item in items]
    twice = {sequence for sequence in sequences if sequences.count(sequence) > 1}
    if twice:
        raise PayloadError(f"{where}: line {', '.join(sorted(twice))} is there twice.")
    return items


def _read_item(value: Record, where: str) -> Item:
    sequence = read_text(value.get("itemSequenceNumber"))
    if not sequence:
        raise PayloadError(f"{where}: a line has no itemSequenceNumber.")
    where = f"{where}, line {sequence}"
    quantity = read_record(value.get("orderedQuantity"), f"{where}, orderedQuantity")
    return Item(
        sequence=sequence,
        asin=read_text(value.get("amazonProductIdentifier")),
        vendor_sku=read_text(value.get("vendorProductIdentifier")),
        ordered=read_quantity(quantity or None, f"{where}, orderedQuantity"),
        back_order_allowed=str(value.get("isBackOrderAllowed")).lower() == "true",
        net_cost=read_money(value.get("netCost"), f"{where}, netCost"),
        list_price=read_money(value.get("listPrice"), f"{where}, listPrice"),
        stated_amount=read_integer(quantity.get("amount"), where),
    )


def _get_currency(items: tuple[Item, ...], where: str) -> str | None:
    net_costs = {item.net_cost.currency for item in items if item.net_cost}
    # Amazon may leave the net cost out: the list price still tells the currency.
    currencies = net_costs or {item.list_price.currency for item in items if item.list_price}
    if len(currencies) > 1:
        raise PayloadError(
            f"{where}: the lines are in several currencies ({', '.join(sorted(currencies))})."
        )
    return currencies.pop() if currencies else None


def _read_address(value: object) -> Address | None:
    if not isinstance(value, dict):
        return None
    return Address(
        name=read_text(value.get("name")),
        line1=read_text(value.get("addressLine1")),
        line2=read_text(value.get("addressLine2")),
        line3=read_text(value.get("addressLine3")),
        city=read_text(value.get("city")),
        state=read_text(value.get("stateOrRegion")),
        postal_code=read_text(value.get("postalCode")),
        country_code=read_text(value.get("countryCode")),
        phone=read_text(value.get("phone")),
    )


def _read_import_details(value: object) -> ImportDetails | None:
    if not isinstance(value, dict):
        return None
    return ImportDetails(
        method_of_payment=read_text(value.get("methodOfPayment")),
        incoterm=read_text(value.get("internationalCommercialTerms")),
        port_of_delivery=read_text(value.get("portOfDelivery")),
        containers=read_text(value.get("importContainers")),
        instructions=read_text(value.get("shippingInstructions")),
    )
