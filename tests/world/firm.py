# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A vendor to try the world with: answers, ships, invoices and disputes by the book, but for the
errors of its warehouse. What Amazon took of a line, and what it paid, it looks up in Amazon."""

from datetime import timedelta
from decimal import Decimal

from .claims import round_cents
from .common import acknowledge, call, list_orders
from .order_shapes import write_moment
from .shipments import Load

HONEST = 0.9  # of its loads; the others are short, damaged or mislabelled
DAY = timedelta(days=1)


class Vendor:
    """:param api: :class:`.api.Api`"""

    def __init__(self, api):
        self.api, self.amazon = api, api.amazon
        self.invoiced = {}  # number -> total
        self._promised, self._chance = {}, api.amazon.chance

    def live(self, days):
        """So many days from the world's first."""
        for n in range(days):
            self.amazon.advance(self.amazon.first_day + n * DAY + timedelta(hours=9))
            self._answer()
            self._ship()
            self._dispute()

    def _tick(self, **span):
        self.amazon.advance(self.amazon.now + timedelta(**(span or {"seconds": 1})))

    def _answer(self):
        for order in list_orders(self.api, purchaseOrderState="New"):
            acknowledge(self.api, order, self.amazon.now)
            self._promised[order["purchaseOrderNumber"]] = order, self.amazon.now + 3 * DAY
            self._tick()
        self._tick(minutes=10)

    def _ship(self):
        for number, (_old, moment) in list(self._promised.items()):
            if moment > self.amazon.now:
                continue
            del self._promised[number]
            path = f"/vendor/orders/v1/purchaseOrders/{number}"
            order = call(self.api, "GET", path).body["payload"]
            items = [i for i in order["orderDetails"]["items"] if i["orderedQuantity"]["amount"]]
            if items and order["purchaseOrderState"] == "Acknowledged":
                self._ship_order(number, order["orderDetails"], items)

    def _ship_order(self, number, details, items):
        accepted = {line.sequence: line.accepted for line in self.amazon.orders[number].lines}
        for item in items:  # a quantity that grew after the answer is not promised
            promised = accepted[item["itemSequenceNumber"]]
            ordered = item["orderedQuantity"]
            item["orderedQuantity"] = {**ordered, "amount": min(ordered["amount"], promised)}
        items = [item for item in items if item["orderedQuantity"]["amount"]]
        if items:
            self.announce(number, details, items)
            self._tick(minutes=10)
            loads = [self._load(number, item) for item in items]
            self.amazon.shipments.hand_over(
                details["shipToParty"]["partyId"], self.amazon.now, loads, f"S{number}"
            )
            self._invoice(number, details, items)
            self._tick(minutes=10)

    def _load(self, number, item):
        units, line = item["orderedQuantity"]["amount"], item["itemSequenceNumber"]
        draw = self._chance.of("warehouse", number, line)
        if draw.random() < HONEST:
            return Load(number, line, units)
        wrong = draw.randrange(1, units + 1)
        error = draw.choice(("short", "damaged", "mislabelled"))
        if error == "short":
            return Load(number, line, units - wrong)
        return Load(number, line, units, **{error: wrong})

    def announce(self, number, details, items):
        """Sends the notice of an order's items."""
        moment = write_moment(self.amazon.now)
        body = {
            "shipmentIdentifier": f"S{number}",
            "shipmentConfirmationType": "Original",
            "shipmentConfirmationDate": moment,
            "shippedDate": moment,
            "estimatedDeliveryDate": write_moment(self.amazon.now + 3 * DAY),
            "sellingParty": details["sellingParty"],
            "shipFromParty": details["sellingParty"],
            "shipToParty": details["shipToParty"],
            "shipmentMeasurements": {"cartonCount": len(items)},
            "shippedItems": [
                {
                    "itemSequenceNumber": item["itemSequenceNumber"],
                    "amazonProductIdentifier": item["amazonProductIdentifier"],
                    "shippedQuantity": item["orderedQuantity"],
                    "itemDetails": {"purchaseOrderNumber": number},
                }
                for item in items
            ],
        }
        path = "/vendor/shipping/v1/shipmentConfirmations"
        call(self.api, "POST", path, body={"shipmentConfirmations": [body]})

    def _invoice(self, number, details, items):
        body = self.make_invoice(number, details, items)
        self.invoiced[body["id"]] = Decimal(body["invoiceTotal"]["amount"])
        call(self.api, "POST", "/vendor/payments/v1/invoices", body={"invoices": [body]})

    def make_invoice(self, number, details, items):
        """:return: the body of an invoice over items of getPurchaseOrder's answer"""
        net = sum(_get_amount(item) for item in items)
        tax = round_cents(net * self.amazon.firm.tax_percent / 100)
        currency = self.amazon.firm.currency
        return {
            "invoiceType": "Invoice",
            "id": f"INV-{number}",
            "date": write_moment(self.amazon.now.replace(hour=0, minute=0, second=0)),
            "remitToParty": {"partyId": self.amazon.firm.payee_code},
            "billToParty": details["billToParty"],
            "invoiceTotal": {"currencyCode": currency, "amount": str(net + tax)},
            "taxDetails": [
                {"taxType": "VAT", "taxAmount": {"currencyCode": currency, "amount": str(tax)}}
            ],
            "items": [
                {
                    "itemSequenceNumber": int(item["itemSequenceNumber"]),
                    "amazonProductIdentifier": item["amazonProductIdentifier"],
                    "invoicedQuantity": item["orderedQuantity"],
                    "netCost": item["netCost"],
                    "purchaseOrderNumber": number,
                }
                for item in items
            ],
        }

    def _dispute(self):
        """Each shortage claim that was kept from a payment of the day before, once."""
        for payment in self.amazon.remittances.payments:
            if (self.amazon.now - payment.date).days == 1 and not payment.is_failed:
                for document, _amount in payment.lines:
                    is_own = document.number in self.invoiced  # which may end in SC as well
                    if document.number.endswith("SC") and not is_own:
                        self.amazon.claims.dispute(document.number, self.amazon.now)


def _get_amount(item):
    return item["orderedQuantity"]["amount"] * Decimal(item["netCost"]["amount"])
