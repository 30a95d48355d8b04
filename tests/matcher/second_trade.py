# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A year of a vendor's trade with Amazon and what the remittances tell of it, beside the first
generator and independent of it.

Written from how Amazon pays (documents, numbers, signs, slices, reversals), without looking at how
matching works. Each story of this file is one thing that happens between a vendor and Amazon; it
yields the lines that remittances then tell, each with the day on which it is paid and the answer
that an accountant would give who knows the whole story:

``MUST``   it can be told what this line is; leaving it to a person costs recall.
``MAY``    to leave it is as good as the answer.
``WAITS``  nobody can tell from the papers: to take it for anything is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

MUST, MAY, WAITS = "must", "may", "waits"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Sale:
    """An invoice (or, negative, a credit note) in the vendor's own books.

    :ivar state: posted, paid (by hand), draft or cancel
    """

    number: str
    purchase_order: str
    day: date
    amount: Decimal
    currency: str
    state: str = "posted"


@dataclass(frozen=True)
class Told:
    """A line of a remittance, in the columns of Amazon's export."""

    number: str
    day: date
    text: str
    invoice_amount: Decimal
    paid: Decimal
    currency: str
    discount: Decimal = Decimal(0)
    remaining: Decimal = Decimal(0)


@dataclass(frozen=True)
class Answer:
    """What a line is: ``invoice`` or a kind of deduction, of which own document, and whether that
    can be told."""

    certainty: str
    what: str = ""
    sale: str = ""


@dataclass(frozen=True)
class Event:
    pay_day: date
    told: Told
    answer: Answer
    story: str = ""


@dataclass(frozen=True)
class Convention:
    """How one vendor numbers its invoices."""

    name: str
    number: Callable[[int, date], str]


CONVENTIONS = (
    Convention("plain", lambda count, day: f"INV-{count:05d}"),
    Convention("year and slash", lambda count, day: f"RE{day.year}/{count:04d}"),
    Convention("digits", lambda count, day: f"{70010000 + count * 7}"),
    Convention("lower case", lambda count, day: f"fa-{day:%y%m}-{count}"),
    Convention("ends like a claim", lambda count, day: f"AK-{count:04d}-SC"),
    Convention("ends like a reversal", lambda count, day: f"{count:05d}PCR"),
    Convention("ends like advertising", lambda count, day: f"{day:%y}-{count:05d}-AMS"),
    Convention("like an agreement", lambda count, day: f"{day.year}-{count * 13:09d}"),
    Convention("like a co-op document", lambda count, day: f"C1{count * 3:07d}"),
    Convention("like a return", lambda count, day: f"V1{count * 3:08d}"),
    Convention("Japanese", lambda count, day: f"請求{day:%Y%m}-{count:04d}"),
    Convention("letters at the end", lambda count, day: f"S{count:05d}{'ABX'[count % 3]}"),
)
ODD = ("like an agreement", "like a co-op document", "like a return", "ends like advertising")


@dataclass
class Vendor:
    """One vendor: its books, its habits, and the dice."""

    random: Random
    convention: Convention
    currency: str
    digits: int
    terms: Decimal
    names_orders: bool
    sales: list[Sale] = field(default_factory=list)
    count: int = 0
    used: set[str] = field(default_factory=set)

    def amount(self, low: int, high: int) -> Decimal:
        """An amount of the vendor's currency, with the places that it has."""
        return Decimal(self.random.randint(low * 10**self.digits, high * 10**self.digits)).scaleb(
            -self.digits
        )

    def part(self, amount: Decimal, low: float = 0.1, high: float = 0.6) -> Decimal:
        """A part of an amount, rounded, never nothing."""
        part = amount * Decimal(str(round(self.random.uniform(low, high), 3)))
        return max(part.quantize(Decimal(1).scaleb(-self.digits)), Decimal(1))

    def order(self) -> str:
        """A number of a purchase order: eight characters, first a figure, last a letter."""
        letters = "BCDFGHJKLMNPQRSTVWXYZ0123456789"
        number = (
            str(self.random.randint(1, 9))
            + "".join(self.random.choices(letters, k=6))
            + self.random.choice("ABCDEFGHJKLMN")
        )
        return number if number not in self.used and not self.used.add(number) else self.order()

    def sell(
        self,
        amount: Decimal | None = None,
        state: str = "posted",
        order: str = "",
        day: date | None = None,
    ) -> Sale:
        """A new invoice in the books."""
        self.count += self.random.choice((1, 1, 1, 2, 9))
        day = day or date(2026, 1, 5) + timedelta(days=self.random.randint(0, 240))
        sale = Sale(
            self.convention.number(self.count, day),
            order or self.order(),
            day,
            amount or self.amount(120, 9000),
            self.currency,
            state,
        )
        self.sales.append(sale)
        return sale

    def later(self, day: date, low: int = 20, high: int = 60) -> date:
        return day + timedelta(days=self.random.randint(low, high))

    def text(self, sale: Sale) -> str:
        """How a line of an invoice describes itself: some sites name the order and the warehouse,
        others do not."""
        return (
            f"{sale.purchase_order}/{self.random.choice(('XTR1', 'FTW8', 'LEJ3'))}/"
            if self.names_orders
            else "Invoice"
        )

    def invoice_line(self, sale: Sale, number: str = "", **columns: object) -> Told:
        """The line that pays a whole invoice; ``columns`` say what differs."""
        told = Told(
            number or sale.number,
            sale.day,
            self.text(sale),
            sale.amount,
            sale.amount,
            sale.currency,
        )
        return replace(told, **columns)  # type: ignore[arg-type]

    def deduction(
        self,
        number: str,
        day: date,
        amount: Decimal,
        text: str,
        invoice_amount: Decimal | None = None,
    ) -> Told:
        return Told(
            number,
            day,
            text,
            amount if invoice_amount is None else invoice_amount,
            amount,
            self.currency,
        )


Story = Callable[[Vendor], Iterator[Event]]
STORIES: list[tuple[int, Story]] = []


def story(weight: int) -> Callable[[Story], Story]:
    """Registers a story, told ``weight`` times as often as one of weight 1."""

    def register(function: Story) -> Story:
        STORIES.append((weight, function))
        return function

    return register


def written(vendor: Vendor, number: str) -> str:
    """The number as some of Amazon's systems write it: separators lost or changed, capitals."""
    return vendor.random.choice(
        (
            number,
            number,
            number,
            number.replace("/", "").replace("-", ""),
            number.replace("-", "_"),
            number.upper(),
            number.lower(),
            number.replace("/", " ").replace("-", " "),
        )
    )


def paid(sale: Sale, certainty: str = MUST) -> Answer:
    return Answer(certainty, "invoice", sale.number)


# Invoices


@story(40)
def paid_in_full(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    yield Event(
        vendor.later(sale.day), vendor.invoice_line(sale, written(vendor, sale.number)), paid(sale)
    )


@story(12)
def paid_less_discount(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    discount = (sale.amount * vendor.terms).quantize(Decimal(1).scaleb(-vendor.digits))
    told = vendor.invoice_line(sale, paid=sale.amount - discount, discount=discount)
    pay_day = vendor.later(sale.day, 8, 14)
    yield Event(pay_day, told, paid(sale))
    if vendor.random.random() < 0.4:
        text = f"QPD Return Invoice {sale.number}"
        note = vendor.deduction(sale.number + "QPD", sale.day, -discount, text)
        yield Event(vendor.later(pay_day), note, Answer(MUST, "quick pay", sale.number))


@story(3)
def paid_in_two_parts(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    first = vendor.part(sale.amount)
    pay_day = vendor.later(sale.day)
    yield Event(
        pay_day, vendor.invoice_line(sale, paid=first, remaining=sale.amount - first), paid(sale)
    )
    yield Event(
        vendor.later(pay_day), vendor.invoice_line(sale, paid=sale.amount - first), paid(sale)
    )


@story(4)
def equal_shipments_of_one_order(vendor: Vendor) -> Iterator[Event]:
    first = vendor.sell()
    second = vendor.sell(first.amount, order=first.purchase_order, day=first.day)
    pay_day = vendor.later(first.day)
    for sale in (first, second):
        yield Event(pay_day, vendor.invoice_line(sale, written(vendor, sale.number)), paid(sale))


@story(2)
def paid_twice(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    told = vendor.invoice_line(sale)
    pay_day = vendor.later(sale.day)
    yield Event(pay_day, told, paid(sale))
    yield Event(vendor.later(pay_day), told, Answer(WAITS))


@story(2)
def paid_twice_in_one_payment(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    pay_day = vendor.later(sale.day)
    yield Event(pay_day, vendor.invoice_line(sale), Answer(MAY, "invoice", sale.number))
    yield Event(pay_day, vendor.invoice_line(sale), Answer(WAITS))


@story(2)
def taken_back(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    pay_day = vendor.later(sale.day)
    yield Event(pay_day, vendor.invoice_line(sale), paid(sale))
    back = vendor.invoice_line(sale, invoice_amount=-sale.amount, paid=-sale.amount)
    back_day = vendor.later(pay_day)
    yield Event(back_day, back, paid(sale))
    if vendor.random.random() < 0.5:
        yield Event(vendor.later(back_day), vendor.invoice_line(sale), paid(sale))


@story(2)
def taken_back_though_never_paid(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    back = vendor.invoice_line(sale, invoice_amount=-sale.amount, paid=-sale.amount)
    yield Event(vendor.later(sale.day), back, Answer(WAITS))


@story(2)
def credit_note(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell(-vendor.amount(20, 400))
    yield Event(vendor.later(sale.day), vendor.invoice_line(sale, text="Credit memo"), paid(sale))


@story(3)
def other_amount(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    wrong = sale.amount + vendor.random.choice((10, -10, 1, 500))
    yield Event(
        vendor.later(sale.day),
        vendor.invoice_line(sale, invoice_amount=wrong, paid=wrong),
        Answer(WAITS),
    )


@story(2)
def number_of_one_amount_of_another(vendor: Vendor) -> Iterator[Event]:
    one, other = vendor.sell(), vendor.sell()
    told = vendor.invoice_line(
        one, invoice_amount=other.amount, paid=other.amount, day=other.day, text=vendor.text(other)
    )
    yield Event(vendor.later(max(one.day, other.day)), told, Answer(WAITS))


@story(2)
def other_currency(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    foreign = "GBP" if vendor.currency != "GBP" else "SEK"
    yield Event(vendor.later(sale.day), vendor.invoice_line(sale, currency=foreign), Answer(WAITS))


@story(3)
def not_in_the_books_any_more(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell(state=vendor.random.choice(("draft", "cancel", "paid")))
    yield Event(vendor.later(sale.day), vendor.invoice_line(sale), Answer(WAITS))


@story(2)
def issued_anew(vendor: Vendor) -> Iterator[Event]:
    old = vendor.sell(state="cancel")
    vendor.sell(old.amount, order=old.purchase_order, day=old.day + timedelta(days=3))
    yield Event(vendor.later(old.day), vendor.invoice_line(old), Answer(WAITS))


@story(3)
def letter_or_figure_wrong(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    number = vendor.random.choice(
        (sale.number + "X", sale.number[:-1], sale.number[1:], "9" + sale.number)
    )
    if number in {other.number for other in vendor.sales}:
        return
    # Only a letter of the series is gone, and the order is told with it: the figures are all there.
    is_told = number == sale.number[1:] and sale.number[0].isalpha() and vendor.names_orders
    answer = paid(sale, MAY) if is_told else Answer(WAITS)
    yield Event(vendor.later(sale.day), vendor.invoice_line(sale, number), answer)


@story(2)
def word_before_the_number(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    yield Event(
        vendor.later(sale.day),
        vendor.invoice_line(sale, f"INV#{sale.number}"),
        Answer(MAY, "invoice", sale.number),
    )


@story(2)
def number_of_another_year(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    told = vendor.invoice_line(
        sale, day=sale.day - timedelta(days=365), text=f"{vendor.order()}/XTR1/"
    )
    yield Event(vendor.later(sale.day), told, Answer(WAITS))


@story(2)
def other_order(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    told = vendor.invoice_line(
        sale,
        sale.number.replace("-", ""),
        text=f"{vendor.order()}/FTW8/",
        day=sale.day - timedelta(40),
    )
    yield Event(vendor.later(sale.day), told, Answer(WAITS))


@story(2)
def separators_make_two_numbers_one(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    letters = sale.number.replace("-", "").replace("/", "")
    cut = vendor.random.randint(2, len(letters) - 2)
    told = vendor.invoice_line(
        sale,
        f"{letters[:cut]}-{letters[cut:]}"
        if f"{letters[:cut]}-{letters[cut:]}" != sale.number
        else f"-{letters}",
        day=sale.day - timedelta(days=33),
        text=f"{vendor.order()}/LEJ3/",
    )
    yield Event(vendor.later(sale.day), told, Answer(WAITS))


@story(2)
def only_the_order_is_known(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    told = vendor.invoice_line(
        sale, f"X{vendor.random.randint(10**6, 10**7)}", text=f"{sale.purchase_order}/XTR1/"
    )
    yield Event(vendor.later(sale.day), told, Answer(MAY, "invoice", sale.number))


@story(2)
def spreadsheet_made_a_number_of_it(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    told = vendor.invoice_line(
        sale, f"{vendor.random.randint(1, 9)}.{vendor.random.randint(10000, 99999)}E+14"
    )
    yield Event(vendor.later(sale.day), told, Answer(WAITS))


@story(3)
def never_heard_of(vendor: Vendor) -> Iterator[Event]:
    amount = vendor.amount(50, 3000)
    told = vendor.deduction(
        f"ZZ{vendor.random.randint(100, 999)}Q", date(2026, 5, 1), amount, "Invoice"
    )
    yield Event(date(2026, 6, 1), told, Answer(WAITS))


# Claims on invoices: in slices, given back, claimed again


CLAIMS = {
    "SC": ("shortage", "Shortage Claim for Invoice"),
    "PC": ("price", "Price Claim for Invoice"),
}


@dataclass
class Claimed:
    """A claim on a paid invoice as it goes on: its number, day and what of it is taken."""

    vendor: Vendor
    sale: Sale
    number: str
    day: date
    kind: str = ""
    taken: Decimal = Decimal(0)

    def take(
        self, suffix: str, amount: Decimal, slices: int = 1, dash: str = ""
    ) -> Iterator[Event]:
        """Takes ``amount`` under one more suffix; each slice repeats the whole of the claim."""
        self.kind, text = CLAIMS[suffix]
        self.number, self.taken = self.number + dash + suffix, amount
        left = amount
        for rest in range(slices, 0, -1):
            piece = left if rest == 1 else self.vendor.part(left, 0.2, 0.7)
            if not piece:
                continue
            left -= piece
            yield self.event(-piece, -amount, text)
            self.day = self.vendor.later(self.day, 3, 20)

    def give_back(self, text: str = "") -> Iterator[Event]:
        """Amazon gives the whole claim back."""
        self.number += "R"
        yield self.event(self.taken, self.taken, text)

    def event(self, amount: Decimal, full: Decimal, text: str) -> Event:
        told = self.vendor.deduction(self.number, self.sale.day, amount, text, full)
        return Event(self.day, told, Answer(MUST, self.kind, self.sale.number))


def claim_on(vendor: Vendor) -> tuple[Event, Claimed]:
    """A paid invoice, and the claim that begins on it in the same payment or later."""
    sale = vendor.sell()
    pay_day = vendor.later(sale.day)
    begin = pay_day if vendor.random.random() < 0.6 else vendor.later(pay_day)
    return Event(pay_day, vendor.invoice_line(sale), paid(sale)), Claimed(
        vendor, sale, sale.number, begin
    )


@story(14)
def claimed(vendor: Vendor) -> Iterator[Event]:
    invoice, claim = claim_on(vendor)
    yield invoice
    dash = vendor.random.choice(("", "", "-"))
    yield from claim.take(
        vendor.random.choice(("SC", "PC")),
        vendor.part(claim.sale.amount),
        vendor.random.choice((1, 1, 2, 3)),
        dash,
    )


@story(8)
def claimed_given_back_and_claimed_again(vendor: Vendor) -> Iterator[Event]:
    invoice, claim = claim_on(vendor)
    yield invoice
    amount = vendor.part(claim.sale.amount)
    for _ in range(vendor.random.choice((1, 1, 2))):
        yield from claim.take(vendor.random.choice(("SC", "PC")), amount)
        claim.day = vendor.later(claim.day)
        yield from claim.give_back(
            vendor.random.choice(("", "Shortage Claim reversal"))
            if claim.number.endswith("SC")
            else ""
        )
        claim.day = vendor.later(claim.day, 5, 40)
        amount = vendor.part(amount, 0.3, 0.8)
    if vendor.random.random() < 0.6:
        yield from claim.take("SC", amount, vendor.random.choice((1, 2)))


@story(3)
def given_back_twice(vendor: Vendor) -> Iterator[Event]:
    invoice, claim = claim_on(vendor)
    yield invoice
    yield from claim.take("SC", vendor.part(claim.sale.amount))
    claim.day = vendor.later(claim.day)
    back = next(claim.give_back())
    yield back
    yield replace(back, pay_day=vendor.later(claim.day), answer=Answer(WAITS))


@story(2)
def more_given_back_than_taken(vendor: Vendor) -> Iterator[Event]:
    invoice, claim = claim_on(vendor)
    yield invoice
    yield from claim.take("PC", vendor.part(claim.sale.amount))
    claim.day = vendor.later(claim.day)
    claim.taken *= 2
    yield replace(next(claim.give_back()), answer=Answer(WAITS))


@story(2)
def given_back_though_never_taken(vendor: Vendor) -> Iterator[Event]:
    invoice, claim = claim_on(vendor)
    yield invoice
    claim.number, claim.taken = claim.number + "SC", vendor.part(claim.sale.amount)
    yield replace(next(claim.give_back()), answer=Answer(WAITS))


@story(2)
def claimed_more_than_the_invoice(vendor: Vendor) -> Iterator[Event]:
    invoice, claim = claim_on(vendor)
    yield invoice
    yield replace(
        next(claim.take("SC", claim.sale.amount + vendor.amount(5, 90))), answer=Answer(WAITS)
    )


@story(2)
def claimed_with_money_coming_in(vendor: Vendor) -> Iterator[Event]:
    invoice, claim = claim_on(vendor)
    yield invoice
    amount = vendor.part(claim.sale.amount)
    event = next(claim.take("SC", amount))
    yield replace(
        event, told=replace(event.told, paid=amount, invoice_amount=amount), answer=Answer(WAITS)
    )


@story(2)
def claim_on_an_invoice_of_before(vendor: Vendor) -> Iterator[Event]:
    number = f"OLD{vendor.random.randint(1000, 9999)}SC"
    told = vendor.deduction(
        number, date(2025, 9, 9), -vendor.amount(10, 90), "Shortage Claim for Invoice"
    )
    yield Event(date(2026, 3, 3), told, Answer(MAY, "shortage"))


@story(2)
def quick_pay_without_discount(vendor: Vendor) -> Iterator[Event]:
    sale = vendor.sell()
    pay_day = vendor.later(sale.day)
    yield Event(pay_day, vendor.invoice_line(sale), paid(sale))
    note = vendor.deduction(
        sale.number + "QPD", sale.day, -vendor.part(sale.amount, 0.01, 0.02), "Creating QPD"
    )
    yield Event(vendor.later(pay_day), note, Answer(MAY, "quick pay", sale.number))


# What Amazon holds back


def provision_number(vendor: Vendor, day: date) -> str:
    while True:
        day += timedelta(days=1)
        number = f"{day:%y%m%d}_PROVISION_FOR_RECEIVABLE{vendor.random.choice(('', 'S'))}"
        if number not in vendor.used:
            vendor.used.add(number)
            return number


@story(6)
def provision_given_back_in_slices(vendor: Vendor) -> Iterator[Event]:
    day = vendor.later(date(2026, 1, 10), 0, 200)
    number, amount = provision_number(vendor, day), vendor.amount(60, 2500)
    answer = Answer(MUST, "provision")
    yield Event(day, vendor.deduction(number, day, -amount, "Provision deduction"), answer)
    first = vendor.random.choice((amount, vendor.part(amount)))
    back = number + vendor.random.choice(("R", "-R"))
    for piece in (first, amount - first):
        day = vendor.later(day, 2, 12)
        if piece:
            yield Event(
                day, vendor.deduction(back, day, piece, "Provision reversal", amount), answer
            )
    if vendor.random.random() < 0.4:
        again = vendor.deduction(back, day, first, "Provision reversal", amount)
        yield Event(vendor.later(day, 5, 9), again, Answer(WAITS))


@story(2)
def provision_never_held(vendor: Vendor) -> Iterator[Event]:
    day = vendor.later(date(2026, 1, 10), 0, 200)
    told = vendor.deduction(
        provision_number(vendor, day) + "R", day, vendor.amount(60, 500), "Provision reversal"
    )
    yield Event(day, told, Answer(WAITS))


# Documents of Amazon's own


def document(what: str, number: str, text: str) -> Callable[[Vendor], tuple[str, str, str]]:
    """A kind of Amazon's documents: each ``9`` of the pattern is a figure."""

    def make(vendor: Vendor) -> tuple[str, str, str]:
        while True:
            made = "".join(
                str(vendor.random.randint(1, 9)) if letter == "9" else letter for letter in number
            )
            if made not in vendor.used:
                vendor.used.add(made)
                return what, made, text

    return make


DOCUMENTS = (
    document("chargeback", "999999999VCBSINV", "PO on-time accuracy"),
    document("chargeback", "9999999999VCBSINV", "Prep - Bagging"),
    document("agreement", "9999-999999999", "Co-op agreement"),
    document("agreement", "9999-9999999999", "Damage allowance"),
    document("return", "999999999999999", "RTV"),
    document("return", "999999999999_9999", "Product returns"),
    document("audit", "APAUDIT99999", "Missed claims of former years"),
    document("audit", "IPAPUS9999999", "Price protection"),
    document("receivable", "9999999999HPA01", "DFP for AR Invoice"),
)


def own_shape(vendor: Vendor, number: str) -> bool:
    """Whether a number could as well be one of the vendor's own, next to those in the books."""
    years = {f"{sale.day.year}-" for sale in vendor.sales}
    return vendor.convention.name == "like an agreement" and number[:5] in years


@story(12)
def amazons_own_document(vendor: Vendor) -> Iterator[Event]:
    what, number, text = vendor.random.choice(DOCUMENTS)(vendor)
    if vendor.convention.name in ODD or own_shape(vendor, number):
        return
    day = vendor.later(date(2026, 1, 10), 0, 250)
    yield Event(
        day, vendor.deduction(number, day, -vendor.amount(3, 700), text), Answer(MUST, what)
    )


@story(5)
def amazons_number_with_money_coming_in(vendor: Vendor) -> Iterator[Event]:
    _what, number, _text = vendor.random.choice(DOCUMENTS)(vendor)
    day = vendor.later(date(2026, 1, 10), 0, 250)
    yield Event(
        day, vendor.deduction(number, day, vendor.amount(100, 900), "Invoice"), Answer(WAITS)
    )


@story(3)
def document_corrected(vendor: Vendor) -> Iterator[Event]:
    what, number, text = vendor.random.choice(DOCUMENTS)(vendor)
    if vendor.convention.name in ODD:
        return
    day, amount = vendor.later(date(2026, 1, 10), 0, 200), vendor.amount(30, 700)
    yield Event(day, vendor.deduction(number, day, -amount, text), Answer(MUST, what))
    yield Event(
        vendor.later(day),
        vendor.deduction(number, day, vendor.part(amount), text),
        Answer(MAY, what),
    )


@story(4)
def number_of_the_own_series_that_nobody_issued(vendor: Vendor) -> Iterator[Event]:
    number = vendor.convention.number(vendor.random.randint(60000, 90000), date(2026, 6, 6))
    sign = vendor.random.choice((1, -1))
    told = vendor.deduction(number, date(2026, 6, 6), sign * vendor.amount(50, 900), "Invoice")
    yield Event(date(2026, 7, 7), told, Answer(WAITS))


@story(2)
def payback(vendor: Vendor) -> Iterator[Event]:
    told = vendor.deduction(
        f"{vendor.random.randint(10**8, 10**9)}R",
        date(2026, 6, 6),
        vendor.amount(50, 900),
        "Payback",
    )
    yield Event(date(2026, 7, 7), told, Answer(WAITS))


@dataclass(frozen=True)
class Paid:
    """One payment of Amazon's.

    :ivar hidden: what it pays beyond the lines that it shows
    """

    number: str
    day: date
    currency: str
    events: tuple[Event, ...]
    hidden: Decimal


@dataclass(frozen=True)
class Year:
    """The vendor's books and Amazon's payments, in the order of their days."""

    convention: str
    sales: tuple[Sale, ...]
    payments: tuple[Paid, ...]


def make_year(seed: int, stories: int = 160) -> Year:
    """A year of trade out of a seed."""
    random = Random(seed)
    currency, digits = random.choice((("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3), ("SEK", 2)))
    terms = Decimal(random.choice(("0.01", "0.02", "0.025")))
    vendor = Vendor(
        random, random.choice(CONVENTIONS), currency, digits, terms, random.random() < 0.7
    )
    weights, chosen = (
        [weight for weight, _story in STORIES],
        [function for _weight, function in STORIES],
    )
    events = [
        replace(event, story=function.__name__)
        for function in random.choices(chosen, weights, k=stories)
        for event in function(vendor)
    ]
    return Year(vendor.convention.name, tuple(vendor.sales), tuple(make_payments(random, events)))


def make_payments(random: Random, events: list[Event]) -> Iterator[Paid]:
    """Several payments a week, each in one currency, its lines in no order that means anything."""
    week: dict[tuple[int, str], list[Event]] = {}
    for event in events:
        week.setdefault((event.pay_day.toordinal() // 3, event.told.currency), []).append(event)
    for count, ((third, currency), lines) in enumerate(
        sorted(week.items(), key=lambda item: item[0])
    ):
        random.shuffle(lines)
        hidden = Decimal(random.choice((0, 0, 0, 0, 250)))
        yield Paid(
            str(404000000 + count), date.fromordinal(third * 3 + 2), currency, tuple(lines), hidden
        )
