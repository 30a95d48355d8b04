# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittances as EDI messages: X12 820 (payment order and remittance advice) and EDIFACT REMADV.
The meaning of the segments is the standards'; which of them Amazon uses is not told in full."""

import io
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from .amounts import MOST
from .figures import Adjustment, check_total, resolve_adjustments
from .records import Payment, PaymentLine, Refused, RemittanceError, read_each
from .sources import Source, add_source

if TYPE_CHECKING:
    from pydifact.segments import Segment
    from pyx12.x12file import X12Reader

ZERO = Decimal(0)
AMOUNT = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
# Of the message, of the payment and of its value.
DAYS = ("137", "138", "203", "209")
# Documents that take money off: credit memos of X12, credit notes of EDIFACT.
EDIFACT_CREDITS = ("381", "83", "308")


@dataclass
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
    """A payment while its segments are read."""

    def __init__(self) -> None:
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
        if not self.number or self.date is None or self.total is None:
            raise RemittanceError(f"the message has no {self._list_missing()} of the payment.")
        lines = [self._make_line(row, item) for row, item in enumerate(self.lines, start=1)]
        lines, amounts = resolve_adjustments(self.number, self.total, lines, self.adjustments)
        for place, amount in enumerate(amounts):
            lines.append(self._make_adjustment(len(lines) + 1, self.date, place, amount))
        check_total(self.number, self.total, lines)
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
    if text and not AMOUNT.fullmatch(text):
        raise RemittanceError(f"{where}: {text!r} is no amount.")
    amount = Decimal(text.replace(",", ".") or "0")
    if abs(amount) >= MOST:
        raise RemittanceError(f"{where}: {text[:40]!r} is no amount.")
    return amount


def _read_day(text: str, where: str) -> date | None:
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date() if text else None
    except ValueError:
        raise RemittanceError(f"{where}: {text!r} is no date.") from None


# === X12 820 === #


def read_x12(text: str) -> list[Payment | Refused]:
    """
    :param text: an interchange with 820 transactions
    :return: a payment for each transaction, or why it cannot be used
    :raise RemittanceError: when it cannot be read, or its figures contradict each other
    """
    from pyx12.x12file import X12Reader

    messages = []
    try:
        reader = X12Reader(io.StringIO(text))
        for segment in reader:
            name = segment.get_seg_id()
            values = [segment.get_value(f"{name}{place:02}") or "" for place in range(1, 17)]
            if name == "ST":
                if values[0] != "820":
                    raise RemittanceError(f"transaction {values[0]} is no remittance (820).")
                messages.append(_Message())
            elif messages:
                _take_x12(messages[-1], name, values)
        _check_x12_envelope(reader)
    except RemittanceError:
        raise
    except Exception as error:  # the library raises whatever comes up on what is no X12
        raise RemittanceError(f"the X12 file is damaged: {error}") from None
    if not messages:
        raise RemittanceError("the X12 file holds no remittance (820).")
    return read_each([m.number for m in messages], lambda place: messages[place].finish())


def _check_x12_envelope(reader: "X12Reader") -> None:
    """Counts of segments and control numbers tell a file that was cut off."""
    errors = reader.pop_errors()
    reader.cleanup()
    errors += reader.pop_errors()
    if errors:
        raise RemittanceError(f"the X12 file is damaged: {errors[0][2]}.")


def _take_x12(message: _Message, name: str, values: Sequence[str]) -> None:
    """:param values: the segment's elements, from the first on; empty for those not there"""
    where = f"segment {name}"
    if name == "BPR":
        total = _read_amount(values[1], where)
        message.total = -total if values[2] == "D" else total
        message.date = _read_day(values[15], where)
    elif name == "TRN":
        message.number = message.number or values[1]
    elif name == "CUR":
        message.currency = values[1]
    elif name == "RMR":
        paid, discount = _read_amount(values[3], where), _read_amount(values[5], where)
        whole = _read_amount(values[4], where)
        message.lines.append(_Item(values[1], paid=paid, whole=whole, discount=discount))
        if values[7]:
            message.adjust(_read_amount(values[7], where), values[6])
    elif name == "ADX":
        message.adjust(_read_amount(values[0], where), values[1], values[3])
    elif name == "DTM" and message.item:
        message.item.day = _read_day(values[1], where)
    elif name == "DTM" and not message.date:
        message.date = _read_day(values[1], where)
    elif name == "REF" and message.item and values[0] in ("PO", "OP"):
        message.item.description = f"{values[1]}/PO/"


# === EDIFACT REMADV === #


def read_edifact(text: str) -> list[Payment | Refused]:
    """
    :param text: an interchange with REMADV messages
    :return: a payment for each message, or why it cannot be used
    :raise RemittanceError: when it cannot be read, or its figures contradict each other
    """
    from pydifact.segmentcollection import Interchange

    try:
        with warnings.catch_warnings():
            # The library has no directory of most versions, and says so for each segment.
            warnings.simplefilter("ignore")
            messages = list(Interchange.from_str(text).get_messages())
    except Exception as error:
        raise RemittanceError(f"the EDIFACT file is damaged: {error}") from None
    wrong = [message.type for message in messages if message.type != "REMADV"]
    if wrong or not messages:
        raise RemittanceError(f"the message {', '.join(wrong)} is no remittance (REMADV).")
    numbers = [_find_number(message.segments) for message in messages]
    return read_each(numbers, lambda place: _read_remadv(messages[place].segments))


def _find_number(segments: "Sequence[Segment]") -> str:
    heads = (s.elements for s in segments if s.tag == "BGM" and len(s.elements) > 1)
    return next((str(elements[1]) for elements in heads), "")


def _read_remadv(segments: "Sequence[Segment]") -> Payment:
    message = _Message()
    place, pending = "head", ""
    for segment in segments:
        # An empty element has an empty part, as one that is not there.
        values = [v or [""] if isinstance(v, list) else [v] for v in segment.elements]
        name, first = segment.tag, values[0] if values else [""]
        if name == "UNS":
            place = "summary"
        elif name == "DOC":
            place = "item"
            number = values[1][0] if len(values) > 1 else ""
            message.lines.append(_Item(number, is_credit=first[0] in EDIFACT_CREDITS))
        elif name == "AJT":
            pending = first[0] or "?"
        elif name == "MOA":
            pending = _take_moa(message, place, first, pending)
        elif place == "head":
            _take_remadv_head(message, name, values)
        elif place == "item" and message.item:
            _take_remadv_item(message.item, name, first)
    return message.finish()


def _take_moa(message: _Message, place: str, first: Sequence[str], pending: str) -> str:
    """:param place: the part of the message: ``head``, ``item`` or ``summary``
    :param first: qualifier and amount
    :param pending: the reason of an adjustment whose amount is to come
    :return: the reason of an adjustment whose amount is still to come"""
    qualifier, amount = first[0], _read_amount(first[1] if len(first) > 1 else "", "segment MOA")
    if place != "item":  # some write the total before the documents, some behind
        if qualifier in ("9", "12", "128"):
            message.take_total(amount)
        return "" if place == "summary" else pending
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


def _take_remadv_head(message: _Message, name: str, values: Sequence[Sequence[str]]) -> None:
    values = values or [[""]]
    if name == "BGM" and len(values) > 1:
        message.number = values[1][0]
    elif name == "DTM" and len(values[0]) > 1 and values[0][0] in DAYS and not message.date:
        message.date = _read_day(values[0][1], "segment DTM")
    elif name == "CUX":
        message.currency = values[0][1] if len(values[0]) > 1 else ""


def _take_remadv_item(item: _Item, name: str, first: Sequence[str]) -> None:
    if name == "DTM" and len(first) > 1:
        item.day = _read_day(first[1], "segment DTM")
    elif name == "RFF" and first[0] == "ON" and len(first) > 1:
        item.description = f"{first[1]}/PO/"


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
