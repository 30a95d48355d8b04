# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What speaks against the sender of an e-mail, by the verdict of the receiving mail server."""

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader.sender import find_doubt  # noqa: E402

AMAZON = ["Amazon <payments@amazon.example>"]
SERVER = "mx.acorn.example; "


@pytest.mark.parametrize(
    "results, doubt",
    [
        ("dmarc=pass header.from=amazon.example", None),
        ("spf=pass; dkim=pass; dmarc=pass", None),
        ("spf=fail smtp.mailfrom=list.example; dkim=pass", None),
        ("spf=none; dkim=none", None),
        ("spf=fail smtp.mailfrom=evil.example", "spf=fail"),
        ("spf=softfail", "spf=fail"),
        ("dkim=fail (bad signature); spf=pass", "dkim=fail"),
        ("dkim=pass; spf=pass; dmarc=fail (p=none)", "dmarc=fail"),
        ("spf=none (dkim=fail is only a comment)", None),
    ],
)
def test_verdict_of_the_own_server(results, doubt):
    assert find_doubt([SERVER + results], AMAZON) == doubt


def test_only_the_last_server_is_believed():
    """An older header came with the e-mail: whoever sent it may have written it."""
    forged = "mx.amazon.example; dmarc=pass"
    assert find_doubt([SERVER + "spf=fail", forged], AMAZON) == "spf=fail"


def test_without_a_verdict_the_address_decides():
    assert find_doubt([], AMAZON) is None


@pytest.mark.parametrize(
    "senders",
    [
        [],
        ["payments@amazon.example, evil@else.example"],
        ["payments@amazon.example", "evil@else.example"],
    ],
)
def test_one_address_sends_an_email(senders):
    assert find_doubt([], senders).startswith("From: ")
