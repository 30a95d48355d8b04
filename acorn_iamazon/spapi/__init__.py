# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Amazon's Selling Partner API for vendors: plain Python, usable without Odoo.

To use it alone, put this folder on the path under a name of your own, such as
``importlib.util.spec_from_file_location("spapi", ".../acorn_iamazon/spapi/__init__.py")``;
:mod:`.client` shows how to call.
"""

from .client import Answer, CallRecord, SellingPartnerClient, make_user_agent
from .errors import (
    AuthorisationError,
    DataError,
    InternalError,
    NetworkError,
    PagingError,
    PayloadError,
    SpApiError,
    ThrottledError,
)
from .jsontext import decimal_text, utc_text
from .operations import OPERATIONS, Operation, add_operation
from .tokens import AccessToken, Credentials
from .values import get_records
