# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittances as EDI messages: X12 820 (payment order and remittance advice) and EDIFACT REMADV.
The meaning of the segments is the standards'; which of them Amazon uses is not told in full."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from . import segments as interchanges
from .amounts import LONGEST_AMOUNT, MOST
from .cells import quote
from .figures import Adjustment, check_total, resolve_adjustments
from .limits import MOST_LINES, MOST_PAYMENTS, refuse_long, refuse_more
from .records import Payment, PaymentLine, Refused, RemittanceError, read_each
from .segments import Segment
from .sources import Source, add_source

ZERO = Decimal(0)
AMOUNT = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
# Of the message, of the payment and of its value.
DAYS = ("137", "138", "203", "209")
# Documents that take money off: credit memos of X12, credit notes of EDIFACT.
EDIFACT_CREDITS = ("381", "83", "308")


class _OtherError(RemittanceError):
    """The file holds what is no remittance: nothing of it is read."""


@dataclass(slots=True)
class _Item:
    """A document while its segments are read.

    :ivar is_credit: what is positive on it takes money off
    """

    number: str
    is_credit: bool = False
    paid: Decimal = ZERO
    whole: Decimal = ZERO
    discount: Decimal = ZERO
    day: date | None = None
    description: str = ""
    qualifiers: set[str] = field(default_factory=set)

    def note(self, qualifier: str) -> None:
        """:param qualifier: of an amount that is read
        :raise RemittanceError: when it was read before: one of two amounts would be left out"""
        if qualifier in self.qualifiers:
            raise RemittanceError(f"document {self.number} has two amounts MOA+{qualifier}.")
        self.qualifiers.add(qualifier)


class _Message:
    """A payment while its segments are read.

    :ivar place: the part of an EDIFACT message: ``head``, ``item`` or ``summary``
    :ivar pending: the reason of an adjustment whose amount is to come
    :ivar error: why it cannot be used: found before its end"""

    def __init__(self) -> None:
        self.place, self.pending = "head", ""
        self.error: RemittanceError | None = None
        self.number = self.currency = ""
        self.date: date | None = None
        self.total: Decimal | None = None
        self.lines: list[_Item] = []
        self.adjustments: list[Adjustment] = []
        self.reasons: list[tuple[str, str]] = []

    @property
    def item(self) -> _Item | None:
        """The line that is being read; None before the first."""
        return self.lines[-1] if self.lines else None

    def adjust(self, amount: Decimal, reason: str, reference: str = "") -> None:
        """:param amount: of the line that is being read, or of the payment before its first line"""
        place = len(self.lines) - 1 if self.lines else None
        self.adjustments.append(Adjustment(place, amount))
        self.reasons.append((reason, reference))

    def take_total(self, amount: Decimal) -> None:
        """:raise RemittanceError: when the message states another total elsewhere"""
        if self.total not in (None, amount):
            raise RemittanceError(
                f"payment {self.number}: the file says {self.total} in one place and {amount} in "
                "another."
            )
        self.total = amount

    def finish(self) -> Payment:
        """:return: what the segments say
        :raise RemittanceError: naming what is missing, or the figures that do not add up"""
        if self.error:
            raise self.error
        for number in (self.number, self.currency, *(item.number for item in self.lines)):
            refuse_long(number, "the message")
        if not self.number or self.date is None or self.total is None:
            raise RemittanceError(f"the message has no {self._list_missing()} of the payment.")
        lines = [self._make_line(row, item) for row, item in enumerate(self.lines, start=1)]
        lines, amounts = resolve_adjustments(self.number, self.total, lines, self.adjustments)
        for place, amount in enumerate(amounts):
            lines.append(self._make_adjustment(len(lines) + 1, self.date, place, amount))
        check_total(self.number, self.total, sum((line.paid for line in lines), ZERO))
        return Payment(
            number=self.number,
            date=self.date,
            currency=self.currency,
            amount=self.total,
            payment_currency=self.currency,
            payment_amount=self.total,
            status="",
            lines=lines,
        )

    def _list_missing(self) -> str:
        there = {"number": self.number, "date": self.date, "total": self.total is not None}
        return ", ".join(name for name, value in there.items() if not value)

    def _make_line(self, row: int, item: _Item) -> PaymentLine:
        return PaymentLine(
            row=row,
            number=item.number,
            date=item.day,
            description=item.description,
            invoice_amount=item.whole or item.paid + item.discount,
            currency=self.currency,
            withholding=ZERO,
            discount=item.discount,
            paid=item.paid,
            remaining=ZERO,
        )

    def _make_adjustment(self, row: int, day: date, place: int, amount: Decimal) -> PaymentLine:
        reason, reference = self.reasons[place]
        refuse_long(reference, "the message")
        owner = self.adjustments[place].line
        number = self.lines[owner].number if owner is not None else self.number
        return PaymentLine(
            row=row,
            number=reference or f"{number}-ADJ{place + 1}",
            date=day,
            description=f"Adjustment {reason} of {number}",
            invoice_amount=amount,
            currency=self.currency,
            withholding=ZERO,
            discount=ZERO,
            paid=amount,
            remaining=ZERO,
        )


def _read_amount(text: str, where: str) -> Decimal:
    """EDIFACT knows the comma as decimal mark too; neither standard divides thousands."""
    is_amount = len(text) <= LONGEST_AMOUNT and (not text or AMOUNT.fullmatch(text))
    amount = Decimal((is_amount and text.replace(",", ".")) or "0")
    if not is_amount or abs(amount) >= MOST:
        raise RemittanceError(f"{where}: {quote(text)} is no amount.")
    return amount


def _read_day(text: str, where: str) -> date | None:
    """:param text: empty, or a day with or without a time behind it"""
    if not text:
        return None
    match = DAY.match(text)
    try:
        day = match and date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        day = None
    if not day:
        raise RemittanceError(f"{where}: {quote(text)} is no date.")
    return day


def _read(
    segments: Iterable[Segment], opener: str, take: Callable[[_Message, Segment], None]
) -> list[Payment | Refused]:
    """:param opener: the segment that begins a payment
    :param take: reads a segment
    :return: a payment for each, or why it cannot be used"""
    messages: list[_Message] = []
    count = 0
    for segment in segments:
        if segment.name == opener:
            refuse_more(len(messages) + 1, MOST_PAYMENTS, "payments")
            count += len(messages[-1].lines) if messages else 0
            messages.append(_Message())
        message = messages[-1]
        try:
            take(message, segment)
        except _OtherError:
            raise
        except RemittanceError as error:
            message.error = message.error or error
        refuse_more(count + len(message.lines) + len(message.adjustments), MOST_LINES, "lines")
    return read_each([m.number for m in messages], lambda place: messages[place].finish())


# === X12 820 === #


def read_x12(text: str) -> list[Payment | Refused]:
    """
    :param text: an interchange with 820 transactions
    :return: a payment for each transaction, or why it cannot be used
    :raise RemittanceError: when it cannot be read
    """
    found = _read(interchanges.read_x12(text), "ST", _take_x12)
    if not found:
        raise RemittanceError("the X12 file holds no remittance (820).")
    return found


def _take_x12(message: _Message, segment: Segment) -> None:
    name, get = segment.name, segment.get
    where = f"segment {segment.place}, {name}"
    if name == "ST" and get(0) != "820":
        raise _OtherError(f"transaction {get(0)[:40]} is no remittance (820).")
    elif name == "BPR":
        total = _read_amount(get(1), where)
        message.total = -total if get(2) == "D" else total
        message.date = _read_day(get(15), where)
    elif name == "TRN":
        message.number = message.number or get(1)
    elif name == "CUR":
        message.currency = get(1)
    elif name == "RMR":
        paid, whole, discount = (_read_amount(get(place), where) for place in (3, 4, 5))
        message.lines.append(_Item(get(1), paid=paid, whole=whole, discount=discount))
        if get(7):
            message.adjust(_read_amount(get(7), where), get(6))
    elif name == "ADX":
        message.adjust(_read_amount(get(0), where), get(1), get(3))
    elif name == "DTM" and message.item:
        message.item.day = _read_day(get(1), where)
    elif name == "DTM" and not message.date:
        message.date = _read_day(get(1), where)
    elif name == "REF" and message.item and get(0) in ("PO", "OP"):
        message.item.description = f"{get(1)}/PO/"


# === EDIFACT REMADV === #


def read_edifact(text: str) -> list[Payment | Refused]:
    """
    :param text: an interchange with REMADV messages
    :return: a payment for each message, or why it cannot be used
    :raise RemittanceError: when it cannot be read
    """
    found = _read(interchanges.read_edifact(text), "UNH", _take_remadv)
    if not found:
        raise RemittanceError("the EDIFACT file holds no remittance (REMADV).")
    return found


def _take_remadv(message: _Message, segment: Segment) -> None:
    name, get = segment.name, segment.get
    if name == "UNH" and get(1) != "REMADV":
        raise _OtherError(f"the message {get(1)[:40]} is no remittance (REMADV).")
    elif name == "UNS":
        message.place = "summary"
    elif name == "DOC":
        message.place = "item"
        message.lines.append(_Item(get(1), is_credit=get(0) in EDIFACT_CREDITS))
    elif name == "AJT":
        message.pending = get(0) or "?"
    elif name == "MOA":
        message.pending = _take_moa(message, segment)
    elif message.place == "head":
        _take_remadv_head(message, segment)
    elif message.place == "item" and message.item:
        _take_remadv_item(message.item, segment)


def _take_moa(message: _Message, segment: Segment) -> str:
    """:return: the reason of an adjustment whose amount is still to come"""
    pending, qualifier = message.pending, segment.get(0)
    amount = _read_amount(segment.get(0, 1), f"segment {segment.place}, MOA")
    if message.place != "item":  # some write the total before the documents, some behind
        if qualifier in ("9", "12", "128"):
            message.take_total(amount)
        return "" if message.place == "summary" else pending
    item = message.item
    if not item:
        return pending
    if pending and qualifier not in ("9", "12", "52"):
        message.adjust(amount, pending)
        return ""
    item.note(qualifier)
    signed = -abs(amount) if item.is_credit else amount
    if qualifier == "9":
        item.whole = signed
    elif qualifier == "12":
        item.paid = signed
    elif qualifier == "52":
        item.discount = signed
    return pending


def _take_remadv_head(message: _Message, segment: Segment) -> None:
    name, get = segment.name, segment.get
    if name == "BGM" and len(segment.values) > 1:
        message.number = get(1)
    elif name == "DTM" and get(0) in DAYS and not message.date:
        message.date = _read_day(get(0, 1), f"segment {segment.place}, DTM")
    elif name == "CUX":
        message.currency = get(0, 1)


def _take_remadv_item(item: _Item, segment: Segment) -> None:
    if segment.name == "DTM":
        item.day = _read_day(segment.get(0, 1), f"segment {segment.place}, DTM") or item.day
    elif segment.name == "RFF" and segment.get(0) == "ON" and segment.get(0, 1):
        item.description = f"{segment.get(0, 1)}/PO/"


add_source(
    Source(
        "x12",
        lambda text: text.startswith("ISA"),
        lambda text, _day_first: read_x12(text),
        (".edi", ".x12", ".820"),
    )
)
add_source(
    Source(
        "edifact",
        lambda text: text.startswith(("UNA", "UNB")),
        lambda text, _day_first: read_edifact(text),
        (".edi",),
    )
)
