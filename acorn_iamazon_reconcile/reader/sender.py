# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whether an e-mail is from who it says, by what the receiving mail server found out (RFC 8601)."""

import re
from collections.abc import Sequence
from email.utils import getaddresses
from typing import NamedTuple

OPEN = {"pass", "none", "neutral"}  # every other result speaks against the sender
# The property that names the domain a method looked at; the first that is there counts.
DOMAINS = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom",),
}


class Result(NamedTuple):
    """What a method found out, and of which domain."""

    method: str
    verdict: str
    domains: list[str]
    is_aligned: bool  # the domains are the sender's

    @property
    def holds(self) -> bool:
        """It speaks for the sender."""
        return self.verdict == "pass" and self.is_aligned


def find_doubt(authentication: Sequence[str], senders: Sequence[str]) -> str | None:
    """
    :param authentication: the headers ``Authentication-Results``, the newest first: only those of
        the last server, which is the own one, are believed, and the worst of them counts
    :param senders: the headers ``From``
    :return: what speaks against the sender, such as ``spf=fail``; None when nothing does
    """
    addresses = [address for _name, address in getaddresses(list(senders)) if address]
    if len(addresses) != 1 or len(senders) != 1:
        return f"From: {', '.join(addresses) or '-'}"
    sender = addresses[0].rpartition("@")[2].lower()
    own = None
    for header in authentication:
        parts = _split(header)
        if parts is None:
            return "Authentication-Results: ?"  # no telling what it says, nor whose it is
        server = "" if "=" in parts[0] else parts.pop(0).partition(" ")[0]
        own = server if own is None else own
        if server == own:
            doubt = _weigh([found for part in parts for found in _read(part, sender)], sender)
            if doubt:
                return doubt
    return None


def _split(header: str) -> list[str] | None:
    """What somebody else wrote stands in comments and quotes: neither is a result.

    :return: the parts of a header in small letters, without comments and quoted texts; None when a
        comment or a quoted text has no end"""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in header:
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or depth):
            escaped = True
        elif sign == '"' and not depth:
            quoted = not quoted
        elif not quoted and sign == "(":
            depth += 1
            kept.append(" ")
        elif depth and sign == ")":
            depth -= 1
        elif not quoted and not depth:
            kept.append(sign)
    if quoted or depth:
        return None
    parts = "".join(kept).lower().split(";")
    return [re.sub(r" ?= ?", "=", " ".join(part.split())) for part in parts]


def _read(part: str, sender: str) -> list[Result]:
    result, *properties = part.split(" ")
    method, _sign, verdict = result.partition("=")
    method = method.partition("/")[0]
    if method not in DOMAINS:
        return []
    found: dict[str, list[str]] = {}
    for text in properties:
        name, _sign, value = text.partition("=")
        found.setdefault(name, []).append(value.rpartition("@")[2])
    domains = next((found[name] for name in DOMAINS[method] if name in found), [])
    is_aligned = bool(domains) and all(_is_aligned(domain, sender) for domain in domains)
    return [Result(method, verdict, domains, is_aligned)]


def _is_aligned(domain: str, sender: str) -> bool:
    return "." in domain.strip(".") and f".{sender}".endswith(f".{domain}")


def _weigh(results: Sequence[Result], sender: str) -> str | None:
    """DMARC is the receiver's verdict on the sender; without one, a signature that holds outweighs
    a relay that may not send for the domain. What passed for another domain says nothing of the
    sender: whoever owns that domain can have it."""
    for wanted in DOMAINS:
        own = [result for result in results if result.method == wanted]
        against = [result.verdict for result in own if result.verdict not in OPEN]
        holds = any(result.holds for result in own)
        if against and not (holds and wanted == "dkim"):
            return f"{wanted}={against[0]}"
        if holds:
            return None
    for result in results:
        if result.verdict == "pass":
            return f"{result.method}=pass: {', '.join(result.domains) or '?'} ≠ {sender}"
    return None
