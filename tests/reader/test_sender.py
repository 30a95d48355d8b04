# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What speaks against the sender of an e-mail, by the verdict of the receiving mail server."""

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader.sender import find_doubt  # noqa: E402

AMAZON = ["Amazon <payments@amazon.example>"]
SERVER = "mx.acorn.example; "


OWN = "header.from=amazon.example"


@pytest.mark.parametrize(
    "results, doubt",
    [
        ("dmarc=pass header.from=amazon.example", None),
        (f"spf=pass; dkim=pass; dmarc=pass (p=reject) {OWN}", None),
        ("spf=fail smtp.mailfrom=list.example; dkim=pass header.d=amazon.example", None),
        ("dkim=pass header.i=@amazon.example header.s=s1", None),
        ("dkim=fail header.d=old.example; dkim/1 = pass header.d=Amazon.Example", None),
        ("spf=pass smtp.mailfrom=bounce@amazon.example", None),
        ("spf=none; dkim=none", None),
        ("none", None),
        ("spf=fail smtp.mailfrom=evil.example", "spf=fail"),
        ("spf=softfail", "spf=softfail"),
        ("dkim=fail (bad signature); spf=pass", "dkim=fail"),
        ("dkim=pass header.d=amazon.example; dmarc=fail (p=none)", "dmarc=fail"),
        ("spf=none (dkim=fail is only a comment)", None),
    ],
)
def test_verdict_of_the_own_server(results, doubt):
    assert find_doubt([SERVER + results], AMAZON) == doubt


@pytest.mark.parametrize("result", ["spf=hardfail", "dmarc=reject", "dkim=temperror", "spf="])
def test_result_that_nobody_knows_speaks_against_the_sender(result):
    assert find_doubt([SERVER + result], AMAZON) == result


@pytest.mark.parametrize(
    "forged",
    [
        "smtp.mailfrom=dmarc=pass@evil.example",
        f'smtp.mailfrom="; dmarc=pass {OWN}"@evil.example',
        f'reason="dmarc=pass {OWN}" smtp.mailfrom=evil.example',
        f'reason="a \\"; dmarc=pass {OWN}" smtp.mailfrom=evil.example',
        f"(it said; (really); dmarc=pass {OWN}) smtp.mailfrom=evil.example",
        f"smtp.mailfrom=evil.example dmarc=pass {OWN}",
    ],
)
def test_text_of_the_sender_within_a_header_is_no_result(forged):
    assert find_doubt([f"{SERVER}spf=fail {forged}"], AMAZON) == "spf=fail"


@pytest.mark.parametrize("open_end", ['reason="', "(", "((a)", '"\\"'])
def test_header_without_its_end_speaks_against_the_sender(open_end):
    assert find_doubt([f"{SERVER}spf=none {open_end}; dkim=fail"], AMAZON)


@pytest.mark.parametrize(
    "results, passed",
    [
        ("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example", "evil.example"),
        ("dkim=pass header.d=notamazon.example", "notamazon.example"),
        ("dkim=pass header.d=sub.amazon.example", "sub.amazon.example"),
        ("dkim=pass header.d=example", "example"),
        (
            "dkim=pass header.d=amazon.example header.d=evil.example",
            "amazon.example, evil.example",
        ),
        ("spf=pass smtp.mailfrom=amazon.example@evil.example", "evil.example"),
        ("spf=pass smtp.helo=amazon.example", "?"),
        ("dmarc=pass header.from=evil.example", "evil.example"),
        ("dkim=pass; spf=pass", "?"),
    ],
)
def test_what_passed_for_another_domain_does_not_speak_for_the_sender(results, passed):
    method = results.partition("=")[0]
    assert find_doubt([SERVER + results], AMAZON) == f"{method}=pass: {passed} ≠ amazon.example"


def test_domain_above_the_senders_speaks_for_it():
    sender = ["payments@eu.amazon.example"]
    assert find_doubt([SERVER + "dkim=pass header.d=amazon.example"], sender) is None


def test_only_the_last_server_is_believed():
    """An older header came with the e-mail: whoever sent it may have written it."""
    forged = f"mx.amazon.example; dmarc=pass {OWN}"
    assert find_doubt([SERVER + "spf=fail", forged], AMAZON) == "spf=fail"
    assert find_doubt([SERVER + "spf=none", "mx.amazon.example; spf=fail"], AMAZON) is None


def test_worst_header_of_the_own_server_counts():
    passed = f"{SERVER}dmarc=pass {OWN}"
    assert find_doubt([passed, passed], AMAZON) is None
    for headers in ([passed, SERVER + "spf=fail"], [SERVER + "spf=fail", passed]):
        assert find_doubt(headers, AMAZON) == "spf=fail"


def test_server_that_leaves_out_its_name_is_heard():
    assert find_doubt(["spf=fail smtp.mailfrom=evil.example; dkim=none"], AMAZON) == "spf=fail"


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
