# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The API in-process: a call in, an answer out, as SP-API gives it (``x-amz-access-token`` etc.).

Error bodies are ``{errors: [{code, message, details}]}``; codes are those of Amazon's pages.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import unquote

from . import invoices, money_api, orders_api, shipments
from .limits import Limits, get_plan
from .paging import Refused

ORDERS = "/vendor/orders/v1"
INVOICES = "/finances/invoices/2026-06-25/invoices"
REMITTANCES = "/finances/remittances/2026-03-17/remittances"
ONE = "/([^/]+)"
ROUTES = [
    ("GET", f"{ORDERS}/purchaseOrders", "getPurchaseOrders", orders_api.list_orders),
    ("GET", f"{ORDERS}/purchaseOrders{ONE}", "getPurchaseOrder", orders_api.get_order),
    ("GET", f"{ORDERS}/purchaseOrdersStatus", "getPurchaseOrdersStatus", orders_api.list_status),
    ("POST", f"{ORDERS}/acknowledgements", "submitAcknowledgement", orders_api.submit),
    (
        "POST",
        "/vendor/shipping/v1/shipmentConfirmations",
        "SubmitShipmentConfirmations",
        shipments.submit,
    ),
    ("POST", "/vendor/payments/v1/invoices", "submitInvoices", invoices.submit),
    (
        "GET",
        f"/vendor/transactions/v1/transactions{ONE}",
        "getTransaction",
        orders_api.get_transaction,
    ),
    ("GET", INVOICES, "getInvoiceHeaders", money_api.list_invoices),
    ("GET", INVOICES + ONE, "getInvoice", money_api.get_invoice),
    ("GET", REMITTANCES, "getRemittanceHeaders", money_api.list_remittances),
    ("GET", REMITTANCES + ONE, "getRemittance", money_api.get_remittance),
]


@dataclass
class Answer:
    """What Amazon answers."""

    status: int
    body: dict
    operation: str = ""
    headers: dict = field(default_factory=dict)


class Api:
    """SP-API before one :class:`.amazon.Amazon`.

    ``is_down``: an outage; each call gets 503. ``told``: how often each status was answered."""

    def __init__(self, amazon, limits=None):
        self.amazon, self.limits = amazon, limits or Limits()
        self.is_down = False
        self.told = Counter()

    def call(self, method, path, query=None, body=None):
        """:param query: name -> text
        :param body: the JSON of a POST, read
        :return: :class:`Answer`"""
        answer = self._answer(method, path, query, body)
        self.told[answer.status] += 1
        return answer

    def _answer(self, method, path, query, body):
        route, arguments = _find_route(method, path)
        if route is None:
            return self._refuse(Refused(404, "ResourceNotFound", "No such path or method"), "")
        _method, _path, operation, handler = route
        if self.is_down:
            return self._refuse(Refused(503, "ServiceUnavailable", "Try again"), operation)
        if not self.limits.take(operation, self.amazon.now):
            return self._refuse(Refused(429, "QuotaExceeded", "Too many requests"), operation)
        if method == "POST":
            arguments = [body]
        try:
            status, answer = handler(self.amazon, query or {}, *arguments)
        except Refused as refused:
            return self._refuse(refused, operation)
        headers = self._make_headers()
        headers["x-amzn-RateLimit-Limit"] = str(get_plan(operation)[0])
        return Answer(status, answer, operation, headers)

    def _refuse(self, refused, operation):
        error = {"code": refused.code, "message": refused.message, "details": ""}
        return Answer(refused.status, {"errors": [error]}, operation, self._make_headers())

    def _make_headers(self):
        return {"x-amzn-RequestId": f"world-{self.told.total():08d}"}


def _find_route(method, path):
    for route in ROUTES:
        match = route[0] == method and re.fullmatch(route[1], path)
        if match:
            return route, [unquote(group) for group in match.groups()]
    return None, []
