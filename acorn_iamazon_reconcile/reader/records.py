# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What a remittance says, whatever file it came in. Amounts are decimals, deductions negative."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

LONGEST_REASON = 2_000  # characters


class RemittanceError(ValueError):
    """A file cannot be used; the text names the row, the column and what to do."""

    def __init__(self, reason: str) -> None:
        """:param reason: of a long one, which repeats what a file says, the beginning"""
        super().__init__(f"{reason[:LONGEST_REASON]}…" if len(reason) > LONGEST_REASON else reason)


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """What a payment says of one document. Amounts are in the currency of the line.

    :ivar row: where it stands in the file, from 1
    :ivar number: the document number as written: an invoice, a claim, an agreement …
    :ivar invoice_amount: the whole document; each slice of it repeats the amount
    :ivar withholding: tax that Amazon keeps back
    :ivar discount: terms discount that Amazon takes
    :ivar paid: what this payment pays of it; deductions are negative
    :ivar remaining: what Amazon still owes of it
    :ivar original: the number of the invoice that it is about, where the file tells it"""

    row: int
    number: str
    date: date | None
    description: str
    invoice_amount: Decimal
    currency: str
    withholding: Decimal
    discount: Decimal
    paid: Decimal
    remaining: Decimal
    original: str = ""


@dataclass
class Payment:
    """What Amazon paid at once, with what it says of each document.

    :ivar number: Amazon's number of the payment
    :ivar amount: in the currency of the invoices
    :ivar status: in Amazon's words, empty where the file has none
    :ivar hides_lines: the file says that lines of this payment are not shown
    :ivar has_no_total: nothing in the file proves that these are all lines: the amount is their sum
    :ivar rate: of the payment currency; 0 when not told
    :ivar unread: columns of the file that mean nothing here"""

    number: str
    date: date
    currency: str
    amount: Decimal
    payment_currency: str
    payment_amount: Decimal
    status: str
    hides_lines: bool = False
    has_no_total: bool = False
    rate: Decimal = Decimal(0)
    unread: tuple[str, ...] = ()
    lines: list[PaymentLine] = field(default_factory=list)

    def get_difference(self) -> Decimal:
        """:return: the payment less its lines, in the currency of the invoices"""
        return self.amount - sum((line.paid for line in self.lines), Decimal(0))


class Refused(NamedTuple):
    """A payment of a file that cannot be used, beside others that can.

    :ivar number: of the payment, as far as it can be told
    :ivar reason: the row, the column and what to do"""

    number: str
    reason: str


class Reading(NamedTuple):
    """What a file says.

    :ivar payments: those that can be used: one at least
    :ivar source: what the file is: ``spreadsheet`` or the code of a source
    :ivar refused: the others"""

    payments: list[Payment]
    source: str
    refused: list[Refused]


def read_each(numbers: Iterable[str], read: Callable[[int], Payment]) -> list[Payment | Refused]:
    """
    :param numbers: of the payments, as far as they can be told
    :param read: reads one, by its place
    :return: the payments; in place of each that cannot be used, why not"""
    found: list[Payment | Refused] = []
    for place, number in enumerate(numbers):
        try:
            found.append(read(place))
        except RemittanceError as error:
            found.append(Refused(number, str(error)))
    return found
