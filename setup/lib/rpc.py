# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Odoo over HTTP, as any program would use it."""

import json
import time
import urllib.error
import urllib.request

from .progress import StepFailed


def wait_for(condition, seconds, complaint):
    """:raise StepFailed: with the complaint when the condition does not come true in time"""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise StepFailed(complaint)
        time.sleep(0.3)


def post_json(address, body):
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=300) as answer:
        return json.load(answer)


class Odoo:
    """Calls of model methods as a user."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.database = database
        self.login = login
        self.password = password
        self._user = None

    def is_ready(self):
        try:
            self._user = self._rpc(
                "common", "authenticate", self.database, self.login, self.password, {}
            )
        except (OSError, StepFailed):
            return False
        return bool(self._user)

    def call(self, model, method, *arguments, **options):
        """:raise StepFailed: with the message that a person would see"""
        return self._rpc(
            "object",
            "execute_kw",
            self.database,
            self._user,
            self.password,
            model,
            method,
            arguments,
            options,
        )

    def _rpc(self, service, method, *arguments):
        body = {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {"service": service, "method": method, "args": arguments},
        }
        answer = post_json(f"{self.url}/jsonrpc", body)
        if "error" in answer:
            raise StepFailed(f"Odoo: {answer['error']['data']['message']}")
        return answer.get("result")
