# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""A sandbox for tests: in a thread of the test's process, on a free port."""

import json
import threading
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from .server import make_sandbox_server
from .state import State

CREDENTIALS = {
    "client_id": "amzn1.application-oa2-client.acorn",
    "client_secret": "amzn1.oa2-cs.v1.top-secret",
    "refresh_token": "Atzr|acorn-refresh",
}
DEMO = Path(__file__).parent / "scenarios" / "demo.json"


class Sandbox:
    """What a test holds of a running sandbox, in this process or another.

    :ivar api_url: the address of the API
    :ivar token_url: the address of the login
    """

    def __init__(self, port):
        self.api_url = f"http://127.0.0.1:{port}"
        self.token_url = f"{self.api_url}/auth/o2/token"

    def tell(self, action, **body):
        """Use a control of :mod:`.control`, such as ``tell("fault", operation="*", hang=3)``."""
        request = urllib.request.Request(
            f"{self.api_url}/_sandbox/{action}",
            json.dumps(body).encode(),
            {"content-type": "application/json"},
        )
        return self._open(request)

    def ask(self, action, **query):
        """:return: what ``state`` or ``received`` shows"""
        query = urllib.parse.urlencode(query)
        return self._open(f"{self.api_url}/_sandbox/{action}?{query}")

    def _open(self, request):
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


def make_scenario(orders=(), **settings):
    """:return: a scenario with one vendor group"""
    return {
        "settings": settings,
        "groups": [{"name": "acorn", **CREDENTIALS, "bill_to": ["AMAZN"], "orders": list(orders)}],
    }


@contextmanager
def running_sandbox(scenario=None):
    """:param scenario: see ``scenarios/demo.json``; an empty vendor group when not given"""
    server = make_sandbox_server(State(scenario or make_scenario()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Sandbox(server.port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
