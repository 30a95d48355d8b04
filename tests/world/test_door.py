# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Over HTTP and in-process it is one Amazon."""

import json
from datetime import timedelta
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from .amazon import Amazon
from .api import Api
from .common import FIRST_DAY, SEED
from .door import FORM, TOKEN_PATH, open_door

ORDERS = "/vendor/orders/v1/purchaseOrders"


@pytest.fixture
def door():
    """A door before an Amazon with its first orders."""
    amazon = Amazon(SEED, FIRST_DAY)
    amazon.advance(FIRST_DAY + timedelta(hours=9))
    with open_door(Api(amazon)) as opened:
        yield opened


def _send(door, path, data=None, **headers):
    request = Request(
        door.address + path, data, {k.replace("_", "-"): v for k, v in headers.items()}
    )
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, json.load(answer), answer.headers
    except HTTPError as error:
        with error:
            return error.code, json.load(error), error.headers


def _log_in(door, kind=FORM, **changes):
    form = {
        "grant_type": "refresh_token",
        "refresh_token": door.login.refresh_token,
        "client_id": door.login.client_id,
        "client_secret": door.login.client_secret,
        **changes,
    }
    return _send(door, TOKEN_PATH, urlencode(form).encode(), Content_Type=kind)


def _get(door, path, token):
    return _send(door, path, x_amz_access_token=token)


def test_a_token_opens_the_same_orders_as_in_process(door):
    _status, login, _headers = _log_in(door)
    status, body, headers = _get(door, ORDERS, login["access_token"])
    assert (status, headers["x-amzn-RateLimit-Limit"]) == (200, "10.0")
    assert body == door.api.call("GET", ORDERS).body
    assert body["payload"]["orders"]


def test_a_token_ends_after_an_hour_and_when_consent_is_taken_back(door):
    token = _log_in(door)[1]["access_token"]
    door.login.is_revoked = True
    assert _get(door, ORDERS, token)[0] == 403
    door.login.is_revoked = False
    assert _get(door, ORDERS, token)[0] == 200
    door.api.amazon.advance(door.api.amazon.now + timedelta(hours=1))
    assert _get(door, ORDERS, token)[0] == 403


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"refresh_token": "Atzr|other"}, 400, "invalid_grant"),
        ({"client_secret": "old"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"kind": "application/json"}, 400, "unsupported_grant_type"),
    ],
)
def test_the_login_refuses_in_amazons_words(door, changes, status, error):
    refused, body, _headers = _log_in(door, **changes)
    assert (refused, body["error"]) == (status, error)


def test_a_post_that_is_no_json_is_refused(door):
    token = _log_in(door)[1]["access_token"]
    path = "/vendor/orders/v1/acknowledgements"
    status, body, _headers = _send(door, path, b"<xml/>", x_amz_access_token=token)
    assert (status, body["errors"][0]["code"]) == (400, "InvalidInput")
