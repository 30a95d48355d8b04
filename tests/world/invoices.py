# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Invoices as Amazon takes, rejects and matches them.

The door answers 400 to what the model forbids; all else is worked off in silence (the transaction
stays Processing). A rejected number may come again; no answer says why it was rejected. Rules by
Amazon's guides: unique for ever, only for what was acknowledged and shipped, total = lines + taxes
+ charges - allowances, never 0, bill-to as Amazon knows it, not in the future.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from .order_shapes import read_units
from .paging import Refused, read_moment

ROUNDING = Decimal("0.02")


@dataclass
class InvoiceLine:
    """A line of an invoice, in the unit of the order's line."""

    number: str
    order: str
    line: str
    units: int
    cost: Decimal
    short: int = 0  # not matched with a receipt, at the time of matching


@dataclass
class Invoice:
    """An invoice that came to Amazon."""

    number: str
    date: datetime
    taken: datetime
    total: Decimal  # gross
    tax: Decimal
    lines: list
    due: datetime
    faults: list = field(default_factory=list)  # known to Amazon alone
    is_matched: bool = False
    settled: datetime | None = None
    payments: list = field(default_factory=list)  # uniquePaymentIds
    variances: dict = field(default_factory=dict)  # SC or PC -> amount, negative

    @property
    def net(self):
        """Without taxes."""
        return self.total - self.tax


class Invoices:
    """All invoices, by number; a number that was rejected is taken anew."""

    def __init__(self, firm, truth, orders, shipments):
        self.by_number = {}
        self._firm, self._truth, self._orders = firm, truth, orders
        self._shipments = shipments

    def take(self, body, moment):
        """:param body: one of the list ``invoices``
        :return: list of sentences: why it is rejected"""
        former = self.by_number.get(body["id"])
        if former and not former.faults:
            return ["The number was used before"]
        lines, faults = self._read_lines(body)
        total, tax = _read(body["invoiceTotal"]), _sum(body.get("taxDetails", []), "taxAmount")
        invoice = Invoice(
            number=body["id"],
            date=read_moment(body["date"]),
            taken=moment,
            total=total,
            tax=tax,
            lines=lines,
            due=moment + timedelta(days=self._firm.net_days),
        )
        invoice.faults = faults + self._find_faults(body, invoice)
        self.by_number[invoice.number] = invoice
        if not invoice.faults:
            self._record(invoice)
        return invoice.faults

    def _record(self, invoice):
        document = {"document": invoice.number}
        self._truth.record(invoice.taken, "due", amount=invoice.total, **document)
        for line in invoice.lines:
            of_line = {"order": line.order, "line": line.line, "units": line.units}
            self._truth.record(invoice.taken, "invoiced", **of_line, **document)

    def _read_lines(self, body):
        lines, faults = [], []
        for item in body.get("items", []):
            order = self._orders.get(str(item.get("purchaseOrderNumber", "")).strip())
            products = {item.get("amazonProductIdentifier"), item.get("vendorProductIdentifier")}
            found = order and _find_line(order, item["itemSequenceNumber"], products)
            if not found:
                faults.append(f"Line {item['itemSequenceNumber']} is not as in the purchase order")
                continue
            sequence = str(item["itemSequenceNumber"])
            units = read_units(item["invoicedQuantity"], found)
            if not units:
                faults.append(f"Line {sequence} is no whole {found.product.unit}")
                continue
            cost = _read(item["netCost"]) * item["invoicedQuantity"]["amount"] / units
            lines.append(InvoiceLine(sequence, order.number, found.sequence, units, cost))
            if not found.accepted:
                faults.append(f"Line {sequence} was not acknowledged")
            if not self._is_announced(order.number, found.sequence):
                faults.append(f"Line {sequence} was not shipped")
        return lines, faults

    def _is_announced(self, order, line):
        notices = self._shipments.notices.values()
        return any((order, line) in notice.quantities for notice in notices)

    def _find_faults(self, body, invoice):
        amounts = sum((line.units * line.cost for line in invoice.lines), Decimal(0))
        charges = _sum(body.get("chargeDetails", []), "chargeAmount")
        allowances = _sum(body.get("allowanceDetails", []), "allowanceAmount")
        difference = amounts + charges - allowances + invoice.tax - invoice.total
        faults = {
            "The total is not lines, charges, allowances and taxes": abs(difference) > ROUNDING,
            "The total is 0": not invoice.total,
            "The date is in the future": invoice.date > invoice.taken,
            "Bill-to is not Amazon's": _get_bill_to(body) != self._firm.bill_to,
        }
        return [sentence for sentence, is_so in faults.items() if is_so]


def _find_line(order, number, products):
    line = order.get_line(number)
    if line and products & {line.product.asin, line.product.number}:
        return line
    return next(
        (n for n in order.lines if products & {n.product.asin, n.product.number}),
        None,
    )


def _get_bill_to(body):
    return body.get("billToParty", {}).get("partyId")


def _read(money):
    return Decimal(money["amount"])


def _sum(details, name):
    return sum((_read(detail[name]) for detail in details), Decimal(0))


def submit(amazon, query, body):
    """submitInvoices"""
    listed = (body or {}).get("invoices")
    if not isinstance(listed, list) or not listed:
        raise Refused(400, "InvalidRequest", "invoices is missing")
    for invoice in listed:
        _check(invoice)
    return amazon.take(
        "submitInvoices",
        lambda moment: [
            error for invoice in listed for error in amazon.invoices.take(invoice, moment)
        ],
    )


def _check(invoice):
    for name in ("invoiceType", "id", "date", "remitToParty", "invoiceTotal"):
        if not invoice.get(name):
            raise Refused(400, "InvalidInput", f"{name} is missing")
    if invoice["invoiceType"] not in ("Invoice", "CreditNote"):
        raise Refused(400, "InvalidInput", "invoiceType is unknown")
    for name in ("remitToParty", "billToParty", "shipFromParty", "shipToParty"):
        taxes = invoice.get(name, {}).get("taxRegistrationDetails", [])
        if not isinstance(taxes, list):
            raise Refused(400, "InvalidInput", f"{name}.taxRegistrationDetails is no list")
    for item in invoice.get("items", []):
        for name in ("itemSequenceNumber", "invoicedQuantity", "netCost"):
            if name not in item:
                raise Refused(400, "InvalidInput", f"items.{name} is missing")
        if not isinstance(item["itemSequenceNumber"], int):
            raise Refused(400, "InvalidInput", "items.itemSequenceNumber is no integer")
