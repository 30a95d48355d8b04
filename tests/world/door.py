# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The same Amazon over HTTP: LWA's token endpoint, and SP-API's paths before :class:`.api.Api`.

LWA answers forms only: 400 ``invalid_grant`` for a wrong refresh token, 401 ``invalid_client`` for
a wrong pair, 400 ``unsupported_grant_type`` (also for JSON). An access token lives an hour; a call
without a live one gets 403. A GET with a body gets 400.
"""

import json
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qsl, urlsplit

TOKEN_PATH = "/auth/o2/token"
FORM = "application/x-www-form-urlencoded"
LIFE = timedelta(hours=1)


class Login:
    """Login with Amazon, for one application and one authorisation."""

    client_id = "amzn1.application-oa2-client.world"
    client_secret = "amzn1.oa2-cs.v1.world"
    refresh_token = "Atzr|world"

    def __init__(self, amazon):
        self._amazon, self._ends = amazon, {}
        self.is_revoked = False

    def answer(self, kind, form):
        """:param kind: the content type
        :return: (status, body)"""
        if kind != FORM or form.get("grant_type") != "refresh_token":
            return 400, {"error": "unsupported_grant_type", "error_description": "Not a grant"}
        if (form.get("client_id"), form.get("client_secret")) != (
            self.client_id,
            self.client_secret,
        ):
            return 401, {"error": "invalid_client", "error_description": "Client is wrong"}
        if self.is_revoked or form.get("refresh_token") != self.refresh_token:
            return 400, {"error": "invalid_grant", "error_description": "refresh_token is wrong"}
        token = f"Atza|world-{len(self._ends)}"
        self._ends[token] = self._amazon.now + LIFE
        return 200, {
            "access_token": token,
            "refresh_token": self.refresh_token,
            "token_type": "bearer",
            "expires_in": int(LIFE.total_seconds()),
        }

    def knows(self, token):
        """:return: whether the access token is alive"""
        end = self._ends.get(token)
        return bool(end) and not self.is_revoked and self._amazon.now < end


class Door:
    """What stands before the API: a token is asked for, and shown with each call."""

    def __init__(self, api):
        self.api, self.login = api, Login(api.amazon)

    def answer(self, method, target, headers, body):
        """:param target: path and query
        :param headers: a mapping; its names in any case, as HTTP has them
        :return: (status, body as bytes, headers)"""
        parts = urlsplit(target)
        if parts.path == TOKEN_PATH:
            kind = (headers.get("Content-Type") or "").split(";")[0]
            form = dict(parse_qsl(body.decode())) if kind == FORM else {}
            status, answer = self.login.answer(kind, form)
            more = {}
        else:
            status, answer, more = self._call(method, parts, headers, body)
        return status, json.dumps(answer).encode(), {**more, "Content-Type": "application/json"}

    def _call(self, method, parts, headers, body):
        if not self.login.knows(headers.get("x-amz-access-token")):
            message = "Access to requested resource is denied."
            details = "The access token you provided is revoked, malformed or invalid."
            return 403, _make_error("Unauthorized", message, details), {}
        if method == "GET" and body:
            return 400, _make_error("InvalidInput", "A GET has no body"), {}
        try:
            read = json.loads(body) if body else None
        except ValueError:
            return 400, _make_error("InvalidInput", "The body is not JSON"), {}
        answer = self.api.call(method, parts.path, dict(parse_qsl(parts.query)), read)
        return answer.status, answer.body, answer.headers


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self._serve("GET")

    def do_POST(self):
        self._serve("POST")

    def _serve(self, method):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.lock:
            status, data, headers = self.server.door.answer(method, self.path, self.headers, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments):
        """The world is silent."""


def _make_error(code, message, details=""):
    return {"errors": [{"code": code, "message": message, "details": details}]}


@contextmanager
def open_door(api):
    """Serves the API on a free port of this machine while the block runs.

    :param api: :class:`.api.Api`; whoever moves its Amazon's time takes the server's ``lock``
    :return: the server: ``address`` (of SP-API and LWA), ``login``, ``lock``"""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.door, server.lock = Door(api), Lock()
    server.api, server.login = api, server.door.login
    server.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
