# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Both generators of trade, played against the matcher as the remittances arrive: each payment is
matched with what was matched before it, and what was taken is in the books for the next."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from xml.etree import ElementTree

from tests.end_to_end.trade_generator import make_trade
from tests.support import REPOSITORY, load_matcher

from .second_trade import MAY, MUST, WAITS, make_year

load_matcher()
from acorn_iamazon_matcher import SURE, Document, Entry, Line, Matcher, make_match_key  # noqa: E402

# What the second generator calls the kinds, by the codes of our types.
KINDS = {
    "agreement": {"co_op", "damage"},
    "chargeback": {"chargeback", "chargeback_on_time", "chargeback_prep"},
    "quick pay": {"discount"},
}


class Types:
    """The types of deductions as the addon's data has them, without Odoo."""

    def __init__(self):
        data = REPOSITORY / "acorn_iamazon_reconcile/data"
        records = [
            {found.get("name"): found.text or "" for found in record.iter("field")}
            for file in sorted(data.glob("*deduction_type*.xml"))
            for record in ElementTree.parse(file).iter("record")
        ]
        self.rows = sorted(records, key=lambda row: int(row["sequence"]))
        self.codes = {place: row["code"] for place, row in enumerate(self.rows, start=1)}

    def recognise(self, number, description):
        for place, row in enumerate(self.rows, start=1):
            pattern = row.get("number_pattern")
            match = pattern and re.fullmatch(pattern, number.upper().strip())
            if match:
                return place, match.groupdict().get("root")
            text = row.get("description_pattern")
            if text and re.search(text, description or "", re.IGNORECASE):
                return place, None
        return None, None


TYPES = Types()


@dataclass
class Case:
    """A line with what it truly is."""

    line: Line
    certainty: str
    document: int | None
    codes: set[str]
    story: str = ""


@dataclass
class Score:
    """What became of the lines; ``stories`` tell of those that went wrong or were missed."""

    wrong: int = 0
    taken: int = 0
    decidable: int = 0
    found: int = 0
    stories: list[str] = field(default_factory=list)

    def __add__(self, other):
        return Score(
            self.wrong + other.wrong,
            self.taken + other.taken,
            self.decidable + other.decidable,
            self.found + other.found,
            self.stories + other.stories,
        )

    @property
    def recall(self):
        return self.found / self.decidable if self.decidable else 1.0


class Books:
    """The vendor's documents and what was matched so far."""

    def __init__(self, documents, digits=2):
        self.documents = {document.id: document for document in documents}
        self.entries = []

    def match(self, lines):
        matches = Matcher(
            list(self.documents.values()), self.entries, [], TYPES.recognise, 2, words=["ACME"]
        ).match(lines)
        for line in lines:
            match = matches[line.id]
            if match.confidence >= SURE:
                self.entries.append(
                    Entry(
                        line.id,
                        line.key,
                        match.chain,
                        match.document,
                        match.type,
                        line.settled,
                        line.origin,
                    )
                )
        return matches


def play(documents, payments):
    """:param payments: lists of cases, in the order in which they arrive
    :return: the :class:`Score`"""
    books, score = Books(documents), Score()
    names = {document.id: document.name for document in documents}
    for cases in payments:
        matches = books.match([case.line for case in cases])
        for case, match in _pair(cases, matches):
            _judge(case, match, score, names)
    return score


def _pair(cases, matches):
    """Of lines that are alike in all, it is one which of them is taken."""
    alike = defaultdict(list)
    for case in cases:
        alike[case.line.number, case.line.paid, case.line.whole].append(case)
    for group in alike.values():
        found = sorted(
            (matches[case.line.id] for case in group), key=lambda match: -match.confidence
        )
        yield from zip(sorted(group, key=lambda case: case.certainty == WAITS), found, strict=True)


def _judge(case, match, score, names):
    taken = match.confidence >= SURE
    code = TYPES.codes.get(match.type, "invoice")
    right = match.document == case.document and code in case.codes
    score.taken += taken
    score.decidable += case.certainty == MUST
    score.found += case.certainty == MUST and taken and right
    wrong = taken and (case.certainty == WAITS or not right)
    score.wrong += wrong
    if wrong or (case.certainty == MUST and not taken):
        line = case.line
        score.stories.append(
            f"{'wrong' if wrong else 'missed'} {case.story}: {line.number} {line.paid} "
            f"({line.description}) is {case.certainty} {case.codes} of "
            f"{names.get(case.document)}, found {code} of {names.get(match.document)}: "
            f"{[code for code, _values in match.reasons]}"
        )


# === THE TWO GENERATORS === #


def play_second(seed):
    year = make_year(seed)
    documents, ids = [], {}
    places = 3
    units = lambda amount: int(amount.scaleb(places))  # noqa: E731
    currencies = {}
    for sale in year.sales:
        ids[sale.number] = len(ids) + 1
        currency = currencies.setdefault(sale.currency, len(currencies) + 1)
        total = abs(units(sale.amount))
        documents.append(
            Document(
                ids[sale.number],
                sale.number,
                make_match_key(sale.number),
                sale.purchase_order,
                sale.day,
                currency,
                total,
                0 if sale.state == "paid" else total,
                sale.amount < 0,
                sale.state in ("posted", "paid"),
            )
        )
    payments, count = [], 0
    for origin, payment in enumerate(year.payments, start=1):
        cases = []
        for event in payment.events:
            count += 1
            told = event.told
            line = Line(
                count,
                told.number,
                told.text,
                told.day,
                currencies.setdefault(told.currency, len(currencies) + 1),
                units(told.invoice_amount),
                units(told.paid),
                units(told.paid + told.discount),
                origin,
            )
            codes = KINDS.get(event.answer.what, {event.answer.what})
            document = ids.get(event.answer.sale)
            cases.append(Case(line, event.answer.certainty, document, codes, event.story))
        payments.append(cases)
    return play(documents, payments)


def play_first(seed, invoices=150, missing=0):
    """:param missing: each how many-th invoice is not in the books; 0 for none"""
    trade = make_trade(seed, invoices)
    currencies = {"USD": 1, "CAD": 2, "EUR": 3}
    documents = [
        Document(
            place,
            invoice.number,
            make_match_key(invoice.number),
            invoice.order,
            invoice.day,
            currencies[invoice.currency],
            invoice.cents,
            invoice.cents,
            False,
        )
        for place, invoice in enumerate(trade.invoices, start=1)
        if not missing or place % missing
    ]
    ids = {document.name: document.id for document in documents}
    cut = {row.truth[0] for row in trade.rows if row.number.startswith("V/") and not row.text}
    payments = []
    for origin, (number, (_day, currency)) in enumerate(
        sorted(trade.payments.items(), key=lambda p: p[1]), start=1
    ):
        cases = []
        for place, row in enumerate(trade.rows):
            if row.payment != number:
                continue
            own, code = row.truth
            line = Line(
                place + 1,
                row.number,
                row.text,
                row.day,
                currencies[currency],
                row.whole,
                row.paid,
                row.paid + row.discount,
                origin,
            )
            certainty = WAITS if own and own not in ids else MUST
            if certainty == MUST and own in cut:
                # Letters are gone, and nothing but the date tells of which document.
                certainty = MAY
            cases.append(
                Case(line, certainty, ids.get(own), {code or "invoice"}, "first generator")
            )
        payments.append(cases)
    return play(documents, payments)


def count_lines(score):
    return Counter(story.split(":")[0] for story in score.stories)
