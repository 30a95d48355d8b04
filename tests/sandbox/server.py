# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The door: addresses, tokens, limits, faults, and what every answer carries."""

import json
import logging
import socket
import time
import uuid
from datetime import timedelta
from email.utils import format_datetime

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from . import (
    control,
    finances,
    invoices,
    login,
    orders,
    remittances,
    reports,
    shipments,
    transactions,
)
from .refusal import Refusal

_logger = logging.getLogger(__name__)

# name -> (method, path, view, calls a second, burst), as the models of the APIs tell them
OPERATIONS = {
    "getPurchaseOrders": ("GET", "/vendor/orders/v1/purchaseOrders", orders.list_orders, 10, 10),
    "getPurchaseOrder": (
        "GET",
        "/vendor/orders/v1/purchaseOrders/<number>",
        orders.get_order,
        10,
        10,
    ),
    "submitAcknowledgement": (
        "POST",
        "/vendor/orders/v1/acknowledgements",
        orders.acknowledge,
        10,
        10,
    ),
    "getPurchaseOrdersStatus": (
        "GET",
        "/vendor/orders/v1/purchaseOrdersStatus",
        orders.list_status,
        10,
        10,
    ),
    "submitInvoices": ("POST", "/vendor/payments/v1/invoices", invoices.submit, 10, 10),
    "SubmitShipmentConfirmations": (
        "POST",
        "/vendor/shipping/v1/shipmentConfirmations",
        shipments.confirm,
        10,
        10,
    ),
    "SubmitShipments": ("POST", "/vendor/shipping/v1/shipments", shipments.submit, 10, 10),
    "GetShipmentDetails": (
        "GET",
        "/vendor/shipping/v1/shipments",
        shipments.list_shipments,
        10,
        10,
    ),
    "GetShipmentLabels": (
        "GET",
        "/vendor/shipping/v1/transportLabels",
        shipments.list_labels,
        10,
        10,
    ),
    "getTransaction": (
        "GET",
        "/vendor/transactions/v1/transactions/<transaction_id>",
        transactions.get_transaction,
        10,
        20,
    ),
    "getInvoiceHeaders": (
        "GET",
        "/finances/invoices/2026-06-25/invoices",
        finances.list_headers,
        10,
        10,
    ),
    "getInvoice": (
        "GET",
        "/finances/invoices/2026-06-25/invoices/<path:identifier>",
        finances.get_invoice,
        10,
        10,
    ),
    "getRemittanceHeaders": (
        "GET",
        "/finances/remittances/2026-03-17/remittances",
        remittances.list_headers,
        10,
        10,
    ),
    "getRemittance": (
        "GET",
        "/finances/remittances/2026-03-17/remittances/<path:identifier>",
        remittances.get_remittance,
        10,
        10,
    ),
    "createReport": ("POST", "/reports/2021-06-30/reports", reports.create, 0.0167, 15),
    "getReports": ("GET", "/reports/2021-06-30/reports", reports.list_reports, 0.0222, 10),
    "getReport": ("GET", "/reports/2021-06-30/reports/<report_id>", reports.get, 2, 15),
    "getReportDocument": (
        "GET",
        "/reports/2021-06-30/documents/<document_id>",
        reports.get_document,
        0.0167,
        15,
    ),
}

ROUTES = Map(
    [
        Rule(path, methods=[method], endpoint=name)
        for name, (method, path, _view, _rate, _burst) in OPERATIONS.items()
    ]
    + [
        Rule("/auth/o2/token", methods=["POST"], endpoint="token"),
        Rule("/_sandbox/documents/<token>", endpoint="document"),
        Rule("/_sandbox/<action>", endpoint="control"),
    ]
)


class SandboxApplication:
    """The WSGI application on a :class:`~.state.State`."""

    def __init__(self, state):
        self.state = state

    def __call__(self, environ, start_response):
        request = Request(environ)
        try:
            endpoint, arguments = ROUTES.bind_to_environ(environ).match()
        except NotFound:
            response = self._to_response(Refusal(404, "ResourceNotFound", "No such address."))
        except HTTPException as error:
            response = error.get_response(environ)
        else:
            response = self._dispatch(request, endpoint, arguments)
        return response(environ, start_response)

    def _dispatch(self, request, endpoint, arguments):
        if endpoint == "control":
            return control.handle(self.state, arguments["action"], request)
        if endpoint == "document":
            return reports.download(self.state, request, arguments["token"])
        fault = self._take_fault(endpoint)
        if fault.get("hang"):
            time.sleep(fault["hang"])
        if fault.get("cut") == "before":
            return self._cut(request)
        if "status" in fault:
            response = Response(
                fault.get("body", "<html><body>Service Unavailable</body></html>"),
                fault["status"],
                content_type=fault.get("content_type", "text/html"),
            )
        else:
            response = self._answer(request, endpoint, arguments)
        if fault.get("cut") == "after":
            return self._cut(request)
        if fault.get("truncate"):
            whole = response.get_data()
            response.set_data(whole[: len(whole) // 2])
            if fault["truncate"] == "length":
                response.headers["Content-Length"] = str(len(whole))
        return response

    def _take_fault(self, endpoint):
        with self.state.lock:
            for fault in self.state.faults:
                if fault["operation"] in (endpoint, "*"):
                    if fault.get("skip"):
                        fault["skip"] -= 1
                        continue
                    if fault.get("times", 1) > 0:
                        fault["times"] = fault.get("times", 1) - 1
                        return fault
        return {}

    def _cut(self, request):
        request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return Response()

    def _answer(self, request, endpoint, arguments):
        request_id = str(uuid.uuid4())
        try:
            with self.state.lock:
                if endpoint == "token":
                    body, status = login.issue_token(self.state, request), 200
                else:
                    body, status = self._call(request, endpoint, arguments, request_id)
        except Refusal as refusal:
            return self._to_response(refusal, request_id, endpoint)
        response = self._make_json(body, status)
        return self._complete(response, request_id, endpoint)

    def _call(self, request, endpoint, arguments, request_id):
        method, _path, view, rate, burst = OPERATIONS[endpoint]
        _check_headers(request, method)
        group = login.authenticate(self.state, request, endpoint)
        self._check_limit(group, endpoint, rate, burst)
        body = _read_body(request) if method == "POST" else None
        self.state.received.append(
            {
                "operation": endpoint,
                "group": group.name,
                "at": self.state.text(self.state.now()),
                "request_id": request_id,
                "agent": request.headers.get("user-agent", ""),
                "query": request.args.to_dict(),
                "body": body,
            }
        )
        if method == "POST":
            return view(self.state, group, body), 202
        return view(self.state, group, request.args, **arguments), 200

    def _check_limit(self, group, endpoint, rate, burst):
        if not self.state.settings["limits"]:
            return
        rate = self.state.settings["rates"].get(endpoint, rate)
        now = time.monotonic()
        tokens, moment = self.state.buckets.get((group.name, endpoint), (burst, now))
        tokens = min(burst, tokens + (now - moment) * rate)
        if tokens < 1:
            self.state.throttled += 1
            raise Refusal(
                429, "QuotaExceeded", "You exceeded your quota for the requested resource."
            )
        self.state.buckets[group.name, endpoint] = (tokens - 1, now)

    def _make_json(self, body, status):
        return Response(json.dumps(body), status, content_type="application/json")

    def _to_response(self, refusal, request_id=None, endpoint=None):
        response = self._make_json(refusal.body, refusal.status)
        return self._complete(response, request_id or str(uuid.uuid4()), endpoint)

    def _complete(self, response, request_id, endpoint):
        response.headers["x-amzn-RequestId"] = request_id
        moment = self.state.now() + timedelta(seconds=self.state.settings["date_skew"])
        response.headers["Date"] = format_datetime(moment, usegmt=True)
        if endpoint in OPERATIONS and response.status_code not in (403, 429):
            rate = self.state.settings["rates"].get(endpoint, OPERATIONS[endpoint][3])
            response.headers["x-amzn-RateLimit-Limit"] = str(float(rate))
        return response


def _check_headers(request, method):
    if method == "GET" and request.headers.get("Content-Length", "0") != "0":
        raise Refusal(403, "InvalidInput", "A GET carries no body.")
    if "Language=" not in request.headers.get("user-agent", ""):
        raise Refusal(400, "InvalidInput", "The user-agent lacks its Language.")
    if method == "POST" and request.mimetype != "application/json":
        raise Refusal(415, "InvalidInput", "Unsupported media type.")


def _read_body(request):
    try:
        return json.loads(request.get_data())
    except ValueError:
        raise Refusal(400, "InvalidInput", "The body is not JSON.") from None


class QuietHandler(WSGIRequestHandler):
    def send_response(self, code, message=None):
        """Without this server's own date: an answer carries one date, that of Amazon's clock."""
        self.send_response_only(code, message)

    def log(self, type, message, *args):
        _logger.debug(message, *args)


def make_sandbox_server(state, port=0):
    """:return: a werkzeug server on 127.0.0.1, not running yet; ``server.port`` tells its port"""
    server = make_server(
        "127.0.0.1", port, SandboxApplication(state), threaded=True, request_handler=QuietHandler
    )
    state.url = f"http://127.0.0.1:{server.port}"
    return server
