# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The ladder: by number in each way it may be written, then by purchase order, then by amount and
date. Each step knows how sure it is; what is not sure is offered as a candidate, never taken."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .catalogue import Catalogue
from .numbers import (
    find_purchase_order,
    list_claim_readings,
    make_match_key,
    make_short_key,
    read_formal_reference,
)
from .records import Document, Entry, Line, Match, Reason, Recognise, Rule

# From here on a match is taken without a person.
SURE = 90
MOST_CANDIDATES = 5
NOTHING = Match(0, (("none", {}),))


class Matcher:
    """Matches the lines of payments; what it takes of a document is gone for the next line.

    :param documents: posted invoices and credit notes; their ``available`` is counted down
    :param history: the matched lines of other payments
    :param rules: what persons taught
    :param recognise: ``(number, description) -> (type, root or None)``; no type when none fits
    :param tolerance: smallest units that an amount may be off
    """

    def __init__(
        self,
        documents: Sequence[Document],
        history: Iterable[Entry],
        rules: Iterable[Rule],
        recognise: Recognise,
        tolerance: int = 0,
    ) -> None:
        self.catalogue = Catalogue(documents)
        self.recognise = recognise
        self.tolerance = tolerance
        self.rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            self.rules[rule.kind].append(rule)
        self.aliases = {rule.pattern: rule for rule in self.rules["alias"]}
        self.entries_by_key: dict[str, list[Entry]] = defaultdict(list)
        self.entries_by_chain: dict[str, list[Entry]] = defaultdict(list)
        self.given_back: set[int] = set()
        for entry in history:
            self._remember(entry)

    def match(self, lines: Iterable[Line]) -> dict[int, Match]:
        """:param lines: of any payments, in any order
        :return: a match by the line's id; those below :data:`SURE` carry candidates only"""
        results = {}
        waiting = sorted(lines, key=_get_turn)
        # What could not be told at first may be told by what the others turned out to be.
        for _pass in range(2):
            for line in waiting:
                match = self._match_line(line)
                results[line.id] = match
                if match.confidence >= SURE:
                    self._take(line, match)
            waiting = [line for line in waiting if results[line.id].confidence < SURE]
        return results

    # === THE LADDER === #

    def _match_line(self, line: Line) -> Match:
        found = []
        for step in (
            self._by_name,
            self._by_alias,
            self._by_key,
            self._by_earlier_line,
            self._by_claim,
            self._by_formal_reference,
            self._by_type_of_number,
            self._by_giving_back,
            self._by_rule,
            self._by_short_key,
            self._by_affix,
            self._by_piece,
            self._by_purchase_order,
            self._by_description,
            self._by_amount,
        ):
            for match in step(line):
                if match.confidence >= SURE:
                    return match
                found.append(match)
        return _offer(found)

    def _by_name(self, line: Line) -> list[Match]:
        return self._judge_all(line, self.catalogue.by_name.get(line.number, ()), 100, "number")

    def _by_key(self, line: Line) -> list[Match]:
        documents = self.catalogue.by_key.get(line.key, ()) if line.key else ()
        return self._judge_all(line, documents, 98, "key")

    def _by_alias(self, line: Line) -> list[Match]:
        rule = self.aliases.get(line.key)
        if rule and rule.type:
            return [Match(97, (("rule", {}),), type=rule.type, rule=rule.id, chain=line.key)]
        if not rule or rule.document not in self.catalogue.by_id:
            return []
        document = self.catalogue.by_id[rule.document]
        return [replace(self._judge(line, document, 97, "rule"), rule=rule.id)]

    def _by_earlier_line(self, line: Line) -> list[Match]:
        """Amazon wrote the number this way before: another slice of the same document."""
        return self._judge_all(line, self._find_earlier(line.key), 96, "earlier")

    def _find_earlier(self, key: str) -> list[Document]:
        """:return: the documents that lines of this number paid"""
        found = {
            entry.document: self.catalogue.by_id[entry.document]
            for entry in self.entries_by_key.get(key, ())
            if entry.document in self.catalogue.by_id and not entry.type
        }
        return list(found.values())

    def _by_rule(self, line: Line) -> list[Match]:
        found = []
        for rule in self.rules["shape"]:
            if rule.type and re.fullmatch(rule.pattern, line.number.upper()):
                found.append(
                    Match(95, (("rule", {}),), type=rule.type, rule=rule.id, chain=line.key)
                )
        for rule, document in self._find_by_affix_rules(line.key):
            found.append(replace(self._judge(line, document, 96, "rule"), rule=rule.id))
        return found if len(found) < 2 else _doubt(found)

    def _find_by_affix_rules(self, key: str) -> list[tuple[Rule, Document]]:
        """:return: (rule, document) for what is left of the key without what a rule takes off"""
        found = []
        for rule in self.rules["prefix"] + self.rules["suffix"]:
            bare = _take_off(key, rule)
            if bare:
                found += [(rule, document) for document in self.catalogue.by_key.get(bare, ())]
        return found

    def _by_short_key(self, line: Line) -> list[Match]:
        documents = self.catalogue.by_short.get(make_short_key(line.number), ())
        return self._judge_weak(line, documents, 95, "zeros")

    def _by_affix(self, line: Line) -> list[Match]:
        return self._judge_weak(line, self.catalogue.find_by_affix(line.number), 93, "affix")

    def _by_piece(self, line: Line) -> list[Match]:
        documents = self.catalogue.find_by_piece(line.key)
        return self._judge_weak(line, documents, 92, "piece", needs_proof=True)

    def _by_purchase_order(self, line: Line) -> list[Match]:
        order = find_purchase_order(line.description)
        documents = self.catalogue.by_order.get(order, ()) if order else ()
        return self._judge_weak(line, documents, 91, "order", needs_date=True)

    def _by_amount(self, line: Line) -> list[Match]:
        amount = (line.currency, abs(line.whole))
        documents = self.catalogue.by_amount.get(amount, ())
        same_day = self.catalogue.by_day.get((*amount, line.date), ()) if line.date else ()
        return [
            Match(
                60 if same_day else 30,
                (
                    ("none", {}),
                    ("amount_and_date" if same_day else "amount", {"document": document.name}),
                ),
                document=document.id,
                chain=document.key,
            )
            for document in (same_day or documents)[:MOST_CANDIDATES]
            if document.available > 0
        ]

    # === DEDUCTIONS === #

    def _by_claim(self, line: Line) -> list[Match]:
        """Claims and reversals: the number of an invoice with the rounds of the chain behind it."""
        readings = list_claim_readings(line.number)
        for root, rounds in readings:
            documents = self._find_root(root)
            if documents:
                return self._judge_claim(line, documents, rounds)
        if not readings:
            return []
        root, rounds = readings[-1]
        deduction_type = self._recognise_claim(root, rounds[-1][:2])
        known = [e for e in self.entries_by_chain.get(make_match_key(root), ()) if e.type]
        if deduction_type and known:
            # The same chain was matched before, by a person when not by itself.
            entry = known[-1]
            return [
                Match(
                    91,
                    (("chain", {"number": root}),),
                    document=entry.document,
                    type=deduction_type,
                    reversed=self._find_claim_before(line, rounds),
                    chain=entry.chain,
                )
            ]
        found = [
            Match(50, (("affix", {"document": document.name}),), document.id, deduction_type)
            for document in self.catalogue.find_by_affix(root)[:MOST_CANDIDATES]
            if deduction_type
        ]
        return [*found, Match(0, (("no_root", {"number": root}),))] if deduction_type else []

    def _find_root(self, root: str) -> Sequence[Document]:
        key = make_match_key(root)
        return (
            self.catalogue.by_name.get(root)
            or self.catalogue.by_key.get(key)
            or self._find_earlier(key)
            or [document for _rule, document in self._find_by_affix_rules(key)]
            or self.catalogue.by_short.get(make_short_key(root))
            or []
        )

    def _recognise_claim(self, root: str, letters: str) -> int | None:
        deduction_type, _root = self.recognise(f"{root}{letters}", "")
        return deduction_type

    def _judge_claim(
        self, line: Line, documents: Sequence[Document], rounds: Sequence[str]
    ) -> list[Match]:
        document = documents[0]
        deduction_type = self._recognise_claim(document.name, rounds[-1][:2])
        if not deduction_type:
            return []
        chain = document.key
        gives_back = "R" in rounds[-1]
        doubts: list[Reason] = []
        if len(documents) > 1:
            doubts.append(("several", {"number": document.name}))
        if document.currency != line.currency:
            doubts.append(("currency", {"document": document.name}))
        if abs(line.whole) > document.total + self.tolerance:
            doubts.append(("claim_too_large", {"document": document.name}))
        if gives_back != (line.settled > 0) and line.settled:
            doubts.append(("sign", {}))
        before = self._find_claim_before(line, rounds) if gives_back else None
        doubts += self._find_doubts_of_slices(line)
        told = {"document": document.name, "rounds": "".join(rounds)}
        reasons: list[Reason] = [("claim", told)]
        if gives_back and not before:
            reasons.append(("orphan", {}))
        return [
            Match(
                70 if doubts else 97,
                tuple(reasons + doubts),
                document=document.id,
                type=deduction_type,
                reversed=before,
                chain=chain,
            )
        ]

    def _find_claim_before(self, line: Line, rounds: Sequence[str]) -> int | None:
        """:return: the line of the claim that a reversal gives back"""
        ending = rounds[-1][2:]
        if not ending:
            return None
        return self._find_given_back(line, make_match_key(line.number)[: -len(ending)])

    def _find_given_back(self, line: Line, key: str) -> int | None:
        """:return: the latest line of that number with the opposite sign, not given back yet"""
        for entry in reversed(self.entries_by_key.get(key, ())):
            if entry.settled * line.settled < 0 and entry.line not in self.given_back:
                return entry.line
        return None

    def _find_doubts_of_slices(self, line: Line) -> list[Reason]:
        """Slices of one document never make more than the document."""
        slices = [entry for entry in self.entries_by_key.get(line.key, ()) if entry.type]
        taken = abs(sum(entry.settled for entry in slices) + line.settled)
        if slices and taken > abs(line.whole) + self.tolerance:
            return [("taken_twice", {"number": line.number})]
        return []

    def _by_formal_reference(self, line: Line) -> list[Match]:
        """A formal debit document replaces the claim that its text names."""
        reference = read_formal_reference(line.description)
        if not reference:
            return []
        _claim, root, letters = reference
        documents = self.catalogue.by_key.get(make_match_key(root), ())
        return self._judge_claim(line, documents, [letters]) if documents else []

    def _by_type_of_number(self, line: Line) -> list[Match]:
        known, root = self.recognise(line.number, "")
        if not known or list_claim_readings(line.number):
            return []
        # The text may tell the kind: chargebacks of all kinds have the same numbers.
        deduction_type, _root = self.recognise(line.number, line.description)
        documents = self.catalogue.by_key.get(make_match_key(root), ()) if root else ()
        if root and len(documents) != 1:
            return [Match(0, (("no_root", {"number": root}),))]
        doubts = self._find_doubts_of_slices(line)
        return [
            Match(
                70 if doubts else 95,
                (("type", {}), *doubts),
                document=documents[0].id if documents else None,
                type=deduction_type,
                reversed=self._find_given_back(line, line.key),
                chain=documents[0].key if documents else line.key.removesuffix("R"),
            )
        ]

    def _by_giving_back(self, line: Line) -> list[Match]:
        """``…R`` behind the number of an earlier deduction, or that number itself, and money back:
        a repayment."""
        keys = [line.key, line.key[:-1]] if line.key.endswith("R") else [line.key]
        for key in keys:
            found = self._find_given_back(line, key)
            for entry in self.entries_by_key.get(key, ()):
                if entry.line == found and entry.type:
                    reason = ("gives_back", {"number": line.number})
                    too_much = abs(line.settled) > abs(entry.settled) + self.tolerance
                    return [
                        Match(
                            70 if too_much else 95,
                            (reason, ("gives_back_more", {})) if too_much else (reason,),
                            document=entry.document,
                            type=entry.type,
                            reversed=entry.line,
                            chain=entry.chain,
                        )
                    ]
        return []

    def _by_description(self, line: Line) -> list[Match]:
        """The text alone tells a deduction; money that comes in needs more than a text."""
        deduction_type, _root = self.recognise("", line.description)
        if not deduction_type:
            return []
        doubts = self._find_doubts_of_slices(line)
        if line.settled > 0:
            doubts.append(("sign", {}))
        confidence = 70 if doubts else 90
        reasons = (("description", {}), *doubts)
        return [Match(confidence, reasons, type=deduction_type, chain=line.key)]

    # === INVOICES === #

    def _judge_all(
        self, line: Line, documents: Sequence[Document], confidence: int, reason: str
    ) -> list[Match]:
        """:return: a match for each document; none of several is sure"""
        matches = [self._judge(line, document, confidence, reason) for document in documents]
        return matches if len(matches) < 2 else _doubt(matches)

    def _judge_weak(
        self,
        line: Line,
        documents: Sequence[Document],
        confidence: int,
        reason: str,
        needs_proof: bool = False,
        needs_date: bool = False,
    ) -> list[Match]:
        """The number does not say it all: the amount must agree, nothing may speak against it, and
        of several documents exactly one may be left.

        :param needs_proof: the date or the purchase order must agree as well
        :param needs_date: the date must agree, unless there is one document only
        """
        alone = len(documents) == 1
        matches = []
        for document in documents:
            match = self._judge(line, document, confidence, reason)
            proofs = self._find_proofs(line, document)
            doubts = []
            if "against" in proofs:
                doubts.append(("contradicts", {"document": document.name}))
            elif (needs_proof and not proofs) or (
                needs_date and not alone and "date" not in proofs
            ):
                doubts.append(("no_proof", {}))
            if match.confidence < confidence:
                match = replace(match, confidence=min(confidence, 50))
            elif doubts:
                reasons = match.reasons + tuple(doubts)
                match = replace(match, confidence=min(confidence, 70), reasons=reasons, rounding=0)
            matches.append(match)
        sure = [match for match in matches if match.confidence >= SURE]
        if len(sure) == 1:
            return sure
        return _doubt(matches) if sure else matches

    def _find_proofs(self, line: Line, document: Document) -> set[str]:
        proofs = set()
        order = find_purchase_order(line.description)
        if order and document.purchase_orders:
            proofs.add("order" if order in document.purchase_orders.upper() else "against")
        if line.date and document.date:
            # A day may be lost between two time zones.
            proofs.add("date" if abs((line.date - document.date).days) <= 1 else "against")
        return proofs

    def _judge(self, line: Line, document: Document, confidence: int, reason: str) -> Match:
        """:return: the match, with what speaks against it"""
        reasons: list[Reason] = [(reason, {"document": document.name})]
        doubts: list[Reason] = []
        if document.currency != line.currency:
            doubts.append(("currency", {"document": document.name}))
        elif abs(abs(line.whole) - document.total) > self.tolerance:
            doubts.append(("other_amount", {"document": document.name, "total": document.total}))
        sign = -1 if document.is_refund else 1
        reversed_line = None
        if line.settled * sign < 0:
            reversed_line = self._find_payment_of(line, document)
            if reversed_line:
                reasons.append(("reverses", {}))
            else:
                doubts.append(("sign", {}))
        elif abs(line.settled) > document.available + self.tolerance:
            doubts.append(("left", {"document": document.name, "left": document.available}))
        rest = document.available - abs(line.settled)
        return Match(
            min(confidence, 70) if doubts else confidence,
            tuple(reasons + doubts),
            document=document.id,
            rounding=0 if doubts or reversed_line or abs(rest) > self.tolerance else sign * rest,
            reversed=reversed_line,
            chain=document.key,
        )

    def _find_payment_of(self, line: Line, document: Document) -> int | None:
        """:return: the line that paid what this one takes back"""
        for entry in reversed(self.entries_by_chain.get(document.key, ())):
            is_payment = entry.document == document.id and not entry.type
            if is_payment and entry.settled == -line.settled and entry.line not in self.given_back:
                return entry.line
        return None

    # === WHAT WAS TAKEN === #

    def _take(self, line: Line, match: Match) -> None:
        if match.document and not match.type:
            document = self.catalogue.by_id[match.document]
            sign = -1 if document.is_refund else 1
            document.available -= sign * line.settled + sign * match.rounding
        if match.reversed:
            self.given_back.add(match.reversed)
        self._remember(
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

    def _remember(self, entry: Entry) -> None:
        self.entries_by_key[entry.key].append(entry)
        self.entries_by_chain[entry.chain].append(entry)


def _get_turn(line: Line) -> tuple[int, int]:
    """What a reversal gives back must be known before the reversal is read: payments, deductions,
    repayments; then claims in the order of their rounds."""
    readings = list_claim_readings(line.number)
    if readings:
        rounds = readings[-1][1]
        return 3 + 2 * len(rounds) + ("R" in rounds[-1]), line.id
    if line.settled < 0:
        return 1, line.id
    return 2 if line.key.endswith("R") else 0, line.id


def _take_off(key: str, rule: Rule) -> str:
    piece = make_match_key(rule.pattern)
    if rule.kind == "prefix" and key.startswith(piece):
        return key[len(piece) :]
    if rule.kind == "suffix" and key.endswith(piece):
        return key[: -len(piece)]
    return ""


def _doubt(matches: Sequence[Match]) -> list[Match]:
    """Several fit: none of them is sure."""
    return [
        replace(
            match, confidence=min(match.confidence, 80), reasons=(*match.reasons, ("several", {}))
        )
        for match in matches
    ]


def _offer(found: Sequence[Match]) -> Match:
    """:return: a match that nobody takes by itself, with its candidates, the best one first"""
    candidates: dict[tuple[int | None, int | None], Match] = {}
    for match in sorted(found, key=lambda match: -match.confidence):
        if match.document or match.type:
            candidates.setdefault((match.document, match.type), match)
    chosen = tuple(candidates.values())[:MOST_CANDIDATES]
    best = chosen[0] if chosen else next(iter(found), NOTHING)
    return Match(best.confidence, best.reasons, candidates=chosen)
