# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Document numbers as Amazon writes them. By reports of vendors (Amazon publishes no list) a
claim is the invoice's number with SC (shortage) or PC (price) behind it, its reversal has an R more
(RI when a formal document follows), and the next round goes on from there: SC, SCR, SCRSC …"""

import re

PURCHASE_ORDER = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z]{8})/[A-Z0-9]{3,5}(?:/|$)")
ROUND = re.compile(r"[-_ ]?(SC|PC)(RI|R)?-?$", re.IGNORECASE)
FORMAL_REFERENCE = re.compile(r"^RI\|P([QP])V\|([^|]+)\|([^|]+)$", re.IGNORECASE)


def make_match_key(number: str | None) -> str:
    """:param number: as written by anybody; None counts as empty
    :return: letters and digits alone, in capitals: what is left of a number after Amazon dropped
    its separators or changed its case"""
    return re.sub(r"[^0-9A-Z]", "", (number or "").upper())


def make_short_key(number: str | None) -> str:
    """:param number: as written by anybody; None counts as empty
    :return: the match key without the zeros that lead a group of digits"""
    groups = re.findall(r"[A-Z]+|\d+", (number or "").upper())
    return "".join(group.lstrip("0") or "0" if group.isdigit() else group for group in groups)


def find_purchase_order(description: str | None) -> str:
    """The line of an invoice describes itself as ``PO/fulfilment centre/…``.

    :param description: of a line of a remittance
    :return: the PO number, or an empty text
    """
    match = PURCHASE_ORDER.search(description or "")
    return match.group(1).upper() if match and re.search(r"\d", match.group(1)) else ""


def list_claim_readings(number: str | None) -> list[tuple[str, list[str]]]:
    """All ways to read a number as a claim, the shortest ending first: an own number may itself end
    like a claim, so the caller takes the first whose root it knows.

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
