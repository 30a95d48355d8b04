# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Doubt beats number: each way proposes (``candidates``), each contradiction is asked
(``contradictions``), and what none of them speaks against is taken. All else waits for a person,
with the candidates and what speaks against each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from .candidates import COUNTRIES, WAYS, Books, Proposal, Way
from .catalogue import Catalogue
from .contradictions import CONTRADICTIONS, Case
from .history import History
from .records import Document, Entry, Line, Match, Reason, Recognise, Rule
from .series import Series

# From here on a match is taken without a person.
SURE = 90
# What something speaks against is no surer than this; nor is one of several that fit.
DOUBTFUL = 70
ONE_OF_SEVERAL = 80
MOST_CANDIDATES = 5
NOTHING = Match(0, (("none", {}),))


class Matcher:
    """Matches the lines of payments; what it takes of a document is gone for the next line.

    :param documents: invoices and credit notes; their ``available`` is counted down
    :param history: the matched lines of other payments, in their order
    :param rules: what persons taught
    :param recognise: ``(number, description) -> (type, root or None)``; no type when none fits
    :param tolerance: smallest units that an amount may be off
    :param names: more of the vendor's own numbers, that its series be known
    :param words: the vendor's codes, which Amazon may put beside a number
    """

    def __init__(
        self,
        documents: Sequence[Document],
        history: Iterable[Entry],
        rules: Iterable[Rule],
        recognise: Recognise,
        tolerance: int = 0,
        names: Iterable[str] = (),
        words: Iterable[str] = (),
    ) -> None:
        ranks: dict[int, list[Way]] = defaultdict(list)
        for way in WAYS:
            ranks[way.strength].append(way)
        self.ranks = list(ranks.values())
        self.catalogue = Catalogue(documents)
        by_kind: dict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            by_kind[rule.kind].append(rule)
        own_names = {name for document in documents for name in document.names} | set(names)
        self.books = Books(
            self.catalogue,
            History(history),
            Series(own_names),
            by_kind,
            recognise,
            tolerance,
            COUNTRIES.union(word.upper() for word in words if not word.isdigit()),
        )

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

    def _match_line(self, line: Line) -> Match:
        proposals: list[Proposal] = []
        judged: list[Match] = []
        for rank in self.ranks:  # the strongest first: what a weaker one tells changes nothing
            found = [each for way in rank for each in way.find(line, self.books, way)]
            proposals += found
            matches = [self._judge(line, proposal, proposals) for proposal in found]
            judged += matches
            sure = [match for match in matches if match.confidence >= SURE]
            if sure:
                return _choose(sure)
        offer = _offer(judged)
        return offer if offer.candidates else _tell_nothing(line)

    def _judge(self, line: Line, proposal: Proposal, proposals: Sequence[Proposal]) -> Match:
        """:return: the proposal as a match, with all that speaks against it"""
        case = Case(line, proposal, proposals, self.books)
        doubts = [
            (check.code, values)
            for check in CONTRADICTIONS
            if (values := check.find(case)) is not None
        ]
        match = Match(
            proposal.strength,
            proposal.reasons,
            document=proposal.document.id if proposal.document else None,
            type=proposal.type,
            reversed=proposal.reversed,
            rule=proposal.rule.id if proposal.rule else None,
            chain=proposal.chain,
            rounding=0 if doubts else self._find_rounding(line, proposal),
        )
        return _doubt(match, DOUBTFUL, *doubts) if doubts else match

    def _find_rounding(self, line: Line, proposal: Proposal) -> int:
        """:return: what is left on a document that is paid, within the tolerance"""
        document = proposal.document
        if not document or proposal.type or proposal.reversed:
            return 0
        rest = document.available - abs(line.settled)
        return document.sign * rest if abs(rest) <= self.books.tolerance else 0

    def _take(self, line: Line, match: Match) -> None:
        if match.document and not match.type:
            document = self.catalogue.by_id[match.document]
            document.available -= document.sign * (line.settled + match.rounding)
        self.books.history.remember(
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


def _get_turn(line: Line) -> tuple[int, int]:
    """What a reversal gives back must be known before the reversal is read: payments, deductions,
    repayments; then claims in the order of their rounds."""
    readings = line.readings
    if readings:
        rounds = readings[-1][1]
        return 3 + 2 * len(rounds) + ("R" in rounds[-1]), line.id
    if line.settled < 0:
        return 1, line.id
    return 2 if line.key.endswith("R") else 0, line.id


def _doubt(match: Match, most: int, *doubts: Reason) -> Match:
    """:param most: how sure it is now at most"""
    return Match(
        min(match.confidence, most),
        (*match.reasons, *doubts),
        document=match.document,
        type=match.type,
        chain=match.chain,
    )


def _choose(sure: Sequence[Match]) -> Match:
    """:return: the match of those that fit equally well; none when they are several things"""
    if len({(match.document, match.type) for match in sure}) > 1:
        return _offer([_doubt(match, ONE_OF_SEVERAL, ("several", {})) for match in sure])
    return sure[0]


def _tell_nothing(line: Line) -> Match:
    """:return: nothing was found, with the number of the invoice that a claim would be about"""
    if line.settled < 0 and line.readings:
        return Match(0, (("no_root", {"number": line.readings[0][0]}),))
    return NOTHING


def _offer(found: Sequence[Match]) -> Match:
    """:return: a match that nobody takes by itself, with its candidates, the best one first"""
    candidates: dict[tuple[int | None, int | None], Match] = {}
    for match in sorted(found, key=lambda match: (-match.confidence, not match.document)):
        if match.document or match.type:
            candidates.setdefault((match.document, match.type), match)
    chosen = tuple(candidates.values())[:MOST_CANDIDATES]
    best = chosen[0] if chosen else NOTHING
    return Match(best.confidence, best.reasons, candidates=chosen)
