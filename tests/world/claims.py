# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon keeps: shortage and price claims, their chains, chargebacks, co-op.

Numbers by the grammar of Amazon's documents: a claim is the root's number and ``SC`` or ``PC``, its
reversal the claim's and ``R``, always in full; what is still claimed then is a new claim on the
reversal's number. A claim is made five days before its invoice is due; a dispute is answered
within five weeks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
CLAIMED_BEFORE_DUE = timedelta(days=5)
TEXTS = {"SC": "Shortage Claim for Invoice", "PC": "Price Claim for Invoice"}
COOP_PERCENT, LATE_FEE = Decimal("1.5"), Decimal("25.00")
ANSWERED_WITHIN = timedelta(hours=24)


@dataclass
class Document:
    """Something that is paid, or kept from a payment."""

    number: str
    date: datetime
    amount: Decimal  # negative: kept
    text: str
    kind: str  # invoice, shortage, price, reversal, chargeback or coop
    due: datetime
    root: str = ""  # the number of its invoice
    wrong: Decimal = Decimal(0)  # how much of a claim is Amazon's error, positive
    paid: Decimal = Decimal(0)  # so far, of the same sign as the amount

    @property
    def open(self):
        """What is still to be paid or kept."""
        return self.amount - self.paid


@dataclass
class _Dispute:
    document: Document
    answered: datetime


class Claims:
    """All documents of payments, by number."""

    def __init__(self, chance, truth, firm, orders):
        self.documents = {}
        self._disputes, self._disputed, self._matched = [], set(), {}
        self._chance, self._truth, self._firm, self._orders = chance, truth, firm, orders

    def work(self, invoices, trucks, notices, day):
        """:param invoices: those that Amazon took, :class:`.invoices.Invoice`"""
        for invoice in invoices:
            if not invoice.is_matched and day >= invoice.due - CLAIMED_BEFORE_DUE:
                self._match(invoice, day)
        for dispute in [d for d in self._disputes if d.answered <= day]:
            self._disputes.remove(dispute)
            self._answer(dispute.document, day)
        self._charge(trucks, notices, day)
        if day.day == 3:
            self._take_coop(day)

    def dispute(self, number, moment):
        """The firm disputes a claim, in Vendor Central: there is no API for it.

        :return: whether Amazon takes the dispute: a claim is disputed once"""
        document = self.documents[number]
        if document.kind not in ("shortage", "price"):
            raise ValueError(f"{number} is no claim")
        if number in self._disputed:
            return False
        self._disputed.add(number)
        days = self._chance.of("dispute", number).randrange(5, 36)
        self._disputes.append(_Dispute(document, moment + timedelta(days=days)))
        return True

    def _match(self, invoice, day):
        invoice.is_matched = True
        self._add(invoice.number, invoice.date, invoice.total, "Invoice", "invoice", invoice.due)
        rate = invoice.total / invoice.net if invoice.net else Decimal(1)
        short = wrong = price = Decimal(0)
        for line in invoice.lines:
            missing, mistaken = self._match_units(line)
            short += missing * line.cost * rate
            wrong += mistaken * line.cost * rate
            agreed = self._orders[line.order].get_line(line.line).cost
            price += max(Decimal(0), line.cost - agreed) * (line.units - missing) * rate
        for suffix, kind, amount, mistake in (
            ("SC", "shortage", short, wrong),
            ("PC", "price", price, Decimal(0)),
        ):
            if round_cents(amount):
                invoice.variances[suffix] = -round_cents(amount)
                self._claim(invoice, suffix, kind, amount, mistake, day)

    def _match_units(self, line):
        """:return: (units that no receipt covers, how many of them had really come in time)"""
        key = line.order, line.line
        received = self._orders[line.order].get_line(line.line).received
        before = self._matched.get(key, 0)
        line.short = max(0, line.units - max(0, received - before))
        self._matched[key] = before + line.units - line.short
        shipped, damaged, mislabelled = (
            self._truth.get_units(kind, *key) for kind in ("shipped", "damaged", "mislabelled")
        )
        there = shipped - damaged - mislabelled - received
        return line.short, max(0, min(line.short, there))

    def _claim(self, invoice, suffix, kind, amount, wrong, day):
        document = self._add(
            invoice.number + suffix,
            day,
            -round_cents(amount),
            TEXTS[suffix],
            kind,
            invoice.due,
            root=invoice.number,
            wrong=round_cents(wrong),
        )
        self._record("claimed", document, day, "amazon" if wrong else "firm")

    def _answer(self, document, day):
        """Won in full or in part, or lost: a part is a reversal in full, and a new claim."""
        chance = self._chance.of("answer", document.number).random()
        if not document.wrong or chance < 0.15:
            return
        suffix = "SC" if document.kind == "shortage" else "PC"
        reversal = self._add(
            document.number + "R",
            day,
            -document.amount,
            "",
            "reversal",
            day,
            root=document.root,
        )
        self._record("reversed", reversal, day, "amazon")
        rest = -document.amount - document.wrong
        if chance < 0.3:
            rest += round_cents(document.wrong / 2)
        if rest > 0:
            again = self._add(
                reversal.number + suffix,
                day,
                -rest,
                TEXTS[suffix],
                document.kind,
                day,
                root=document.root,
                wrong=document.wrong + document.amount + rest,
            )
            self._record("claimed", again, day, "amazon" if again.wrong else "firm")

    def _charge(self, trucks, notices, day):
        """Late acknowledgements, and trucks that nobody announced."""
        for order in self._orders.values():
            first = order.answered or day
            name = f"late:{order.number}"
            if first > order.placed + ANSWERED_WITHIN and order.state != "Closed":
                self._charge_once(name, "PO on-time accuracy", day)
        for n, truck in enumerate(trucks):
            if truck.is_received and truck.notice not in notices:
                self._charge_once(f"truck:{n}", "Advance shipment notification", day)

    def _charge_once(self, name, text, day):
        number = f"{self._chance.of('charge', name).randrange(10**8, 10**9)}VCBSINV"
        if number not in self.documents:
            document = self._add(number, day, -LATE_FEE, text, "chargeback", day)
            self._record("claimed", document, day, "firm")

    def _take_coop(self, day):
        """A percentage of what was received in the month before."""
        first = day.replace(day=1)
        month = (first - timedelta(days=1)).replace(day=1)
        received = sum(
            event.units * self._orders[event.order].get_line(event.line).cost
            for event in self._truth.events
            if event.kind == "received" and month <= event.moment < first
        )
        amount = round_cents(received * COOP_PERCENT / 100)
        if amount:
            number = f"1042-{self._chance.of('coop', month).randrange(10**8, 10**9)}"
            document = self._add(number, day, -amount, "Co-op", "coop", day)
            self._record("claimed", document, day, "agreement")

    def _add(self, number, date, amount, text, kind, due, **values):
        if number in self.documents:
            raise ValueError(f"{number} is there already")
        document = Document(number, date, amount, text, kind, due, **values)
        self.documents[number] = document
        return document

    def _record(self, kind, document, day, cause):
        values = {"document": document.number, "amount": document.amount, "cause": cause}
        self._truth.record(day, kind, **values)


def round_cents(amount):
    """:return: the amount in whole cents"""
    return Decimal(amount).quantize(CENT, ROUND_HALF_UP)
