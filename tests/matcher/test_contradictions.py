# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Each contradiction alone keeps a match from being taken: its line is taken as soon as that one
thing is mended."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support import load_matcher

load_matcher()
from acorn_iamazon_matcher import (  # noqa: E402
    CONTRADICTIONS,
    SURE,
    Document,
    Entry,
    Line,
    Matcher,
    Rule,
    make_match_key,
)

DAY = date(2026, 3, 5)
ORDER = "4A7Q2KXV"
OTHER_ORDER = "7ZZZ2KXV/PHX6/"
SHORTAGE, CHARGEBACK = 7, 8


def recognise(number, description):
    if number.endswith("SC"):
        return SHORTAGE, number[:-2]
    if number.endswith("VCBSINV") or "prep" in description:
        return CHARGEBACK, None
    return None, None


def make_document(id, name, total=10000, **values):
    values = {"date": DAY, "available": total, "is_refund": False, **values}
    return Document(id, name, make_match_key(name), ORDER, currency=1, total=total, **values)


INVOICE = make_document(1, "A-1013")
LIKE_CHARGEBACK = make_document(1, "12345VCBSINV")


def pay(number="A-1013", paid=10000, **values):
    values = {"description": f"{ORDER}/PHX6/", "date": DAY, "whole": paid, **values}
    return Line(5, number, currency=1, paid=paid, settled=paid, origin=9, **values)


def take(number, paid, **values):
    return pay(number, paid, **{"description": "", **values})


def enter(number, settled, type=SHORTAGE, document=1, line=3):
    key = make_match_key(number)
    return Entry(line, key, INVOICE.key if document else key, document, type, settled, origin=8)


CLAIMED = enter("A-1013SC", -3000)
TAUGHT = Rule(4, "alias", "XQ7", type=CHARGEBACK, sign=-1)
SEEN_INCOMING = replace(TAUGHT, sign=1)

# Code of the contradiction: (the line that it keeps waiting, what is mended, what else there is).
EXAMPLES = {
    "scientific": (
        pay("3.65942E+14"),
        {"line": pay("3.65942E14")},
        {"documents": [make_document(1, "3.65942E+14"), make_document(2, "3.65942E14")]},
    ),
    "better_number": (
        take("A-1013SC", -500),
        {"documents": [INVOICE]},
        {"documents": [INVOICE, make_document(2, "A-1013SC")]},
    ),
    "other_original": (
        take("A-1013SC", -500, original="B-77"),
        {"line": take("A-1013SC", -500, original="A-1013")},
        {"documents": [INVOICE, make_document(2, "B-77")]},
    ),
    "divided": (
        pay("10-1301"),
        {"line": pay("1-01301")},
        {"documents": [make_document(1, "1-01301")]},
    ),
    "near": (pay("A-1013X"), {"line": pay("77713")}, {}),
    "own_series": (
        take("12345VCBSINV", -500),
        {"names": []},
        {"documents": [], "names": ["54321VCBSINV"]},
    ),
    "currency": (replace(pay(), currency=2), {"line": pay()}, {}),
    "state": (pay(), {"documents": [INVOICE]}, {"documents": [replace(INVOICE, is_posted=False)]}),
    "other_order": (pay(description=OTHER_ORDER), {"line": pay(description="")}, {}),
    "other_date": (pay("A1013", date=DAY + timedelta(days=9)), {"line": pay("A1013")}, {}),
    "no_proof": (
        pay("ACRN1-A-1013", date=None, description=""),
        {"line": pay("ACRN1-A-1013", description="")},
        {},
    ),
    "sign": (take("A-1013SC", 500), {"line": take("A-1013SC", -500)}, {}),
    "incoming": (take("12345VCBSINV", 500), {"line": take("12345VCBSINV", -500)}, {}),
    "taught_other": (
        take("XQ-7", -5500),
        {"rules": [TAUGHT]},
        {"rules": [SEEN_INCOMING]},
    ),
    "other_amount": (pay(paid=9900), {"line": pay()}, {}),
    "left": (pay(), {"documents": [INVOICE]}, {"documents": [replace(INVOICE, available=9000)]}),
    "by_hand_or_deduction": (
        pay("12345VCBSINV"),
        {"documents": [LIKE_CHARGEBACK]},
        {"documents": [replace(LIKE_CHARGEBACK, is_paid_by_hand=True)]},
    ),
    "orphan": (take("A-1013SCR", 3000), {"history": [CLAIMED]}, {}),
    "gives_back_more": (
        take("A-1013SCR", 2500, whole=3500),
        {"history": [CLAIMED]},
        {"history": [CLAIMED, enter("A-1013SCR", 1000, line=4)]},
    ),
    "taken_twice": (
        take("A-1013SC", -3000),
        {"history": []},
        {"history": [CLAIMED]},
    ),
    "claim_too_large": (
        take("A-1013SCRSC", -7500),
        {"history": []},
        {"history": [CLAIMED]},
    ),
}
# Where more than one thing speaks: what stands in for it, and why.
ALSO = {
    "sign": {"incoming"},  # money that comes in under a claim's number
}


def match(line, documents=(INVOICE,), history=(), rules=(), names=()):
    documents = [replace(document) for document in documents]
    matcher = Matcher(documents, history, rules, recognise, names=names, words=["ACRN1"])
    return matcher.match([line])[line.id]


def find_doubts(found, target):
    """:return: the codes of what speaks against the proposal of a document and type"""
    codes = {check.code for check in CONTRADICTIONS}
    for candidate in found.candidates:
        if (candidate.document, candidate.type) == target:
            return {code for code, _values in candidate.reasons} & codes
    return None


@pytest.mark.parametrize("code", EXAMPLES)
def test_contradiction_alone_keeps_the_line_waiting(code):
    line, mended, given = EXAMPLES[code]
    taken = match(**{"line": line, **given, **mended})
    assert taken.confidence >= SURE
    waiting = match(line, **given)
    assert waiting.confidence < SURE and waiting.document is None and waiting.type is None
    target = (waiting.candidates[0].document, waiting.candidates[0].type)
    if code == "better_number":
        target = (taken.document, taken.type)
    assert find_doubts(waiting, target) == {code} | ALSO.get(code, set())


def test_each_contradiction_has_its_example():
    assert set(EXAMPLES) == {check.code for check in CONTRADICTIONS}


WORDS = ["STORNO", "VOID", "COPY", "CREDIT", "REVISED", "CORR", "REPL", "NC", "AV", "GS", "PART"]


@pytest.mark.parametrize("number", ["A-1013-{}", "{}-A-1013", "{}#A-1013"])
def test_word_that_nobody_knows_may_make_another_document_of_a_number(number):
    for word in WORDS:
        found = match(pay(number.format(word), description=""))
        assert found.document is None and found.confidence < SURE, word
        assert [candidate.document for candidate in found.candidates] == [INVOICE.id], word


@pytest.mark.parametrize("number", ["ACRN1-A-1013", "A-1013 acrn1", "A-1013-US", "DE/A-1013"])
def test_code_of_the_vendor_and_country_make_no_other_document_of_a_number(number):
    assert match(pay(number, description="")).document == INVOICE.id


@pytest.mark.parametrize("days", [-1000, -365, 365, 1000])
def test_exact_number_of_another_year_waits_without_its_purchase_order(days):
    line = pay(date=DAY + timedelta(days=days), description="")
    assert find_doubts(match(line), (INVOICE.id, None)) == {"other_date"}
    assert match(replace(line, description=f"{ORDER}/PHX6/")).document == INVOICE.id
    assert match(replace(line, date=DAY + timedelta(days=40))).document == INVOICE.id


def test_claim_of_the_year_before_its_invoice_waits_and_a_later_one_is_taken():
    line = take("A-1013SC", -500, date=DAY - timedelta(days=700))
    assert find_doubts(match(line), (INVOICE.id, SHORTAGE)) == {"other_date"}
    assert match(replace(line, date=DAY + timedelta(days=700))).type == SHORTAGE
