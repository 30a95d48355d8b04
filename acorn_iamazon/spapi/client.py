# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""One client for all operations of the Selling Partner API, usable without Odoo::

    client = SellingPartnerClient(
        api_url="https://sellingpartnerapi-na.amazon.com",
        token_url="https://api.amazon.com/auth/o2/token",
        credentials=Credentials(client_id, client_secret, refresh_token),
    )
    query = {"createdAfter": "2026-03-01T00:00:00Z", "createdBefore": "2026-03-05T00:00:00Z"}
    for page in client.pages("getPurchaseOrders", query):
        for order in page.data["orders"]:
            print(order["purchaseOrderNumber"])

Proxies are those of the usual environment variables; certificates are always verified.
"""

import gzip
import logging
import math
import platform
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import BinaryIO, TypeAlias, TypedDict, TypeVar
from urllib.parse import quote

import requests
import urllib3

from . import jsontext
from .addresses import get_host, is_of_amazon
from .errors import (
    AuthorisationError,
    DataError,
    InternalError,
    NetworkError,
    PagingError,
    SpApiError,
    ThrottledError,
    get_error_class,
    speaks_of_token,
)
from .jsontext import JsonObject
from .operations import OPERATIONS, Operation
from .session import LimitedSession
from .throttle import MemoryRateLimiter, RateLimiter
from .tokens import AccessToken, Credentials, MemoryTokenCache, TokenCache, request_access_token
from .values import clean_text

_logger = logging.getLogger(__name__)

LONGEST_BACK_OFF = 60.0
# A rate below this part of the published one is not believed: it would stop the work for days.
LEAST_RATE = 0.1
# A Retry-After of more is not believed: it would stop the work for days.
LONGEST_PAUSE = 900.0
LONGEST_ID = 200  # characters of a transaction's; Amazon's have some sixty
DOWNLOAD_PART = 1 << 16
LONGEST_DOWNLOAD = 90.0  # seconds of a report's document

Success = TypeVar("Success")
# Values of query parameters: a list goes as one parameter a value.
Query: TypeAlias = Mapping[str, str | int | list[str]]


@dataclass(frozen=True)
class Answer:
    """A success.

    :ivar data: the decoded answer, out of Amazon's ``payload`` wrapper; decimals for numbers
    :ivar text: the answer as it came
    """

    status: int
    data: JsonObject
    text: str = field(repr=False)
    request_id: str = ""

    @property
    def transaction_id(self) -> str | None:
        """Under which Amazon tells what became of a submission; None for what reads, and for what
        cannot be one."""
        told = self.data.get("transactionId")
        return told if isinstance(told, str) and len(told) <= LONGEST_ID else None


@dataclass(frozen=True)
class CallRecord:
    """One HTTP attempt, for the log: without tokens, parameters and contents.

    :ivar status: the HTTP status; 0 when no answer came
    :ivar request_id: Amazon's; None for Login with Amazon
    :ivar category: of the error, see :mod:`.errors`; None for a success
    :ivar reference: what :meth:`SellingPartnerClient.about` was given"""

    operation: str
    method: str
    path: str
    attempt: int
    started_at: datetime
    milliseconds: int
    status: int
    request_id: str | None
    category: str | None
    message: str | None
    reference: object = None


class ErrorValues(TypedDict):
    """What every error of an answer tells, see :class:`SpApiError`."""

    status: int
    request_id: str
    operation: str
    code: str
    details: str
    retry_after: float | None


def make_user_agent(name: str, version: str) -> str:
    """:param name: of the application
    :param version: of the application
    :return: the user agent in the form of SP-API page "Include a User-Agent header" """

    def escape(text: str) -> str:
        return re.sub(r"([\\/();=])", r"\\\1", text)

    return (
        f"{escape(name)}/{escape(version)} "
        f"(Language=Python/{platform.python_version()}; Platform={escape(platform.system())})"
    )


class SellingPartnerClient:
    """Calls the Selling Partner API for one authorisation.

    :param api_url: address of the region's endpoint
    :param token_url: address of Login with Amazon
    :param credentials: of the application and the authorisation
    :param token_cache: where the access token is kept; in memory when not given
    :param limiter: where the rate limits are kept; in memory when not given
    :param user_agent: see :func:`make_user_agent`
    :param timeout: seconds to wait for a connection, and for each part of the answer
    :param retry_budget: seconds that the repetitions of one call may take in all
    :param on_call: called with a :class:`CallRecord` after each attempt
    :param sleep: takes seconds, and returns when they have passed
    :param monotonic: tells seconds that never go back
    :ivar clock_skew: seconds that Amazon's clock is ahead of ours, by the last answer; None before
    """

    def __init__(
        self,
        api_url: str,
        token_url: str,
        credentials: Credentials,
        *,
        token_cache: TokenCache | None = None,
        limiter: RateLimiter | None = None,
        user_agent: str | None = None,
        timeout: float = 30,
        retry_budget: float = 60.0,
        on_call: Callable[[CallRecord], object] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._api_url = api_url.rstrip("/")
        self._token_url = token_url
        self._credentials = credentials
        self._token_cache: TokenCache = token_cache or MemoryTokenCache()
        self._token: AccessToken | None = None  # of the last call
        self._limiter: RateLimiter = limiter or MemoryRateLimiter()
        self._timeout = timeout
        self._retry_budget = retry_budget
        self._on_call = on_call or (lambda call: None)
        self._sleep = sleep
        self._monotonic = monotonic
        self._reference: object = None
        self.clock_skew: float | None = None
        self._session = LimitedSession()
        self._session.headers["user-agent"] = user_agent or make_user_agent("ACORN-iAmazon", "1")

    @contextmanager
    def about(self, reference: object) -> Iterator[None]:
        """Mark the calls of the block, for the log.

        :param reference: what they are about, in the caller's own terms
        """
        self._reference, before = reference, self._reference
        try:
            yield
        finally:
            self._reference = before

    def call(
        self,
        operation_name: str,
        path_parameters: Mapping[str, str] | None = None,
        query: Query | None = None,
        body: JsonObject | None = None,
    ) -> Answer:
        """Call an operation; renew the token and repeat where that is safe.

        What reads is repeated when Amazon is busy or out of reach. What submits is repeated only
        when it surely did not arrive: there is no idempotency key.

        :param operation_name: one of :data:`OPERATIONS`
        :param path_parameters: what stands in braces in the operation's path
        :param query: query parameters of the operation
        :param body: what to submit
        :raise SpApiError: with ``fate_unknown`` when Amazon may have taken what was submitted
        :raise KeyError: for an operation or a path parameter that is not known
        :raise ValueError: for a query parameter that the operation does not have
        """
        operation = OPERATIONS[operation_name]
        path = _make_path(operation, path_parameters or {}, query or {})
        deadline = self._monotonic() + self._retry_budget
        renewed = False
        attempt = 0
        while True:
            attempt += 1
            self._limiter.acquire(operation_name)
            try:
                return self._attempt(operation, path, query, body, attempt)
            except AuthorisationError as error:
                if renewed or not speaks_of_token(f"{error.message} {error.details}"):
                    raise
                renewed = True
                self._token = self._renew_token(used=True)
            except (ThrottledError, NetworkError) as error:
                pause = self._get_pause(operation, error, attempt)
                if error.fate_unknown or self._monotonic() + pause > deadline:
                    raise
                if isinstance(error, ThrottledError):
                    self._limiter.penalise(operation_name, pause)
                else:
                    self._sleep(pause)

    def pages(
        self,
        operation_name: str,
        query: Query,
        path_parameters: Mapping[str, str] | None = None,
    ) -> Iterator[Answer]:
        """:return: the answers of all pages, one after the other

        Amazon may repeat a page token. Where it leads to the first page again, and that has room
        left, nothing can lie behind it, and the list ends.

        :param operation_name: one of :data:`OPERATIONS`
        :param query: query parameters of the operation, those of the first page
        :param path_parameters: what stands in braces in the operation's path
        :raise PagingError: when a page token repeats and something may lie behind it
        :raise SpApiError: as :meth:`call`, when the page that fails is asked for
        """
        limit = query.get("limit")
        query = dict(query)
        name = OPERATIONS[operation_name].page_token
        seen: set[str] = set()
        pages: list[list[object]] = []
        while True:
            answer = self.call(operation_name, path_parameters, query)
            yield answer
            pages.append(_get_page(answer.data))
            token = self._get_next_token(answer.data, name)
            if not token:
                return
            if token in seen:
                _logger.warning("%s: Amazon repeats a page token", operation_name)
                circle, *others = pages
                if isinstance(limit, int) and len(circle) < limit and others == [circle]:
                    return
                raise PagingError(
                    "Amazon repeats a page token: the list has no end.",
                    status=answer.status,
                    request_id=answer.request_id,
                    operation=operation_name,
                )
            seen.add(token)
            query[name] = token

    def download_report(self, document_id: str, target: BinaryIO) -> None:
        """Write the document of a report to a file, compressed by gzip whatever Amazon sends.

        The signed address lives five minutes and takes none of our headers (SP-API page "Reports
        API v2021-06-30 reference").

        :param document_id: ``reportDocumentId`` of getReport
        :param target: a binary file to write to
        :raise SpApiError: when Amazon cannot be asked, or the document is cut short
        """
        document = self.call(
            "getReportDocument", path_parameters={"reportDocumentId": document_id}
        ).data
        self._check_download(document.get("url"))
        packed = document.get("compressionAlgorithm") == "GZIP"
        try:
            with (
                LimitedSession() as session,
                session.within(LONGEST_DOWNLOAD),
                session.get(
                    document["url"], stream=True, timeout=self._timeout, allow_redirects=False
                ) as response,
            ):
                if response.status_code != 200:
                    raise NetworkError(
                        "Amazon does not hand out the report's document.",
                        status=response.status_code,
                        operation="getReportDocument",
                    )
                # What Amazon compressed stays so: only its own field tells, no header does.
                parts = response.raw.stream(DOWNLOAD_PART, decode_content=False)
                _write_packed(parts, target, packed)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise NetworkError(
                f"The report's document did not come: {type(error).__name__}.",
                operation="getReportDocument",
            ) from None

    def _check_download(self, address: object) -> None:
        """Wherever an answer says, nothing is fetched but from Amazon, over TLS.

        :raise DataError: for any other address; another one inside of the house, for instance
        """
        told = str(address or "-")
        if not (is_of_amazon(told) or self._is_own(told)):
            raise DataError(
                f"The address of the report's document is not Amazon's: {get_host(told)}.",
                operation="getReportDocument",
            )

    def _is_own(self, address: str) -> bool:
        """:return: whether it is of the host that is asked: the sandbox hands out its own"""
        return address.startswith(f"{self._api_url}/")

    @staticmethod
    def _get_next_token(data: JsonObject, name: str) -> str | None:
        """:raise PagingError: when what stands there is no token"""
        pagination = data.get("pagination")
        token = (pagination.get(name) if isinstance(pagination, dict) else None) or data.get(name)
        if token and not isinstance(token, str):
            raise PagingError("Amazon tells of a next page, but not by a token.")
        return token or None

    def _get_pause(self, operation: Operation, error: SpApiError, attempt: int) -> float:
        """Exponential back-off with full jitter, from the time a token takes to come."""
        if error.retry_after:
            return error.retry_after
        return random.uniform(0, min(LONGEST_BACK_OFF, 2**attempt / operation.rate))

    # === TOKEN === #

    def renew_token(self) -> None:
        """Exchange the refresh token for a new access token, however fresh the one at hand is.

        :raise SpApiError: when Amazon refuses; the token at hand stays
        """
        self._token = self._renew_token(used=True)

    def _get_token(self) -> AccessToken:
        """:return: the token of the calls before; once it is not fresh, that which the workers
        share, or a new one"""
        if not (self._token and self._token.is_fresh()):
            self._token = self._token_cache.get()
        if not (self._token and self._token.is_fresh()):
            self._token = self._renew_token()
        return self._token

    def _renew_token(self, used: bool = False) -> AccessToken:
        """:param used: the token at hand was refused by Amazon, however fresh it looks"""
        refused = (self._token or self._token_cache.get()) if used else None
        with self._token_cache.lock():
            token = self._token_cache.get()
            if token and token.is_fresh() and token != refused:
                return token  # another worker was faster
            token, refresh_token = self._record(
                "LWA token",
                "POST",
                "/auth/o2/token",
                1,
                lambda: request_access_token(self._credentials, self._token_url, self._session),
            )
            self._token_cache.put(token, refresh_token)
            return token

    # === ONE ATTEMPT === #

    def _attempt(
        self,
        operation: Operation,
        path: str,
        query: Query | None,
        body: JsonObject | None,
        attempt: int,
    ) -> Answer:
        token = self._get_token()
        return self._record(
            operation.name,
            operation.method,
            path,
            attempt,
            lambda: self._request(operation, path, query, body, token),
        )

    def _record(
        self,
        operation_name: str,
        method: str,
        path: str,
        attempt: int,
        request: Callable[[], Success],
    ) -> Success:
        started_at, start = datetime.now(timezone.utc), self._monotonic()
        error: SpApiError | None = None
        answer: Success | None = None
        try:
            answer = request()
            return answer
        except SpApiError as raised:
            error = raised
            raise
        finally:
            self._on_call(
                CallRecord(
                    operation=operation_name,
                    method=method,
                    path=path,
                    attempt=attempt,
                    started_at=started_at,
                    milliseconds=round((self._monotonic() - start) * 1000),
                    status=error.status if error else getattr(answer, "status", 200),
                    request_id=error.request_id if error else getattr(answer, "request_id", None),
                    category=error.category if error else None,
                    message=str(error) if error else None,
                    reference=self._reference,
                )
            )

    def _request(
        self,
        operation: Operation,
        path: str,
        query: Query | None,
        body: JsonObject | None,
        token: AccessToken,
    ) -> Answer:
        # A GET with a body is refused by Amazon: the content type goes with a body only.
        headers = {"x-amz-access-token": token.value, "accept": "application/json"}
        data = None
        if body is not None:
            data = jsontext.dumps(body).encode()
            headers["content-type"] = "application/json"
        try:
            response = self._session.request(
                operation.method,
                self._api_url + path,
                params=query,
                data=data,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise self._make_network_error(operation, error) from None
        return self._read(operation, response)

    def _make_network_error(
        self, operation: Operation, error: requests.RequestException
    ) -> NetworkError:
        never_left = isinstance(error, requests.ConnectTimeout) or _was_not_connected(error)
        what = "cannot be reached" if never_left else "gave no answer"
        return NetworkError(
            f"Amazon {what}: {type(error).__name__}.",
            operation=operation.name,
            fate_unknown=not operation.is_read and not never_left,
        )

    def _read(self, operation: Operation, response: requests.Response) -> Answer:
        request_id = response.headers.get("x-amzn-RequestId", "")
        self._adapt_limit(operation, response)
        self._note_clock(response)
        data = _decode(response)
        if not response.ok or not isinstance(data, dict) or data.get("errors"):
            raise self._make_error(operation, response, data, request_id)
        if operation.wrapped:
            data = data.get("payload")
        if not isinstance(data, dict):
            # A submission that Amazon took without a word on it has an unknown fate.
            if operation.is_read or data is not None:
                raise self._make_unreadable(operation, response, request_id)
            data = {}
        return Answer(response.status_code, data, response.text, request_id)

    def _adapt_limit(self, operation: Operation, response: requests.Response) -> None:
        try:
            rate = float(response.headers.get("x-amzn-RateLimit-Limit", ""))
        except ValueError:
            return
        if math.isfinite(rate):
            self._limiter.adapt(operation.name, max(rate, operation.rate * LEAST_RATE))

    def _note_clock(self, response: requests.Response) -> None:
        skew = _read_seconds_until(response.headers.get("Date", ""))
        if skew is not None:
            self.clock_skew = skew

    def _make_unreadable(
        self, operation: Operation, response: requests.Response, request_id: str
    ) -> NetworkError:
        return NetworkError(
            "Amazon gave an unreadable answer.",
            status=response.status_code,
            request_id=request_id,
            operation=operation.name,
            fate_unknown=not operation.is_read,
        )

    def _make_error(
        self, operation: Operation, response: requests.Response, data: object, request_id: str
    ) -> SpApiError:
        status = response.status_code
        told = _get_first_error(data)
        values: ErrorValues = {
            "status": status,
            "request_id": request_id,
            "operation": operation.name,
            "code": told.get("code") or "",
            "details": told.get("details") or "",
            "retry_after": _read_retry_after(response),
        }
        if 200 <= status < 300 and not told:
            return self._make_unreadable(operation, response, request_id)
        if 300 <= status < 400:
            return InternalError("Amazon redirects the call: wrong address.", **values)
        error_class = get_error_class(status if status >= 300 else 400, values["code"])
        return error_class(
            told.get("message") or f"Amazon answered with status {status}.",
            fate_unknown=error_class is NetworkError and not operation.is_read,
            **values,
        )


def _make_path(operation: Operation, parameters: Mapping[str, str], query: Query) -> str:
    """:return: the path with its parameters; the errors are those of ``call``"""
    unknown = set(query) - operation.query
    if unknown:
        raise ValueError(f"{operation.name} has no query parameter {', '.join(sorted(unknown))}")
    return operation.path.format_map(
        {name: quote(str(value), safe="~") for name, value in parameters.items()}
    )


def _write_packed(parts: Iterable[bytes], target: BinaryIO, packed: bool) -> None:
    """:param packed: whether the parts are compressed already"""
    if packed:
        target.writelines(parts)
        return
    with gzip.GzipFile(fileobj=target, mode="wb") as file:
        file.writelines(parts)


def _was_not_connected(error: requests.RequestException) -> bool:
    """:return: whether the connection was not even made (refused, name not found)"""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def _decode(response: requests.Response) -> object:
    """:return: the decoded JSON; None for HTML, a cut answer, a number of thousands of digits"""
    try:
        return jsontext.loads(response.content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None


def _get_page(data: JsonObject) -> list[object]:
    """:return: the records of a page of a list, whatever the list is called"""
    return next((value for value in data.values() if isinstance(value, list)), [])


def _get_first_error(data: object) -> dict[str, str]:
    """:return: Amazon's code, message and details, as far as it tells them"""
    errors = data.get("errors") if isinstance(data, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else {}
    told = first if isinstance(first, dict) else {}
    return {name: clean_text(str(value)) for name, value in told.items() if value}


def _read_retry_after(response: requests.Response) -> float | None:
    """Amazon documents no Retry-After; it is honoured where a gateway sends one, up to
    :data:`LONGEST_PAUSE`."""
    value = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]+", value):
        # Of any number of digits: the first four tell more than the longest pause.
        return min(float(value.lstrip("0")[:4] or 0), LONGEST_PAUSE)
    seconds = _read_seconds_until(value)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_PAUSE)


def _read_seconds_until(text: str) -> float | None:
    """:param text: a moment as HTTP writes it
    :return: seconds from now; None for what is no date, or has no time zone"""
    try:
        return (parsedate_to_datetime(text) - datetime.now(timezone.utc)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
