# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittances as EDI messages: X12 820 (payment order and remittance advice) and EDIFACT REMADV.
The meaning of the segments is the standards'; which of them Amazon uses is not told in full."""

import io
import warnings
from datetime import datetime
from decimal import Decimal, InvalidOperation

from .figures import Adjustment, check_total, resolve_adjustments
from .records import Payment, PaymentLine, RemittanceError

ZERO = Decimal(0)
# Documents that take money off: credit memos of X12, credit notes of EDIFACT.
EDIFACT_CREDITS = ("381", "83", "308")


class _Message:
    """A payment while its segments are read."""

    def __init__(self):
        self.number = self.currency = ""
        self.date = self.total = None
        self.lines, self.adjustments, self.reasons = [], [], []

    @property
    def item(self):
        return self.lines[-1] if self.lines else None

    def adjust(self, amount, reason, reference=""):
        place = len(self.lines) - 1 if self.lines else None
        self.adjustments.append(Adjustment(place, amount))
        self.reasons.append((reason, reference))

    def finish(self):
        """:return: the :class:`Payment`
        :raise RemittanceError: naming what is missing, or the figures that do not add up"""
        missing = [
            name
            for name, value in (
                ("number", self.number),
                ("date", self.date),
                ("total", self.total is not None),
            )
            if not value
        ]
        if missing:
            raise RemittanceError(f"the message has no {', '.join(missing)} of the payment.")
        lines = [self._make_line(row, item) for row, item in enumerate(self.lines, start=1)]
        lines, amounts = resolve_adjustments(self.number, self.total, lines, self.adjustments)
        for place, amount in enumerate(amounts):
            lines.append(self._make_adjustment(len(lines) + 1, place, amount))
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

    def _make_line(self, row, item):
        paid, discount = item.get("paid", ZERO), item.get("discount", ZERO)
        return PaymentLine(
            row=row,
            number=item["number"],
            date=item.get("date"),
            description=item.get("description", ""),
            invoice_amount=item.get("whole") or paid + discount,
            currency=self.currency,
            withholding=ZERO,
            discount=discount,
            paid=paid,
            remaining=ZERO,
        )

    def _make_adjustment(self, row, place, amount):
        reason, reference = self.reasons[place]
        owner = self.adjustments[place].line
        number = self.lines[owner]["number"] if owner is not None else self.number
        return PaymentLine(
            row=row,
            number=reference or f"{number}-ADJ{place + 1}",
            date=self.date,
            description=f"Adjustment {reason} of {number}",
            invoice_amount=amount,
            currency=self.currency,
            withholding=ZERO,
            discount=ZERO,
            paid=amount,
            remaining=ZERO,
        )


def _read_amount(text, where):
    try:
        return Decimal(text or "0")
    except InvalidOperation:
        raise RemittanceError(f"{where}: {text!r} is no amount.") from None


def _read_day(text, where):
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date() if text else None
    except ValueError:
        raise RemittanceError(f"{where}: {text!r} is no date.") from None


# === X12 820 === #


def read_x12(text):
    """
    :param str text: an interchange with 820 transactions
    :return: a list of :class:`Payment`
    :raise RemittanceError: when it cannot be read, or its figures contradict each other
    """
    from pyx12.errors import X12Error
    from pyx12.x12file import X12Reader

    messages = []
    reader = X12Reader(io.StringIO(text))
    try:
        for segment in reader:
            name = segment.get_seg_id()
            values = [segment.get_value(f"{name}{place:02}") or "" for place in range(1, 17)]
            if name == "ST":
                if values[0] != "820":
                    raise RemittanceError(f"transaction {values[0]} is no remittance (820).")
                messages.append(_Message())
            elif messages:
                _take_x12(messages[-1], name, values)
    except X12Error as error:
        raise RemittanceError(f"the X12 file is damaged: {error}") from None
    _check_x12_envelope(reader)
    if not messages:
        raise RemittanceError("the X12 file holds no remittance (820).")
    return [message.finish() for message in messages]


def _check_x12_envelope(reader):
    """Counts of segments and control numbers tell a file that was cut off."""
    errors = reader.pop_errors()
    reader.cleanup()
    errors += reader.pop_errors()
    if errors:
        raise RemittanceError(f"the X12 file is damaged: {errors[0][2]}.")


def _take_x12(message, name, values):
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
        message.lines.append(
            {"number": values[1], "paid": paid, "whole": whole, "discount": discount}
        )
        if values[7]:
            message.adjust(_read_amount(values[7], where), values[6])
    elif name == "ADX":
        message.adjust(_read_amount(values[0], where), values[1], values[3])
    elif name == "DTM" and message.item:
        message.item["date"] = _read_day(values[1], where)
    elif name == "DTM" and not message.date:
        message.date = _read_day(values[1], where)
    elif name == "REF" and message.item and values[0] in ("PO", "OP"):
        message.item["description"] = f"{values[1]}/PO/"


# === EDIFACT REMADV === #


def read_edifact(text):
    """
    :param str text: an interchange with REMADV messages
    :return: a list of :class:`Payment`
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
    return [_read_remadv(message.segments) for message in messages]


def _read_remadv(segments):
    message = _Message()
    place, pending = "head", ""
    for segment in segments:
        values = [v if isinstance(v, list) else [v] for v in segment.elements]
        name, first = segment.tag, values[0] if values else [""]
        if name == "UNS":
            place = "summary"
        elif name == "DOC":
            place = "item"
            number = values[1][0] if len(values) > 1 else ""
            message.lines.append(
                {"number": number, "sign": -1 if first[0] in EDIFACT_CREDITS else 1}
            )
        elif name == "AJT":
            pending = first[0] or "?"
        elif name == "MOA":
            pending = _take_moa(message, place, first, pending)
        elif place == "head":
            _take_remadv_head(message, name, values)
        elif place == "item":
            _take_remadv_item(message.item, name, first)
    return message.finish()


def _take_moa(message, place, first, pending):
    """:return: the reason of an adjustment whose amount is still to come"""
    qualifier, amount = first[0], _read_amount(first[1] if len(first) > 1 else "", "segment MOA")
    if place == "summary":
        if qualifier in ("9", "12", "128") and message.total is None:
            message.total = amount
        return ""
    if place != "item":
        return pending
    item = message.item
    if pending and qualifier not in ("9", "12", "52"):
        message.adjust(amount, pending)
        return ""
    # What is positive on a credit note takes money off.
    signed = -abs(amount) if item["sign"] < 0 else amount
    name = {"9": "whole", "12": "paid", "52": "discount"}.get(qualifier)
    if name:
        item[name] = signed
    return pending


def _take_remadv_head(message, name, values):
    if name == "BGM" and len(values) > 1:
        message.number = values[1][0]
    elif name == "DTM" and values[0][0] in ("137", "138", "203", "209") and not message.date:
        message.date = _read_day(values[0][1], "segment DTM")
    elif name == "CUX":
        message.currency = values[0][1] if len(values[0]) > 1 else ""


def _take_remadv_item(item, name, first):
    if name == "DTM" and len(first) > 1:
        item["date"] = _read_day(first[1], "segment DTM")
    elif name == "RFF" and first[0] == "ON" and len(first) > 1:
        item["description"] = f"{first[1]}/PO/"
