# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whatever the other end answers is an error with a sentence, and taken for no value."""

import json
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from email.utils import format_datetime

import pytest
import requests

from tests.support import load_spapi

spapi = load_spapi()
from acorn_iamazon_spapi import client as client_module  # noqa: E402
from acorn_iamazon_spapi import jsontext, tokens, values  # noqa: E402

CREDENTIALS = spapi.Credentials("client", "the-secret", "Atzr|the-refresh-token")
TOKEN_URL = "https://api.amazon.com/auth/o2/token"
GOOD = {"access_token": "Atza|new", "expires_in": 3600}


class OneAnswer(requests.adapters.BaseAdapter):
    """Answers each request the same, and notes what was asked."""

    def __init__(self, status=200, body=b"", **headers):
        super().__init__()
        self.status, self.body, self.headers = status, body, headers
        self.asked = []

    def send(self, request, **_options):
        self.asked.append(request.url)
        response = requests.Response()
        response.status_code, response._content = self.status, self.body
        response.headers.update(self.headers)
        response.url, response.request = request.url, request
        response.raw = None
        return response

    def close(self):
        pass


def request_token(host):
    session = requests.Session()
    session.mount("https://", host)
    return tokens.request_access_token(CREDENTIALS, TOKEN_URL, session)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_token_request_is_not_redirected_with_its_secrets(status):
    host = OneAnswer(status, Location="https://elsewhere.example/token")
    with pytest.raises(spapi.InternalError, match="redirects the request") as raised:
        request_token(host)
    assert host.asked == [TOKEN_URL]
    assert raised.value.status == status


@pytest.mark.parametrize(
    "odd",
    [
        *({"expires_in": told} for told in ("abc", "3600.5", -5, 10**12, 1e300, [1], True)),
        {"expires_in": float("inf")},
        {"expires_in": 90_000},
        *({"access_token": told} for told in (5, {"x": 1}, "a\nb", "\u00e9", " ", "x" * 9000)),
    ],
    ids=str,
)
def test_token_answer_that_makes_no_sense_is_unreadable(odd):
    with pytest.raises(spapi.NetworkError, match="unreadable answer"):
        request_token(OneAnswer(body=json.dumps({**GOOD, **odd}).encode()))


def test_token_answer_nested_without_end_is_unreadable():
    with pytest.raises(spapi.NetworkError, match="unreadable answer"):
        request_token(OneAnswer(body=b"[" * 100_000))


@pytest.mark.parametrize("told", [{"a": 1}, CREDENTIALS.refresh_token, None])
def test_refresh_token_stays_unless_another_one_came(told):
    host = OneAnswer(body=json.dumps({**GOOD, "refresh_token": told}).encode())
    assert request_token(host)[1] is None


NO_NUMBERS = [
    "1_0",
    "\u0661\u0662",
    "1E+250",
    "NaN",
    "Infinity",
    "",
    "1" * 17,
    "0." + "1" * 80,
    True,
    None,
    [],
    10**16,
    10**400,
    Decimal("1E+1000000"),
    Decimal("1E-1000000"),
    Decimal("NaN"),
    float("inf"),
]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: f"{type(value).__name__}")
@pytest.mark.parametrize("read", [values.read_integer, values.read_decimal])
def test_what_is_no_plain_number_is_no_amount_and_no_quantity(read, value):
    with pytest.raises(spapi.PayloadError, match="item 1, netCost: "):
        read(value, "item 1, netCost")


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (" -12.50 ", "-12.5"),
        ("+3", "3"),
        (".5", "0.5"),
        ("7.", "7"),
        (12, "12"),
        (0.25, "0.25"),
        (Decimal("1.5E+3"), "1500"),
        (Decimal(0), "0"),
    ],
)
def test_plain_digits_and_numbers_of_json_are_read(value, number):
    assert values.read_decimal(value, "netCost") == Decimal(number)


@pytest.mark.parametrize("exponent", ["+5000000", "-5000000"])
def test_exponent_is_not_written_as_megabytes(exponent):
    with pytest.raises(ValueError, match="plain digits"):
        jsontext.decimal_text(Decimal(f"1E{exponent}"))


def read_retry_after(told):
    response = requests.Response()
    response.headers["Retry-After"] = told
    return client_module._read_retry_after(response)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("0", 0),
        ("007", 7),
        ("2592000", 900),
        ("9" * 400, 900),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 900),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("inf", None),
        ("\u00b2", None),
        ("-1", None),
        ("1e9", None),
        ("Wed, 21 Oct 2015 07:28:00 -0000", None),
    ],
    ids=lambda value: str(value)[:12],
)
def test_pause_is_a_quarter_of_an_hour_at_the_most(told, seconds):
    assert read_retry_after(told) == seconds


def test_pause_may_be_told_as_a_date():
    moment = datetime.now(timezone.utc) + timedelta(minutes=5)
    assert 200 < read_retry_after(format_datetime(moment, usegmt=True)) <= 300


# === ANSWERS === #


@pytest.mark.parametrize("text", ['{"a": NaN}', '{"a": -Infinity}'])
def test_what_json_does_not_know_is_none(text):
    with pytest.raises(ValueError, match="is not JSON"):
        jsontext.loads(text)


def make_response(content):
    response = requests.Response()
    response._content = content
    return response


def test_mark_of_the_byte_order_is_no_nonsense():
    assert client_module._decode(make_response(b'\xef\xbb\xbf{"payload": {}}')) == {"payload": {}}


@pytest.mark.parametrize("told", [{"a": 1}, ["T-1"], 7, "T" * 20_000, None])
def test_transaction_is_known_by_a_short_text_only(told):
    assert client_module.Answer(202, {"transactionId": told}, "").transaction_id is None


@pytest.mark.parametrize(
    "data",
    [{"nextToken": {"a": 1}}, {"pagination": {"nextToken": [1]}}, {"nextToken": 7}],
)
def test_next_page_is_asked_for_by_a_token_only(data):
    with pytest.raises(client_module.PagingError, match="not by a token"):
        client_module.SellingPartnerClient._get_next_token(data, "nextToken")


@pytest.mark.parametrize("data", [{"pagination": "more"}, {"pagination": None}, {}])
def test_list_without_a_token_ends(data):
    assert client_module.SellingPartnerClient._get_next_token(data, "nextToken") is None
