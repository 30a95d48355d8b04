# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Two versions of a purchase order of Vendor Orders v1: which fields differ, and what becomes of
the order then. :data:`FIELDS` names every field of Amazon's model once."""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from .errors import PayloadError
from .purchase_order import read_money, read_quantity, read_window
from .values import Record, read_moment, read_records, read_text

# How far an order is: not answered, answered, partly shipped or invoiced, shipped, cancelled.
PHASES = ("open", "answered", "partly", "shipped", "closed")

# What becomes of a field that differs: the order takes it over, a person is asked, or it does not
# concern the order (any more).
FOLLOW, ASK, IGNORE = "follow", "ask", "ignore"

ITEMS = "orderDetails.items"

# The key of a value: the code of its field, and the number of its line (empty for the order).
Key: TypeAlias = tuple[str, str]
Values: TypeAlias = dict[Key, str]


@dataclass(frozen=True)
class Field:
    """
    :ivar path: the name in Amazon's model; all below it belongs to the field, unless it has a
        field of its own
    :ivar code: what the suite calls it
    :ivar fates: :data:`FOLLOW`, :data:`ASK` or :data:`IGNORE` in each of the :data:`PHASES`
    :ivar show: what stands in the field, as a text that is the same for the same content
    """

    path: str
    code: str
    fates: tuple[str, ...]
    show: Callable[[object], str | None] = read_text


@dataclass(frozen=True)
class Difference:
    """
    :ivar code: of the :class:`Field`; ``new`` and ``removed`` for whole lines
    :ivar sequence: the line; empty for what is said of the whole order
    :ivar old: as it was; empty for what was not there
    :ivar new: as it is now; empty for what is there no more
    """

    code: str
    sequence: str
    old: str
    new: str

    @property
    def key(self) -> Key:
        """What it is the difference of."""
        return ("quantity" if self.code in ("new", "removed") else self.code, self.sequence)


def _show_moment(value: object) -> str | None:
    try:
        moment = read_moment(value, "")
    except PayloadError:
        return read_text(value)
    return moment.strftime("%Y-%m-%d %H:%M:%S") if moment else None


def _show_window(value: object) -> str | None:
    try:
        window = read_window(value, "")
    except PayloadError:
        return read_text(value)
    if not window:
        return None
    return f"{window.start:%Y-%m-%d %H:%M} - {window.end:%Y-%m-%d %H:%M} UTC"


def _show_quantity(value: object) -> str | None:
    try:
        quantity = read_quantity(value, "")
    except PayloadError:
        return None
    text = f"{quantity.amount} {quantity.unit}"
    return f"{text} × {quantity.unit_size}" if quantity.unit == "Cases" else text


def _show_amount(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _show_cost(value: object) -> str | None:
    try:
        money = read_money(value, "")
    except PayloadError:
        return None
    if not money:
        return None
    text = _show_amount(money.amount)
    return f"{text} / {money.weight_unit}" if money.weight_unit else text


def _show_price(value: object) -> str | None:
    cost = _show_cost(value)
    return f"{cost} {read_text(_get(value, 'currencyCode')) or ''}".strip() if cost else None


def _show_parts(value: object) -> str | None:
    """:return: all texts of an object, by the names of its fields"""
    if not isinstance(value, Mapping):
        return None
    texts = (read_text(value[name]) for name in sorted(value))
    return ", ".join(text for text in texts if text) or None


def _show_truth(value: object) -> str | None:
    return None if value is None else str(value).lower()


# fates: not answered, answered, partly shipped, shipped, cancelled here
_ALWAYS = (FOLLOW, FOLLOW, FOLLOW, FOLLOW, FOLLOW)
_NEVER = (IGNORE, IGNORE, IGNORE, IGNORE, IGNORE)
# What goods, papers or money rest on: after the first has left, a person looks.
_UNTIL_SHIPPED = (FOLLOW, FOLLOW, ASK, ASK, IGNORE)
# What the goods need on their way; without meaning once they have left.
_ON_THE_WAY = (FOLLOW, FOLLOW, ASK, IGNORE, IGNORE)
# What was agreed with the answer.
_AGREED = (FOLLOW, ASK, ASK, ASK, IGNORE)
# What is known of a partner, whom other orders share: a person compares.
_OF_PARTNER = (ASK, ASK, ASK, ASK, IGNORE)
# What is only told.
_NOTED = (FOLLOW, FOLLOW, FOLLOW, FOLLOW, IGNORE)
# Ordered again although it was given up here: a person looks.
_ORDERED = (FOLLOW, FOLLOW, ASK, ASK, ASK)

FIELDS = (
    Field("purchaseOrderNumber", "number", _NEVER),  # versions of one number are compared
    Field("purchaseOrderState", "state", _ALWAYS),
    Field("orderDetails.purchaseOrderDate", "date", _NOTED, _show_moment),
    # These two tell one version from another.
    Field("orderDetails.purchaseOrderChangedDate", "changed", _NEVER, _show_moment),
    Field("orderDetails.purchaseOrderStateChangedDate", "state_changed", _NEVER, _show_moment),
    Field("orderDetails.purchaseOrderType", "type", _UNTIL_SHIPPED),
    Field("orderDetails.importDetails.methodOfPayment", "freight", _UNTIL_SHIPPED),
    Field("orderDetails.importDetails.internationalCommercialTerms", "incoterm", _UNTIL_SHIPPED),
    Field("orderDetails.importDetails.portOfDelivery", "port", _ON_THE_WAY),
    Field("orderDetails.importDetails.importContainers", "containers", _ON_THE_WAY),
    Field("orderDetails.importDetails.shippingInstructions", "instructions", _ON_THE_WAY),
    Field("orderDetails.dealCode", "deal", _NOTED),
    Field("orderDetails.paymentMethod", "payment", _UNTIL_SHIPPED),
    Field("orderDetails.buyingParty.partyId", "buying_party", _UNTIL_SHIPPED),
    Field("orderDetails.buyingParty.address", "buying_address", _NEVER, _show_parts),
    Field("orderDetails.buyingParty.taxInfo", "buying_tax", _UNTIL_SHIPPED, _show_parts),
    Field("orderDetails.sellingParty.partyId", "vendor_code", _AGREED),
    # What Amazon knows of ourselves.
    Field("orderDetails.sellingParty.address", "own_address", _NEVER, _show_parts),
    Field("orderDetails.sellingParty.taxInfo", "own_tax", _NEVER, _show_parts),
    Field("orderDetails.shipToParty.partyId", "destination", _UNTIL_SHIPPED),
    Field("orderDetails.shipToParty.address", "address", _OF_PARTNER, _show_parts),
    Field("orderDetails.shipToParty.taxInfo", "tax", _NEVER, _show_parts),  # not on our papers
    Field("orderDetails.billToParty.partyId", "bill_to", _UNTIL_SHIPPED),
    Field("orderDetails.billToParty.address", "bill_address", _OF_PARTNER, _show_parts),
    Field("orderDetails.billToParty.taxInfo", "bill_tax", _OF_PARTNER, _show_parts),
    Field("orderDetails.shipWindow", "window", _ON_THE_WAY, _show_window),
    Field("orderDetails.deliveryWindow", "delivery_window", _ON_THE_WAY, _show_window),
    Field(f"{ITEMS}.itemSequenceNumber", "line", _ORDERED),
    Field(f"{ITEMS}.amazonProductIdentifier", "asin", _AGREED),
    Field(f"{ITEMS}.vendorProductIdentifier", "sku", _AGREED),
    Field(f"{ITEMS}.orderedQuantity", "quantity", _ORDERED, _show_quantity),
    Field(f"{ITEMS}.isBackOrderAllowed", "back_order", _NOTED, _show_truth),
    Field(f"{ITEMS}.netCost", "cost", _UNTIL_SHIPPED, _show_cost),
    Field(f"{ITEMS}.netCost.currencyCode", "currency", _AGREED),
    Field(f"{ITEMS}.listPrice", "list_price", _NOTED, _show_price),
)
_FATES = {field.code: dict(zip(PHASES, field.fates, strict=True)) for field in FIELDS}
_LINES = ("new", "removed")
_NEVER_FOLLOWED = {field.code for field in FIELDS if field.fates == _NEVER}

# What tells one party from another; what else is said of a party belongs to that one.
PARTIES = {
    "destination": "orderDetails.shipToParty",
    "bill_to": "orderDetails.billToParty",
    "buying_party": "orderDetails.buyingParty",
    "vendor_code": "orderDetails.sellingParty",
}
_DETAILS = {
    "address": "destination",
    "tax": "destination",
    "bill_address": "bill_to",
    "bill_tax": "bill_to",
    "buying_address": "buying_party",
    "buying_tax": "buying_party",
}


def get_fate(code: str, phase: str) -> str:
    """:param code: of a :class:`Difference`
    :param phase: one of :data:`PHASES`
    :return: :data:`FOLLOW`, :data:`ASK` or :data:`IGNORE`"""
    return _FATES["line" if code in _LINES else code][phase]


def is_followed_at_times(code: str) -> bool:
    """:param code: of a :class:`Difference`
    :return: whether the field concerns the order in any phase"""
    return code not in _NEVER_FOLLOWED


def find_field(path: str) -> Field | None:
    """:param path: the name of a value in Amazon's model, such as ``orderDetails.dealCode``
    :return: the field it belongs to, None when the table does not know it"""
    found = [field for field in FIELDS if f"{path}.".startswith(f"{field.path}.")]
    return max(found, key=lambda field: len(field.path), default=None)


def read_values(order: Record) -> Values:
    """:param order: an order of getPurchaseOrders, as Amazon sent it
    :return: what stands in each field; what is empty is not there"""
    values = {}
    for field in FIELDS:
        if not field.path.startswith(ITEMS):
            values[field.code, ""] = field.show(_get(order, field.path))
    details = order.get("orderDetails")
    for item in read_records(_get(details, "items"), ITEMS):
        sequence = read_text(item.get("itemSequenceNumber")) or ""
        for field in FIELDS:
            if field.path.startswith(ITEMS):
                shown = field.show(_get(item, field.path.removeprefix(f"{ITEMS}.")))
                values[field.code, sequence] = shown
    return {key: value for key, value in values.items() if value is not None}


def find_differences(old: Values, new: Values) -> list[Difference]:
    """:param old: what the order rests on, as :func:`read_values` returns it
    :param new: the version that came, likewise
    :return: what is otherwise, the order's own fields first, then line by line; a line of which
        nothing is ordered is as one that is not there, one currency is told once, and the address
        of another party is no change of address"""
    known, wanted = _get_lines(old), _get_lines(new)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        code, sequence = key
        before, now = old.get(key, ""), new.get(key, "")
        if before == now or code == "line":
            continue
        if code == "currency" and not (before and now):
            continue  # a line without a cost says nothing of the currency
        party = (_DETAILS.get(code, ""), "")
        if old.get(party) != new.get(party):
            continue
        if sequence and sequence not in (known & wanted):
            if code != "quantity" or (sequence in known and _is_nothing(before)):
                continue
            code = "new" if sequence in wanted else "removed"
        found.append(Difference(code, "" if code == "currency" else sequence, before, now))
    return sorted(dict.fromkeys(found), key=lambda difference: bool(difference.sequence))


def put_back(order: Record, kept: Mapping[Key, str | None], versions: Iterable[Record]) -> Record:
    """:param order: a version of the order, as Amazon sent it
    :param kept: what stays as it was of the order's own fields, None for what was not there
    :param versions: those that Amazon sent, in which that stands
    :return: the version as it was decided: what was kept is as it was"""
    decided = copy.deepcopy(dict(order))
    known = list(versions)
    for field in FIELDS:
        if field.path.startswith(ITEMS) or (field.code, "") not in kept:
            continue
        path, shown = PARTIES.get(field.code, field.path), kept[field.code, ""]
        for version in known:
            if field.show(_get(version, field.path)) == shown:
                _set(decided, path, copy.deepcopy(_get(version, path)))
                break
    return decided


def is_nothing_ordered(values: Values) -> bool:
    """:param values: as :func:`read_values` returns them
    :return: whether Amazon orders nothing of any line"""
    quantities = [value for (code, _sequence), value in values.items() if code == "quantity"]
    return all(_is_nothing(quantity) for quantity in quantities)


def is_closed(values: Values) -> bool:
    """:param values: as :func:`read_values` returns them
    :return: whether Amazon takes nothing more: it closed the order, or took all of it back"""
    return values.get(("state", "")) == "Closed" or is_nothing_ordered(values)


def _is_nothing(quantity: str) -> bool:
    return quantity.split(" ", 1)[0] in ("", "0")


def _get_lines(values: Values) -> set[str]:
    return {sequence for code, sequence in values if code == "quantity"}


def _get(value: object, path: str) -> object:
    for name in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def _set(record: dict[str, object], path: str, value: object) -> None:
    *names, last = path.split(".")
    for name in names:
        below = record.get(name)
        record[name] = record = dict(below) if isinstance(below, Mapping) else {}
    record[last] = value
