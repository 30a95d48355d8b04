# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Hosts that are sick, each in its own way, on a free port of this machine."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

QUOTA = b'{"errors": [{"code": "QuotaExceeded", "message": "You exceeded your quota."}]}'
THROTTLED = (
    b"HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json\r\n"
    b"Connection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(QUOTA), QUOTA)
)


def stay_silent(connection):
    """Dead: it takes what it is sent and never answers."""
    while connection.recv(65536):
        pass


def drip(connection):
    """Slow: it begins to answer, and sends a byte now and then."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(1)


def throttle(connection):
    """Busy: it refuses every call for now."""
    connection.recv(65536)
    connection.sendall(THROTTLED)


@contextmanager
def sick_host(behave):
    """:param callable behave: takes each connection
    :return: the address"""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as server:
        threading.Thread(target=_serve, args=[server, behave], daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _serve(server, behave):
    with suppress(OSError):  # closed, when the test is over
        while True:
            connection, _address = server.accept()
            threading.Thread(target=_meet, args=[connection, behave], daemon=True).start()


def _meet(connection, behave):
    with connection, suppress(OSError):
        behave(connection)
