# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The ladder on plain records: what is sure is taken once, what is not is offered."""

from datetime import date

from tests.support import load_matcher

load_matcher()
from acorn_iamazon_matcher import (  # noqa: E402
    SURE,
    Document,
    Entry,
    Line,
    Matcher,
    Rule,
    make_match_key,
)

DAY = date(2026, 3, 5)
SHORTAGE = 7


def make_document(id, name, total=10000, **values):
    values = {"date": DAY, "available": total, "is_refund": False, **values}
    return Document(id, name, make_match_key(name), "4A7Q2KXV", currency=1, total=total, **values)


def make_line(id, number, paid=10000, whole=None, description="", **values):
    whole = paid if whole is None else whole
    return Line(id, number, description, DAY, 1, whole, paid, paid, origin=1, **values)


def recognise(number, description):
    if number.endswith("SC"):
        return SHORTAGE, number[:-2]
    return (SHORTAGE, None) if "shortage" in description.lower() else (None, None)


def match(documents, *lines, history=(), rules=()):
    return Matcher(documents, history, rules, recognise).match(lines)


def test_number_without_its_separators_is_the_invoice():
    found = match([make_document(1, "INV/2026/00001")], make_line(5, "inv202600001"))[5]
    assert (found.document, found.type, found.confidence) == (1, None, 98)


def test_invoice_is_not_paid_twice():
    found = match([make_document(1, "A-1")], make_line(5, "A-1"), make_line(6, "A-1"))
    assert found[5].document == 1 and found[5].confidence >= SURE
    assert found[6].confidence < SURE
    assert [candidate.document for candidate in found[6].candidates] == [1]
    assert "left" in [code for code, _values in found[6].candidates[0].reasons]


def test_deduction_is_about_the_invoice_that_the_file_names():
    line = make_line(5, "APV0012345678", -500, description="Shortage", original="INV-2026-1")
    found = match([make_document(1, "INV/2026/1")], line)[5]
    assert (found.document, found.type, found.reasons[0][0]) == (1, SHORTAGE, "original")
    assert found.confidence >= SURE


def test_shortage_claim_and_what_gives_it_back():
    lines = make_line(5, "A-1SC", -2947, 2947), make_line(6, "A-1SCR", 2947)
    found = match([make_document(1, "A-1")], *lines)
    assert (found[5].document, found[5].type) == (1, SHORTAGE)
    assert found[6].reversed == 5
    assert {match.chain for match in found.values()} == {"A1"}


def test_claim_of_an_earlier_payment_is_given_back():
    entry = Entry(3, "A1SC", "A1", 1, SHORTAGE, -2947, origin=9)
    found = match([make_document(1, "A-1")], make_line(6, "A-1SCR", 2947), history=[entry])
    assert found[6].reversed == 3


def test_alias_that_a_person_taught():
    rule = Rule(4, "alias", "XY99", document=1)
    found = match([make_document(1, "A-1")], make_line(5, "XY-99"), rules=[rule])[5]
    assert (found.document, found.rule) == (1, 4)


def test_amount_and_date_alone_are_offered_and_never_taken():
    documents = [make_document(1, "A-1"), make_document(2, "B-2", date=date(2026, 2, 1))]
    found = match(documents, make_line(5, "unknown"))[5]
    assert found.document is None and found.confidence < SURE
    assert [candidate.document for candidate in found.candidates] == [1]


def test_nothing_fits():
    found = match([], make_line(5, "unknown", 123))[5]
    assert (found.confidence, found.candidates) == (0, ())
