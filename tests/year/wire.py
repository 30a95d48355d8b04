# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The way from Odoo to the world: in this process, and to nowhere else."""

import io
from email.utils import format_datetime

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

ADDRESS = "https://world.example"
LATENCY = 0.2  # seconds of the world that a call takes


class Wire(HTTPAdapter):
    """An adapter of ``requests`` whose other end is a door of the world's."""

    def __init__(self, door, clock):
        super().__init__()
        self._door, self._clock = door, clock

    def open(self):
        """From now on each session of this process takes this way, whatever it has mounted."""
        requests.Session.get_adapter = lambda _session, url: self._find(url)

    def _find(self, url):
        if not url.startswith(ADDRESS):
            raise requests.ConnectionError(f"The world has no way to {url}")
        return self

    def send(self, request, **_options):
        self._clock.go_on(LATENCY)
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        status, data, headers = self._door.answer(
            request.method, request.path_url, request.headers, body
        )
        date = format_datetime(self._clock.now, usegmt=True)
        raw = HTTPResponse(
            io.BytesIO(data),
            headers={**headers, "Date": date},
            status=status,
            preload_content=False,
        )
        return self.build_response(request, raw)
