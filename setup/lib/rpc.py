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


def post_json(address, body, opened=urllib.request.urlopen):
    """:param opened: what opens the request, with cookies or without
    :return: the decoded answer"""
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with opened(request, timeout=300) as answer:
        return json.load(answer)


class Odoo:
    """Calls of model methods as a user, the way Odoo's own web client makes them."""

    def __init__(self, url, database, login, password):
        self.url = url
        self.database = database
        self.login = login
        self.password = password
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def is_ready(self):
        try:
            self._post(
                "/web/session/authenticate",
                db=self.database,
                login=self.login,
                password=self.password,
            )
        except (OSError, StepFailed):
            return False
        return True

    def call(self, model, method, *arguments, **options):
        """:raise StepFailed: with the message that a person would see"""
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=arguments,
            kwargs=options,
        )

    def _post(self, path, **params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        answer = post_json(self.url + path, body, self._browser.open)
        if "error" in answer:
            raise StepFailed(f"Odoo: {answer['error']['data']['message']}")
        return answer.get("result")
