# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Notices, which the firm sends, and trucks, which carry what they carry.

Rules by Amazon's guides: an id is not used again for 365 days; ``Replace`` needs its original and
comes within 7 days; carton count and both dates are obligatory; what left has not left in the
future.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .order_shapes import read_units
from .paging import Refused, read_moment

KEPT, REPLACED_WITHIN = timedelta(days=365), timedelta(days=7)
REQUIRED = ("shipmentIdentifier", "shipmentConfirmationType", "shipmentConfirmationDate")
PARTIES = ("sellingParty", "shipFromParty", "shipToParty")


@dataclass
class Load:
    """What of one line is on a truck, in the unit of the line."""

    order: str
    line: str
    units: int  # what has physically left, the next two included
    damaged: int = 0
    mislabelled: int = 0


@dataclass
class Truck:
    """What physically travels to a centre."""

    centre: str
    left: datetime
    arrives: datetime
    loads: list
    notice: str = ""  # the shipmentIdentifier on its papers
    is_received: bool = False


@dataclass
class Notice:
    """A shipment confirmation that Amazon took."""

    identifier: str
    taken: datetime
    quantities: dict  # (order, line) -> units


class Shipments:
    """Notices by id, and trucks in their order."""

    def __init__(self, chance, truth):
        self.notices, self.trucks = {}, []
        self._chance, self._truth = chance, truth

    def hand_over(self, centre, moment, loads, notice=""):
        """The firm's goods leave; it takes two to five days.

        :param loads: list of :class:`Load`"""
        days = self._chance.of("road", len(self.trucks)).randrange(2, 6)
        arrives = moment + timedelta(days=days)
        self.trucks.append(Truck(centre, moment, arrives, loads, notice))
        for load in loads:
            self._truth.record(
                moment,
                "shipped",
                order=load.order,
                line=load.line,
                units=load.units,
                document=notice,
            )

    def take(self, orders, body, moment):
        """:param body: one of the list ``shipmentConfirmations``
        :return: list of sentences: why Amazon does not take it"""
        quantities, errors = _read_items(orders, body)
        errors += [*_find_errors_of_dates(body, moment), *self._find_errors_of_id(body, moment)]
        if not errors:
            identifier = body["shipmentIdentifier"]
            self.notices[identifier] = Notice(identifier, moment, quantities)
        return errors

    def _find_errors_of_id(self, body, moment):
        former = self.notices.get(body["shipmentIdentifier"])
        if body["shipmentConfirmationType"] == "Original":
            if former and moment < former.taken + KEPT:
                yield "shipmentIdentifier was used in the last 365 days"
        elif former is None:
            yield "There is no original of this shipmentIdentifier to replace"
        elif moment > former.taken + REPLACED_WITHIN:
            yield "A shipment confirmation is replaced within 7 days"


def _read_items(orders, body):
    quantities, errors = {}, []
    for item in body["shippedItems"]:
        number = item.get("itemDetails", {}).get("purchaseOrderNumber") or _find_order(body, item)
        order = orders.get(str(number).strip())
        line = order and order.get_line(item.get("itemSequenceNumber", ""))
        product = item.get("amazonProductIdentifier") or item.get("vendorProductIdentifier")
        if order and not (line and product in (line.product.asin, line.product.number)):
            line = next((n for n in order.lines if n.product.asin == product), None)
        if line is None:
            errors.append(f"No line of a purchase order is {number} {product}")
            continue
        units = read_units(item.get("shippedQuantity", {}), line)
        if units is None:
            errors.append(f"{order.number}, line {line.sequence}: no whole {line.product.unit}")
            continue
        key = order.number, line.sequence
        quantities[key] = quantities.get(key, 0) + units
        if quantities[key] > line.accepted:
            errors.append(f"{order.number}, line {line.sequence}: more than was acknowledged")
    return quantities, errors


def _find_order(body, item):
    """The purchase order may stand at the item of a carton, in place of the shipped item."""
    for carton in body.get("cartons", []):
        for packed in carton.get("items", []):
            if packed.get("itemReference") == item.get("itemSequenceNumber"):
                return packed.get("itemDetails", {}).get("purchaseOrderNumber")
    return None


def _find_errors_of_dates(body, moment):
    shipped = read_moment(body.get("shippedDate"))
    if shipped is None or read_moment(body.get("estimatedDeliveryDate")) is None:
        yield "shippedDate and estimatedDeliveryDate are obligatory"
    elif shipped > moment:
        yield "shippedDate is in the future"
    if not body.get("shipmentMeasurements", {}).get("cartonCount"):
        yield "cartonCount is missing"


def submit(amazon, query, body):
    """SubmitShipmentConfirmations"""
    listed = (body or {}).get("shipmentConfirmations")
    if not isinstance(listed, list) or not listed:
        raise Refused(400, "InvalidRequest", "shipmentConfirmations is missing")
    for confirmation in listed:
        for name in (*REQUIRED, *PARTIES, "shippedItems"):
            if not confirmation.get(name):
                raise Refused(400, "InvalidInput", f"{name} is missing")
        if confirmation["shipmentConfirmationType"] not in ("Original", "Replace"):
            raise Refused(400, "InvalidInput", "shipmentConfirmationType is unknown")
    return amazon.take(
        "SubmitShipmentConfirmations",
        lambda moment: [
            error
            for confirmation in listed
            for error in amazon.shipments.take(amazon.orders, confirmation, moment)
        ],
    )
