# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whether an e-mail is from who it says, by what the receiving mail server found out (RFC 8601)."""

import re
from collections.abc import Sequence
from email.utils import getaddresses

RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
COMMENT = re.compile(r"\([^()]*\)")
FAILED = {"fail", "softfail", "permerror"}


def find_doubt(authentication: Sequence[str], senders: Sequence[str]) -> str | None:
    """
    :param authentication: the headers ``Authentication-Results``, the newest first: only that of
        the last server, which is the own one, is believed
    :param senders: the headers ``From``
    :return: what speaks against the sender, such as ``spf=fail``; None when nothing does
    """
    addresses = [address for _name, address in getaddresses(list(senders)) if address]
    if len(addresses) != 1 or len(senders) != 1:
        return f"From: {', '.join(addresses) or '-'}"
    if not authentication:
        return None
    results: dict[str, set[str]] = {}
    for method, result in RESULT.findall(COMMENT.sub(" ", authentication[0])):
        results.setdefault(method.lower(), set()).add(result.lower())
    return _weigh(results)


def _weigh(results: dict[str, set[str]]) -> str | None:
    """DMARC is the receiver's verdict on the sender; without one, a signature that holds outweighs
    a relay that may not send for the domain."""
    dmarc = results.get("dmarc", set())
    if dmarc & FAILED:
        return "dmarc=fail"
    if "pass" in dmarc:
        return None
    dkim, spf = results.get("dkim", set()), results.get("spf", set())
    if "pass" in dkim:
        return None
    if dkim & FAILED:
        return "dkim=fail"
    return "spf=fail" if spf & FAILED else None
