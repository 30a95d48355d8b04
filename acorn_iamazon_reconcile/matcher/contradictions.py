# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What speaks against a proposal: one small function each. A proposal is taken only when none of
them has anything to say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TypeAlias

from .candidates import Books, Proposal, find_proofs, is_near
from .numbers import divides_otherwise, is_scientific, make_match_key
from .records import Document, Line

# Further away, a number that begins anew each year is that of another document.
OTHER_YEAR = timedelta(days=300)
Values: TypeAlias = Mapping[str, str | int]


@dataclass(frozen=True)
class Case:
    """A proposal, with all that may speak against it.

    :ivar proposals: all that the ways that tell as much or more propose for the line
    """

    line: Line
    proposal: Proposal
    proposals: Sequence[Proposal]
    books: Books

    @cached_property
    def proofs(self) -> set[str]:
        """What :func:`find_proofs` says of the document."""
        document = self.proposal.document
        return find_proofs(self.line, document) if document else set()

    @property
    def paid(self) -> Document | None:
        """The document, when the line is to pay it (a deduction pays none)."""
        return None if self.proposal.type else self.proposal.document


Check: TypeAlias = Callable[[Case], Values | None]


@dataclass(frozen=True)
class Contradiction:
    """:ivar code: of the reason; it has a sentence in ``_get_reason_templates``
    :ivar find: what the sentence needs, None when nothing speaks against it"""

    code: str
    find: Check


CONTRADICTIONS: list[Contradiction] = []


def contradiction(code: str) -> Callable[[Check], Check]:
    """Registers a contradiction under the code of its reason."""

    def register(find: Check) -> Check:
        CONTRADICTIONS.append(Contradiction(code, find))
        return find

    return register


# === THE NUMBER === #


@contradiction("scientific")
def number_lost_its_figures(case: Case) -> Values | None:
    """A spreadsheet made a power of ten of the number."""
    return {"number": case.line.number} if is_scientific(case.line.number) else None


@contradiction("better_number")
def better_number_is_doubted(case: Case) -> Values | None:
    """A number tells better what it is, and is doubted: nothing weaker tells it then."""
    for other in case.proposals:
        if other.is_number and other.strength > case.proposal.strength:
            return {"document": other.document.name if other.document else case.line.number}
    return None


@contradiction("divided")
def number_is_divided_otherwise(case: Case) -> Values | None:
    """11-013 is not 1-1013, though the figures are the same."""
    document, told = case.proposal.document, case.proposal.told
    if not document or not told or case.proposal.way == "zeros":
        return None
    is_divided = all(divides_otherwise(told, name) for name in document.names)
    return {"document": document.name} if is_divided else None


@contradiction("near")
def number_is_only_near(case: Case) -> Values | None:
    """A letter or a figure more or less makes another number of it."""
    document, way = case.proposal.document, case.proposal.way
    if way == "description":
        # A text tells no deduction whose number is an own one with letters that nobody knows.
        document = next(iter(case.books.catalogue.find_by_affix(case.line.number)), None)
    elif way != "near" and not (way == "order" and document and is_near(case.line, document)):
        return None
    return {"document": document.name} if document else None


@contradiction("own_series")
def number_is_of_the_own_series(case: Case) -> Values | None:
    """The number may be one of the vendor's own, though no document here has it."""
    if case.proposal.way not in ("type", "description", "order"):
        return None
    is_own = not case.proposal.told and case.books.series.knows(case.line.number)
    return {"number": case.line.number} if is_own else None


@contradiction("other_original")
def original_is_another(case: Case) -> Values | None:
    """The file tells that it is about another invoice of ours."""
    document, original = case.proposal.document, make_match_key(case.line.original)
    if not document or not original or original in (document.key, case.line.key):
        return None
    named = case.books.catalogue.by_key.get(original, ())
    return {"document": named[0].name} if named else None


# === WHAT THE DOCUMENT IS === #


@contradiction("currency")
def document_is_in_another_currency(case: Case) -> Values | None:
    """The document is in another currency than the line."""
    document = case.proposal.document
    return (
        {"document": document.name}
        if document and document.currency != case.line.currency
        else None
    )


@contradiction("state")
def document_is_not_posted(case: Case) -> Values | None:
    """The document is a draft, or cancelled."""
    document = case.proposal.document
    return {"document": document.name} if document and not document.is_posted else None


@contradiction("other_order")
def purchase_order_is_another(case: Case) -> Values | None:
    """The line names a purchase order that is not the document's."""
    document = case.proposal.document
    return {"document": document.name} if document and "other_order" in case.proofs else None


@contradiction("other_date")
def date_is_another(case: Case) -> Values | None:
    """The line has another date than the document. A number that is written out may have one, but
    not of another year without the document's purchase order; a claim has a date of its own, which
    is later."""
    document, day, way = case.proposal.document, case.line.date, case.proposal.way
    if not (document and document.date and day) or "other_date" not in case.proofs:
        return None
    if case.proposal.rule:
        is_other = False
    elif case.proposal.type:
        is_other = document.date - day > OTHER_YEAR
    elif way in ("number", "earlier"):
        is_other = abs(document.date - day) > OTHER_YEAR and "order" not in case.proofs
    else:
        is_other = True
    return {"document": document.name} if is_other else None


@contradiction("no_proof")
def nothing_proves_it(case: Case) -> Values | None:
    """The number does not say it all, and neither date nor purchase order confirm it."""
    return {} if len(case.proofs & {"date", "order"}) < case.proposal.proofs else None


# === AMOUNTS === #


@contradiction("sign")
def money_goes_the_other_way(case: Case) -> Values | None:
    """Invoices bring money and claims take it off; what is taken back was paid before."""
    settled, proposal = case.line.settled, case.proposal
    if case.paid:
        return {} if settled * case.paid.sign < 0 and not proposal.reversed else None
    gives_back = proposal.returns is not None
    if proposal.way in ("claim", "chain") and settled and gives_back != (settled > 0):
        return {}
    is_return = case.line.key.endswith("R") and case.line.key[:-1] in case.books.history.by_key
    return {} if settled < 0 and is_return and not gives_back else None


@contradiction("incoming")
def money_comes_in(case: Case) -> Values | None:
    """Money that comes in is no deduction by the shape of its number, or by its text."""
    proposal = case.proposal
    if not proposal.type or case.line.settled <= 0 or proposal.returns is not None:
        return None
    taught = proposal.rule and proposal.rule.sign > 0
    return None if taught else {}


@contradiction("taught_other")
def person_saw_the_other_sign(case: Case) -> Values | None:
    """A person taught it of money that came in, and here it is taken off."""
    rule = case.proposal.rule
    return {} if rule and case.proposal.type and rule.sign * case.line.settled < 0 else None


@contradiction("other_amount")
def amount_is_another(case: Case) -> Values | None:
    """The line is over another amount than the document."""
    document = case.paid
    if not document or abs(abs(case.line.whole) - document.total) <= case.books.tolerance:
        return None
    return {"document": document.name, "total": document.total}


@contradiction("left")
def less_is_left(case: Case) -> Values | None:
    """Less of the document is open than the line pays."""
    document, settled = case.paid, case.line.settled
    if not document or settled * document.sign < 0:
        return None
    if abs(settled) <= document.available + case.books.tolerance:
        return None
    return {"document": document.name, "left": document.available}


@contradiction("by_hand_or_deduction")
def number_may_be_a_deduction_of_what_is_paid(case: Case) -> Values | None:
    """The invoice is paid by hand, and the number has the form of a deduction as well."""
    document = case.paid
    if not document or not document.is_paid_by_hand:
        return None
    known, _root = case.books.recognise(case.line.number, "")
    return {"document": document.name} if known else None


# === WHAT WAS BEFORE === #


@contradiction("orphan")
def nothing_was_taken(case: Case) -> Values | None:
    """It gives back what was never taken."""
    key = case.proposal.returns
    return {} if key is not None and not case.books.history.sum_taken(key)[0] else None


@contradiction("gives_back_more")
def more_is_given_back(case: Case) -> Values | None:
    """With what was given back before, it is more than was taken."""
    key = case.proposal.returns
    if key is None:
        return None
    taken, returned = case.books.history.sum_taken(key)
    return {} if taken and returned + case.line.settled > taken + case.books.tolerance else None


@contradiction("taken_twice")
def slices_are_more_than_the_whole(case: Case) -> Values | None:
    """The slices of a deduction never make more than the whole of it."""
    line, settled = case.line, case.line.settled
    if not case.proposal.type or not settled:
        return None
    taken = abs(case.books.history.sum_slices(line.key, settled) + settled)
    return {"number": line.number} if taken > abs(line.whole) + case.books.tolerance else None


@contradiction("claim_too_large")
def claims_are_more_than_the_invoice(case: Case) -> Values | None:
    """All that is deducted from an invoice is no more than the invoice."""
    document, line = case.proposal.document, case.line
    if not document or not case.proposal.type or line.settled >= 0:
        return None
    claimed = case.books.history.sum_claims(document.id) + line.settled
    most = max(-claimed, abs(line.whole))
    return {"document": document.name} if most > document.total + case.books.tolerance else None
