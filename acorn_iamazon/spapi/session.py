# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""HTTP sessions in which no host holds up a worker: not one that does not take connections, not one
that is silent, and not one whose answer never ends."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

import requests
import urllib3

# Seconds that a host has to take a connection, however long it may take to answer.
CONNECT_TIMEOUT = 5.0
# Seconds from the request to the last byte. The time-out of a request is that of each part, which a
# host that sends a byte now and then never reaches. A run of an account's lane may ask until its
# 25th second, and is to stay below a minute.
LONGEST_ANSWER = 33.0

# Bytes of an answer, unpacked: a page of a hundred orders has some hundred thousand. Reports are
# read as a stream, and are not held against it.
LARGEST_ANSWER = 50_000_000
PART = 1 << 16

Connections = WeakSet[Any]


class AnswerTooLarge(requests.RequestException):
    """Few bytes on the line may unpack to more than the machine has."""


class _Adapter(requests.adapters.HTTPAdapter):
    """A time-out is for the answer; a host that does not even take a connection has less."""

    def __init__(self) -> None:
        super().__init__()
        self.connections: Connections = WeakSet()
        self._note_connections(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """As that of ``requests``, with connections that can be cut."""
        manager = super().proxy_manager_for(proxy, **options)
        self._note_connections(manager)
        return manager

    def _note_connections(self, manager: Any) -> None:
        """:param manager: a ``urllib3.PoolManager``"""
        classes = {"http": urllib3.HTTPConnectionPool, "https": urllib3.HTTPSConnectionPool}
        manager.pool_classes_by_scheme = {
            scheme: _make_pool_class(pool_class, self.connections)
            for scheme, pool_class in classes.items()
        }

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        *arguments: Any,
        **options: Any,
    ) -> requests.Response:
        if isinstance(timeout, (int, float)):
            timeout = (min(CONNECT_TIMEOUT, timeout), timeout)
        return super().send(request, stream, timeout, *arguments, **options)


def _make_pool_class(
    pool_class: type[urllib3.HTTPConnectionPool], connections: Connections
) -> type[urllib3.HTTPConnectionPool]:
    """:param connections: where the connections of the pools are kept"""

    class Pool(pool_class):  # type: ignore[misc,valid-type]
        def _new_conn(self) -> Any:
            connection = super()._new_conn()
            connections.add(connection)
            return connection

    return Pool


class LimitedSession(requests.Session):
    """A session of one thread. An answer that is not whole in time is cut off: a
    ``requests.RequestException``."""

    def __init__(self) -> None:
        super().__init__()
        self._adapter = _Adapter()
        for scheme in ("https://", "http://"):
            self.mount(scheme, self._adapter)

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        """As that of ``requests``, within :data:`LONGEST_ANSWER`."""
        with self.within(LONGEST_ANSWER):
            return super().request(*arguments, **options)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """As that of ``requests``; what is not read as a stream has at most
        :data:`LARGEST_ANSWER`.

        :raise AnswerTooLarge: when it has more"""
        is_stream = options.pop("stream", False)
        response = super().send(request, stream=True, **options)
        if not is_stream:
            # Where requests keeps what it has read itself.
            response._content = _read_whole(response)
        return response

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut what is still read when the time is over.

        :param seconds: for all that the block asks, and reads of the answers
        :raise requests.ReadTimeout: when it was cut; an end is no error to who reads headers
        """
        is_over = threading.Event()
        timer = threading.Timer(seconds, _cut, [self._adapter.connections, is_over])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
        if is_over.is_set():
            raise requests.ReadTimeout(f"The answer was not whole after {seconds:g} seconds.")


def _read_whole(response: requests.Response) -> bytes:
    content = bytearray()
    for part in response.iter_content(PART):
        content += part
        if len(content) > LARGEST_ANSWER:
            response.close()
            raise AnswerTooLarge(f"The answer has more than {LARGEST_ANSWER} bytes.")
    return bytes(content)


def _cut(connections: Connections, is_over: threading.Event) -> None:
    is_over.set()
    for connection in list(connections):
        if sock := connection.sock:
            with suppress(OSError):
                # Of the socket below: that of TLS would be taken from under the one who reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
