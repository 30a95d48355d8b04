# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Access tokens of Login with Amazon (SP-API page "Connect to the SP-API")."""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Protocol

import requests

from .errors import InternalError, NetworkError, SpApiError, get_token_error_class
from .jsontext import JsonObject

# Renewed a little before its end: a token must not die on the way.
MARGIN = timedelta(minutes=3)
TIMEOUT = 30
LIFETIME = 3600  # seconds, where Amazon tells none
LONGEST_LIFETIME = 86_400
LONGEST_TOKEN = 8192  # characters: the token has to fit into a header


@dataclass(frozen=True)
class Credentials:
    """Of an application at Amazon (client) and of one authorisation (refresh token)."""

    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True)
class AccessToken:
    """:ivar expires_at: aware UTC datetime"""

    value: str = field(repr=False)
    expires_at: datetime

    def is_fresh(self) -> bool:
        """:return: whether it lives long enough for a call"""
        return datetime.now(timezone.utc) + MARGIN < self.expires_at


class TokenCache(Protocol):
    """Where the access token of one authorisation is kept."""

    def lock(self) -> AbstractContextManager[None]:
        """Held while one worker renews the token; the others wait."""

    def get(self) -> AccessToken | None:
        """:return: the token that is there, also when it has expired"""

    def put(self, token: AccessToken, refresh_token: str | None = None) -> None:
        """:param token: the new one
        :param refresh_token: Amazon's new refresh token, when it sent another one"""


class MemoryTokenCache:
    """The token of one process. Another :class:`TokenCache` may share it among several."""

    def __init__(self) -> None:
        self._token: AccessToken | None = None

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Held while one worker renews the token; the others wait."""
        yield

    def get(self) -> AccessToken | None:
        """:return: the token that is there, also when it has expired"""
        return self._token

    def put(self, token: AccessToken, refresh_token: str | None = None) -> None:
        """:param token: the new one
        :param refresh_token: Amazon's new refresh token, when it sent another one"""
        self._token = token


def request_access_token(
    credentials: Credentials, token_url: str, session: requests.Session
) -> tuple[AccessToken, str | None]:
    """Exchange the refresh token for an access token.

    :param credentials: of the application and the authorisation
    :param token_url: address of Login with Amazon
    :param session: with the application's user agent
    :return: (access token, new refresh token or None)
    :raise SpApiError: never with a secret in its text
    """
    return _request(
        token_url,
        session,
        credentials,
        {"grant_type": "refresh_token", "refresh_token": credentials.refresh_token},
    )


def exchange_authorisation_code(
    credentials: Credentials,
    token_url: str,
    session: requests.Session,
    code: str,
    redirect_uri: str,
) -> tuple[AccessToken, str | None]:
    """Exchange the code of the consent page, which lives five minutes, for the first tokens.

    :param credentials: of the client; their refresh token is not used
    :param token_url: address of Login with Amazon
    :param session: with the application's user agent
    :param code: what Amazon handed to the redirect address as ``spapi_oauth_code``
    :param redirect_uri: the address that the consent page was opened with
    :return: (access token, refresh token)
    :raise SpApiError: never with a secret in its text
    """
    return _request(
        token_url,
        session,
        credentials,
        {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri},
    )


def _request(
    token_url: str, session: requests.Session, credentials: Credentials, form: Mapping[str, str]
) -> tuple[AccessToken, str | None]:
    form = {
        **form,
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
    }
    try:
        # The secrets are in the body: they are never carried on to another address.
        response = session.post(token_url, data=form, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise NetworkError(
            f"Login with Amazon cannot be reached: {type(error).__name__}."
        ) from None
    answer = _read_json(response)
    if response.status_code != 200:
        raise _make_error(response, answer)
    value, lifetime = _read_token(answer.get("access_token")), _read_lifetime(answer)
    if value is None or lifetime is None:
        raise NetworkError("Login with Amazon gave an unreadable answer.", status=200)
    token = AccessToken(value, datetime.now(timezone.utc) + lifetime)
    refresh_token = _read_token(answer.get("refresh_token"))
    if refresh_token == credentials.refresh_token:
        refresh_token = None
    return token, refresh_token


def _read_token(value: object) -> str | None:
    """:return: what can be a token, and stand in a header; None for anything else"""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_TOKEN:
        return None
    return value if re.fullmatch(r"[!-~]+", value) else None


def _read_lifetime(answer: JsonObject) -> timedelta | None:
    """:return: of the access token; None for what is no number of seconds up to a day"""
    told = answer.get("expires_in")
    text = str(told or LIFETIME)
    if isinstance(told, bool) or not re.fullmatch(r"[0-9]{1,5}", text):
        return None
    lifetime = int(text)
    return timedelta(seconds=lifetime) if lifetime <= LONGEST_LIFETIME else None


def _read_json(response: requests.Response) -> JsonObject:
    try:
        answer = response.json()
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _make_error(response: requests.Response, answer: JsonObject) -> SpApiError:
    if 300 <= response.status_code < 400:
        return InternalError(
            "Login with Amazon redirects the request, and is not followed: the credentials would"
            " go to another address.",
            status=response.status_code,
        )
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
