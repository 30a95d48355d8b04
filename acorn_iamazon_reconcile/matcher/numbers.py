# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Document numbers as Amazon writes them. By reports of vendors (Amazon publishes no list) a
claim is the invoice's number with SC (shortage) or PC (price) behind it, its reversal has an R more
(RI when a formal document follows), and the next round goes on from there: SC, SCR, SCRSC …"""

import re
import unicodedata
from collections.abc import Sequence

PURCHASE_ORDER = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{8})/[A-Z0-9]{3,5}(?:/|$)")
ROUND = re.compile(r"[-_ ]?(SC|PC)(RI|R)?-?$", re.IGNORECASE)
SEPARATORS = re.compile(r"[^0-9A-Z]")
SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)
FORMAL_REFERENCE = re.compile(r"^RI\|P([QP])V\|([^|]+)\|([^|]+)$", re.IGNORECASE)


def make_match_key(number: str | None) -> str:
    """:param number: as written by anybody; None counts as empty
    :return: letters and digits alone, in capitals: what is left of a number after Amazon dropped
    its separators or changed its case"""
    text = (number or "").upper()
    if text.isascii():
        return SEPARATORS.sub("", text)
    return "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def make_short_key(number: str | None) -> str:
    """:param number: as written by anybody; None counts as empty
    :return: its groups of letters and of digits, each without leading zeros; a point divides them,
    for 1-11 is another number than 11-1"""
    groups = re.findall(r"[^\W\d_]+|\d+", unicodedata.normalize("NFKC", number or "").upper())
    return ".".join(group.lstrip("0") or "0" if group.isdigit() else group for group in groups)


def has_leading_zeros(number: str) -> bool:
    """:param number: as written by anybody
    :return: whether a group of its figures begins with a zero that counts for nothing"""
    return bool(re.search(r"(?<!\d)0+\d", number))


def is_scientific(number: str) -> bool:
    """:param number: as Amazon's file has it
    :return: whether a spreadsheet made a power of ten of it: the last figures are gone, and two
    numbers may have become one"""
    return bool(SCIENTIFIC.match(number.strip()))


def divides_otherwise(told: str, own: str) -> bool:
    """Amazon drops separators; it puts none between figures where the number has none.

    :param told: as Amazon wrote it
    :param own: with the same letters and digits
    :return: whether ``told`` is divided in a place in which ``own`` is not: 11-013 is not 1-1013
    """
    return not _list_divisions(told) <= _list_divisions(own)


def _list_divisions(number: str) -> set[int]:
    """:return: how many letters and digits stand before each separator between two figures; blanks
    come from wrapped lines"""
    places, count = set(), 0
    for place, character in enumerate(number):
        if character.isalnum():
            count += 1
        elif (
            not character.isspace()
            and number[place - 1 : place].isdigit()
            and number[place + 1 : place + 2].isdigit()
        ):
            places.add(count)
    return places


def differ_by_one(one: str, other: str) -> bool:
    """:param one: a key
    :param other: another key
    :return: whether a letter or figure is added, lost or another, and nothing else differs"""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1 or one == other:
        return False
    place = next((i for i, c in enumerate(shorter) if longer[i] != c), len(shorter))
    if len(longer) == len(shorter):
        return longer[place + 1 :] == shorter[place + 1 :]
    return longer[place + 1 :] == shorter[place:]


def find_purchase_order(description: str | None) -> str:
    """The line of an invoice describes itself as ``PO/fulfilment centre/…``.

    :param description: of a line of a remittance
    :return: the PO number, or an empty text
    """
    match = PURCHASE_ORDER.search(description or "")
    return match.group(1).upper() if match and re.search(r"\d", match.group(1)) else ""


def list_claim_readings(number: str | None) -> list[tuple[str, list[str]]]:
    """All ways to read a number as a claim, the shortest ending first. An own number may itself end
    like a claim, so it is the roots that one knows which tell.

    :param number: of a line of a remittance
    :return: a list of (root, rounds); rounds as ``["SC", "SCR", …]`` without what came before,
        e.g. ``("INV1", ["SCR", "SC"])`` for ``INV1SCRSC``
    """
    readings: list[tuple[str, list[str]]] = []
    rounds: list[str] = []
    root = (number or "").strip()
    while match := ROUND.search(root):
        root = root[: match.start()]
        if not make_match_key(root):
            break
        rounds = [(match.group(1) + (match.group(2) or "")).upper(), *rounds]
        readings.append((root, rounds))
    return readings


def is_chain(rounds: Sequence[str]) -> bool:
    """:param rounds: as :func:`list_claim_readings` returns them
    :return: whether each round but the last was given back: nobody claims again before"""
    return all("R" in one for one in rounds[:-1])


def read_formal_reference(description: str | None) -> tuple[str, str, str] | None:
    """A formal debit document names the claim that it replaces: ``RI|PQV|claim|root``.

    :param description: of a line of a remittance
    :return: (claim's number, root, ``SC`` or ``PC``), or None
    """
    match = FORMAL_REFERENCE.match((description or "").strip())
    if not match:
        return None
    letter, claim, root = match.groups()
    return claim.strip(), root.strip(), "SC" if letter.upper() == "Q" else "PC"
