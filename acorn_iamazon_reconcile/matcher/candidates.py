# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What a line may be about: one small function for each way in which it may tell.

A way looks at the line alone and proposes; whether something speaks against a proposal is not its
business (see ``contradictions``).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from .catalogue import Catalogue
from .history import RETURNS, History
from .numbers import (
    differ_by_one,
    has_leading_zeros,
    is_chain,
    make_match_key,
    make_short_key,
    read_formal_reference,
)
from .records import Document, Line, Reason, Recognise, Rule
from .series import Series

# A day may be lost between two time zones.
SAME_DAY = timedelta(days=1)
MOST_OF_A_WAY = 5
# Of the marketplaces. Any other word (STORNO, COPY, CREDIT) may make another document of a number.
COUNTRIES = frozenset(
    {
        *("AE", "AU", "BE", "BR", "CA", "DE", "EG", "ES", "FR", "GB", "IE", "IN"),
        *("IT", "JP", "MX", "NL", "PL", "SA", "SE", "SG", "TR", "UK", "US", "ZA"),
    }
)


@dataclass(frozen=True)
class Proposal:
    """What a line may be about.

    :ivar way: the way that proposes it
    :ivar strength: how much that way tells, up to 100
    :ivar is_number: whether a number tells it: where that is doubted, no weaker way is believed
    :ivar told: the document's number as Amazon wrote it, empty where none is told
    :ivar returns: the key under which was taken what this gives back; None when nothing is given
        back
    :ivar reversed: the earlier line that this one gives back
    :ivar proofs: how many of date and purchase order must agree
    """

    way: str
    strength: int
    is_number: bool
    reasons: tuple[Reason, ...]
    document: Document | None = None
    type: int | None = None
    told: str = ""
    returns: str | None = None
    reversed: int | None = None
    rule: Rule | None = None
    chain: str = ""
    proofs: int = 0


@dataclass(frozen=True)
class Books:
    """All that is known beside the line.

    :ivar tolerance: smallest units that an amount may be off
    :ivar words: what Amazon may put beside a number without making another of it
    """

    catalogue: Catalogue
    history: History
    series: Series
    rules: dict[str, list[Rule]]
    recognise: Recognise
    tolerance: int
    words: frozenset[str] = COUNTRIES

    def is_total(self, document: Document, line: Line) -> bool:
        """:return: whether the line is over the amount of the document"""
        return (
            document.currency == line.currency
            and abs(abs(line.whole) - document.total) <= self.tolerance
        )


Finder: TypeAlias = Callable[[Line, Books, "Way"], Iterable[Proposal]]


@dataclass(frozen=True)
class Way:
    """A way of finding. ``find(line, books, way)`` yields its proposals."""

    code: str
    strength: int
    is_number: bool
    proofs: int
    find: Finder

    def pay(
        self, line: Line, books: Books, document: Document, told: str = "", **values: object
    ) -> Proposal:
        """:return: that the line pays the document, or takes back what was paid of it"""
        reasons: tuple[Reason, ...] = ((self.code, {"document": document.name}),)
        earlier = None
        if line.settled * document.sign < 0:
            earlier = books.history.find_payment(document.id, line.settled)
        if earlier:
            reasons = (*reasons, ("reverses", {}))
        elif document.is_paid_by_hand:
            reasons = (*reasons, ("by_hand", {}))
        return Proposal(
            self.code,
            self.strength,
            self.is_number,
            reasons,
            document,
            told=told,
            chain=document.key,
            reversed=earlier,
            **{"proofs": self.proofs, **values},  # type: ignore[arg-type]
        )

    def deduct(self, type: int, **values: object) -> Proposal:
        """:return: that the line is a deduction of the type"""
        return Proposal(
            self.code,
            self.strength,
            self.is_number,
            ((self.code, {}),),
            type=type,
            **values,  # type: ignore[arg-type]
        )


WAYS: list[Way] = []


def way(
    code: str, strength: int, is_number: bool = True, proofs: int = 0
) -> Callable[[Finder], Finder]:
    """Registers a way of finding.

    :param code: of the reason that it gives
    :param strength: how much it tells; see :class:`Proposal` for the others
    """

    def register(find: Finder) -> Finder:
        WAYS.append(Way(code, strength, is_number, proofs, find))
        WAYS.sort(key=lambda one: -one.strength)
        return find

    return register


# === THE OWN NUMBER === #


@way("number", 100)
def find_by_name(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The number as it is."""
    for document in books.catalogue.by_name.get(line.number, ()):
        yield way.pay(line, books, document, line.number)


@way("key", 98)
def find_by_key(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The number without its separators, in other capitals."""
    for document in books.catalogue.by_key.get(line.key, ()) if line.key else ():
        if document.name != line.number:
            yield way.pay(line, books, document, line.number)


@way("earlier", 96)
def find_by_earlier_line(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """Amazon wrote the number this way before: another slice of the same document."""
    for document in _list_paid(line.key, books):
        if document.key != line.key:
            yield way.pay(line, books, document)


@way("zeros", 95, proofs=1)
def find_without_zeros(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The number without the zeros that lead its groups of figures, all of them, or filled up with
    zeros; one zero less is a figure less."""
    for document in books.catalogue.by_short.get(make_short_key(line.number), ()):
        is_bare = not has_leading_zeros(line.number) or not has_leading_zeros(document.name)
        if document.key != line.key and is_bare:
            yield way.pay(line, books, document, line.number)


@way("affix", 93, proofs=1)
def find_with_word(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The number with a word before or behind it, set apart: a code of the vendor's, a country."""
    for piece, word in _split_word(line.number):
        if word in books.words:
            for document in books.catalogue.by_upper.get(piece, ()):
                yield way.pay(line, books, document)


def _split_word(number: str) -> Iterator[tuple[str, str]]:
    """:return: (the number without it, the word), in capitals"""
    text = number.strip().upper()
    if match := re.match(r"^([A-Z0-9]{2,8})[-_/#: ]+(.+)$", text):
        yield match.group(2), match.group(1)
    if match := re.match(r"^(.+?)[-_/#: ]+([A-Z0-9]{2,8})$", text):
        yield match.group(1), match.group(2)


@way("piece", 92, proofs=2)
def find_without_letters(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The number without letters at its beginning; all of its figures are there."""
    text = line.number.strip().upper()
    for document in books.catalogue.find_by_piece(line.key):
        own = document.name.upper()
        if own.endswith(text) and own[: -len(text)].isalpha():
            yield way.pay(line, books, document)


@way("near", 91)
def find_near(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """Nearly the number, and the amount: for a person to look at, never to be taken."""
    documents = books.catalogue.find_by_piece(line.key) + books.catalogue.find_by_affix(line.number)
    for document in documents[:MOST_OF_A_WAY]:
        if books.is_total(document, line):
            reason = "piece" if len(document.key) > len(line.key) else "affix"
            reasons = ((reason, {"document": document.name}),)
            yield Proposal(way.code, way.strength, True, reasons, document, chain=document.key)


# === WHAT A PERSON TAUGHT === #


@way("rule", 97)
def find_by_alias(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """A person said what this number is."""
    for rule in books.rules.get("alias", ()):
        if rule.pattern != line.key:
            continue
        if rule.type:
            yield way.deduct(rule.type, rule=rule, chain=line.key)
        elif document := books.catalogue.by_id.get(rule.document or 0):
            yield way.pay(line, books, document, rule=rule)


@way("rule", 95)
def find_by_rule(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """A person said what such numbers are, or what is to be taken off them."""
    for rule in books.rules.get("shape", ()):
        if rule.type and re.fullmatch(rule.pattern, line.number.upper()):
            yield way.deduct(rule.type, rule=rule, chain=line.key)
    for rule, document in _list_without_affix(line.key, books):
        yield way.pay(line, books, document, rule=rule)


def _list_without_affix(key: str, books: Books) -> Iterator[tuple[Rule, Document]]:
    """:return: (rule, document) for what is left of the key without what a rule takes off"""
    for rule in (*books.rules.get("prefix", ()), *books.rules.get("suffix", ())):
        bare = _take_off(key, rule)
        for document in books.catalogue.by_key.get(bare, ()) if bare else ():
            yield rule, document


def _take_off(key: str, rule: Rule) -> str:
    piece = make_match_key(rule.pattern)
    if rule.kind == "prefix" and key.startswith(piece):
        return key[len(piece) :]
    if rule.kind == "suffix" and key.endswith(piece):
        return key[: -len(piece)]
    return ""


# === CLAIMS === #


@way("claim", 97)
def find_claim(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The number of an invoice with the rounds of a chain of claims behind it."""
    for root, rounds in line.readings:
        type = _recognise_claim(rounds[-1], books) if is_chain(rounds) else None
        for document, proofs in _list_roots(root, books) if type else ():
            told = {"document": document.name, "rounds": "".join(rounds)}
            yield Proposal(
                way.code,
                way.strength,
                True,
                (("claim", told),),
                document,
                type,
                told=root if document.key == make_match_key(root) else "",
                chain=document.key,
                proofs=proofs,
                **_describe_return(line, rounds, books),  # type: ignore[arg-type]
            )


def _recognise_claim(last: str, books: Books) -> int | None:
    """:return: the type of a claim by its letters alone: the root may itself end like a claim"""
    type, _root = books.recognise(f"1{last[:2]}", "")
    return type


def _list_roots(root: str, books: Books) -> list[tuple[Document, int]]:
    """:return: (document, how many proofs it needs) by the surest way that knows the root"""
    key = make_match_key(root)
    catalogue = books.catalogue
    exact = catalogue.by_name.get(root) or catalogue.by_key.get(key) or _list_paid(key, books)
    if exact:
        return [(document, 0) for document in exact]
    taught = [(document, 0) for _rule, document in _list_without_affix(key, books)]
    return taught or [(found, 1) for found in catalogue.by_short.get(make_short_key(root), ())]


def _list_paid(key: str, books: Books) -> list[Document]:
    ids = books.history.list_paid(key)
    return [books.catalogue.by_id[id] for id in sorted(ids) if id in books.catalogue.by_id]


def _describe_return(line: Line, rounds: list[str], books: Books) -> dict[str, object]:
    """:return: what a reversal gives back, nothing for a claim"""
    ending = rounds[-1][2:]
    if not ending:
        return {}
    key = line.key[: -len(ending)]
    taken = books.history.find_taken(key, line.settled)
    return {"returns": key, "reversed": taken.line if taken else None}


@way("chain", 91)
def find_chain(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """Another round on a root that is no invoice here, of which a claim was matched before."""
    for root, rounds in line.readings[-1:]:
        known = [e for e in books.history.by_chain.get(make_match_key(root), ()) if e.type]
        type = _recognise_claim(rounds[-1], books)
        if known and type and not _list_roots(root, books):
            yield Proposal(
                way.code,
                way.strength,
                True,
                (("chain", {"number": root}),),
                books.catalogue.by_id.get(known[-1].document or 0),
                type,
                chain=known[-1].chain,
                **_describe_return(line, rounds, books),  # type: ignore[arg-type]
            )


@way("claim", 96)
def find_formal_document(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """A formal debit document replaces the claim that its text names."""
    reference = read_formal_reference(line.description)
    if not reference:
        return
    _claim, root, letters = reference
    type = _recognise_claim(letters, books)
    for document in books.catalogue.by_key.get(make_match_key(root), ()) if type else ():
        told = {"document": document.name, "rounds": letters}
        yield Proposal(
            way.code,
            way.strength,
            True,
            (("claim", told),),
            document,
            type,
            told=root,
            chain=document.key,
        )


@way("affix", 50, is_number=False)
def find_near_claim(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """A claim on what is nearly an own number: for a person to look at."""
    for root, rounds in line.readings[-1:]:
        type = _recognise_claim(rounds[-1], books)
        documents = books.catalogue.find_by_affix(root) if type else []
        for document in documents[:MOST_OF_A_WAY]:
            reason = ("affix", {"document": document.name})
            yield Proposal("near", way.strength, False, (reason,), document, type)


# === OTHER DEDUCTIONS === #


@way("gives_back", 97)
def find_given_back(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The number of an earlier deduction, or that with R behind it, and money that comes in."""
    if line.settled <= 0 or _is_return_of_known(line, books):
        return
    for ending in RETURNS:
        key = line.key.removesuffix(ending)
        taken = books.history.find_taken(key, line.settled) if line.key.endswith(ending) else None
        if taken and taken.type:
            yield Proposal(
                way.code,
                way.strength,
                True,
                (("gives_back", {"number": line.number}),),
                books.catalogue.by_id.get(taken.document or 0),
                taken.type,
                returns=key,
                reversed=taken.line,
                chain=taken.chain,
            )


def _is_return_of_known(line: Line, books: Books) -> bool:
    """:return: whether the number is a reversal of a claim on an invoice that is known"""
    readings = line.readings
    return any("R" in rounds[-1] and _list_roots(root, books) for root, rounds in readings)


@way("type", 95)
def find_by_type_of_number(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The shape of the number is that of a kind of Amazon's documents."""
    known, root = books.recognise(line.number, "")
    if not known or line.readings:
        return
    if not root:
        # The text may tell the kind: chargebacks of all kinds have the same numbers.
        kind, _root = books.recognise(line.number, line.description)
        yield way.deduct(kind or known, chain=line.key.removesuffix("R"))
        return
    for document in books.catalogue.by_key.get(make_match_key(root), ()):
        yield Proposal(
            way.code,
            way.strength,
            True,
            (("type", {}),),
            document,
            known,
            told=root,
            chain=document.key,
        )


@way("original", 96)
def find_by_original(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The file tells which invoice the deduction is about, and its number or text of which kind."""
    if not line.original or line.settled >= 0:
        return
    type, _root = books.recognise(line.number, line.description)
    key = make_match_key(line.original)
    for document in books.catalogue.by_key.get(key, ()) if type and key != line.key else ():
        told = (("original", {"document": document.name}),)
        yield Proposal(
            way.code,
            way.strength,
            True,
            told,
            document,
            type,
            told=line.original,
            chain=document.key,
        )


@way("description", 90, is_number=False)
def find_by_description(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The text alone tells a kind of deduction."""
    type, _root = books.recognise("", line.description)
    if type and not line.readings:
        yield way.deduct(type, chain=line.key)


# === WITHOUT A NUMBER === #


@way("order", 90, is_number=False)
def find_by_purchase_order(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The purchase order that the text names, with the amount and the date."""
    order = line.order
    for document in books.catalogue.by_order.get(order, ()) if order else ():
        if books.is_total(document, line):
            yield way.pay(line, books, document, proofs=2)


@way("amount", 30, is_number=False)
def find_by_amount(line: Line, books: Books, way: Way) -> Iterator[Proposal]:
    """The amount, and perhaps the date: for a person to look at."""
    amount = (line.currency, abs(line.whole))
    same_day = books.catalogue.by_day.get((*amount, line.date), ()) if line.date else ()
    documents = same_day or books.catalogue.by_amount.get(amount, ())
    code, strength = ("amount_and_date", 60) if same_day else ("amount", 30)
    for document in documents[:MOST_OF_A_WAY]:
        reasons: tuple[Reason, ...] = (("none", {}), (code, {"document": document.name}))
        yield Proposal("amount", strength, False, reasons, document, chain=document.key)


def find_proofs(line: Line, document: Document) -> set[str]:
    """:return: ``order`` and ``date`` where they agree, ``other_order`` and ``other_date`` where
    they do not; what either side does not tell proves nothing"""
    proofs = set()
    order = line.order
    if order and document.purchase_orders:
        proofs.add("order" if order in document.purchase_orders.upper() else "other_order")
    if line.date and document.date:
        proofs.add("date" if abs(line.date - document.date) <= SAME_DAY else "other_date")
    return proofs


def is_near(line: Line, document: Document) -> bool:
    """:return: whether the number is nearly that of the document, without being it"""
    one, other = line.key, document.key
    return one != other and (differ_by_one(one, other) or one in other or other in one)
