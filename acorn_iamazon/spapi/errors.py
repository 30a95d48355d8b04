# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What can go wrong with a call, in the five categories that decide what happens next.

``authorisation`` waits for a person, ``throttled`` and ``network`` are repeated by themselves,
``data`` waits for somebody to mend the content, ``internal`` is a defect of ours.
The tables follow Amazon's pages "Connect to the SP-API" and "Usage plans and rate limits".
"""


class SpApiError(Exception):
    """A call that was no success.

    :ivar category: see the module
    :param message: a sentence, of Amazon's or ours
    :param code: Amazon's error code, such as ``InvalidInput``
    :param details: what Amazon says beside the message
    :param status: the HTTP status; 0 when no answer came
    :param request_id: Amazon's request id, for its support
    :param operation: the name of the operation; empty for Login with Amazon
    :param fate_unknown: Amazon may have taken what was submitted
    :ivar noted: whoever called has written down what it means for the record
    :param retry_after: seconds after which a repetition makes sense, if known
    """

    category = "internal"
    noted = False

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        details: str = "",
        status: int = 0,
        request_id: str = "",
        operation: str = "",
        fate_unknown: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details
        self.status = status
        self.request_id = request_id
        self.operation = operation
        self.fate_unknown = fate_unknown
        self.retry_after = retry_after

    @property
    def is_about_role(self) -> bool:
        """Whether a role of the application is what is missing."""
        return False

    def __str__(self) -> str:
        parts = [self.message]
        if self.details and self.details != self.message:
            parts.append(self.details)
        told = ", ".join(
            f"{name} {value}"
            for name, value in (
                ("operation", self.operation),
                ("code", self.code),
                ("status", self.status),
                ("request id", self.request_id),
            )
            if value
        )
        return " ".join(parts) + (f" ({told})" if told else "")


class AuthorisationError(SpApiError):
    """Token, role or consent: a person has to act."""

    category = "authorisation"

    @property
    def is_about_role(self) -> bool:
        """Amazon took the token, but the application lacks a role for the operation, or the vendor
        has not consented since the role was added."""
        text = f"{self.message} {self.details}"
        return bool(self.operation) and not speaks_of_token(text) and "secret" not in text.lower()


class ThrottledError(SpApiError):
    """Too many calls: the same one works later."""

    category = "throttled"


class NetworkError(SpApiError):
    """Amazon was out of reach, or answered with a fault of its own: the same call works later."""

    category = "network"


class PagingError(NetworkError):
    """The pages of a list go in a circle: what lies behind it cannot be had this way."""


class DataError(SpApiError):
    """Amazon refuses the content: it has to be mended."""

    category = "data"


class InternalError(SpApiError):
    """The call itself is wrong: a defect of ours, or a wrong address."""

    category = "internal"


class PayloadError(ValueError):
    """What Amazon sent cannot be used; the text names the record, the line and the field."""


TOKEN_ERRORS = {
    "invalid_grant": AuthorisationError,
    "invalid_client": AuthorisationError,
    "unauthorized_client": AuthorisationError,
}


def get_error_class(status: int, code: str) -> type[SpApiError]:
    """:param status: the HTTP status
    :param code: Amazon's error code, empty when it gave none
    :return: the class for an answer of the Selling Partner API that is no success"""
    if status == 429 or code == "QuotaExceeded":
        return ThrottledError
    if code == "MissingAuthenticationToken" or status in (404, 405, 415):
        return InternalError
    if status in (401, 403):
        return AuthorisationError
    if status in (400, 413, 422):
        return DataError
    return NetworkError


def get_token_error_class(status: int, code: str) -> type[SpApiError]:
    """:param status: the HTTP status
    :param code: the ``error`` of OAuth 2.0, empty when there is none
    :return: the class for a refusal of Login with Amazon"""
    if status == 429:
        return ThrottledError
    if status >= 500:
        return NetworkError
    return TOKEN_ERRORS.get(code, InternalError)


def speaks_of_token(text: str) -> bool:
    """:param text: what Amazon told with the 403
    :return: whether it is about the access token (renewing it may help), not about a role"""
    text = text.lower()
    return "token" in text and any(word in text for word in ("expired", "revoked", "invalid"))
