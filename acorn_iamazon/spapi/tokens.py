# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Access tokens of Login with Amazon (SP-API page "Connect to the SP-API")."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import requests

from .errors import NetworkError, get_token_error_class

# Renewed a little before its end: a token must not die on the way.
MARGIN = timedelta(minutes=3)
TIMEOUT = 30


@dataclass(frozen=True)
class Credentials:
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class AccessToken:
    """:ivar expires_at: aware UTC datetime"""

    value: str = field(repr=False)
    expires_at: datetime

    def is_fresh(self):
        return datetime.now(UTC) + MARGIN < self.expires_at


class MemoryTokenCache:
    """The token of one process. An object with the same methods may share it among several."""

    def __init__(self):
        self._token = None

    @contextmanager
    def lock(self):
        """Held while one worker renews the token; the others wait."""
        yield

    def get(self):
        return self._token

    def put(self, token, refresh_token=None):
        """:param refresh_token: Amazon's new refresh token, when it sent another one"""
        self._token = token


def request_access_token(credentials, token_url, session):
    """Exchange the refresh token for an access token.

    :return: (access token, new refresh token or None)
    :raise SpApiError: never with a secret in its text
    """
    return _request(
        token_url,
        session,
        credentials,
        {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token},
    )


def exchange_authorisation_code(credentials, token_url, session, code, redirect_uri):
    """Exchange the code of the consent page, which lives five minutes, for the first tokens.

    :return: (access token, refresh token)
    :raise SpApiError: never with a secret in its text
    """
    return _request(
        token_url,
        session,
        credentials,
        {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri},
    )


def _request(token_url, session, credentials, form):
    form = {
        **form,
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
    }
    try:
        response = session.post(token_url, data=form, timeout=TIMEOUT)
    except requests.RequestException as error:
        raise NetworkError(
            f"Login with Amazon cannot be reached: {type(error).__name__}."
        ) from None
    answer = _read_json(response)
    if response.status_code != 200:
        raise _make_error(response, answer)
    if not answer.get("access_token"):
        raise NetworkError("Login with Amazon gave an unreadable answer.", status=200)
    lifetime = timedelta(seconds=int(answer.get("expires_in") or 3600))
    token = AccessToken(answer["access_token"], datetime.now(UTC) + lifetime)
    refresh_token = answer.get("refresh_token")
    if refresh_token == credentials.refresh_token:
        refresh_token = None
    return token, refresh_token


def _read_json(response):
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _make_error(response, answer):
    code = str(answer.get("error") or "")
    error_class = get_token_error_class(response.status_code, code)
    message = {
        "invalid_grant": "Amazon refuses the refresh token: it is wrong, expired or revoked.",
        "invalid_client": "Amazon refuses the client ID or client secret: wrong or expired.",
        "unauthorized_client": "The refresh token was given to another client ID.",
    }.get(code, "Login with Amazon refused the request.")
    return error_class(
        message,
        code=code,
        status=response.status_code,
        request_id=response.headers.get("x-amzn-RequestId") or str(answer.get("request_id") or ""),
    )
