# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Hosts that would hold up a worker."""

import gzip
import socket
import threading
from contextlib import closing, contextmanager
from datetime import datetime, timezone

import pytest
import requests

from tests.support import load_spapi

spapi = load_spapi()
LIMIT = 0.5
FAR = datetime(9999, 1, 1, tzinfo=timezone.utc)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture(autouse=True)
def short_limit(monkeypatch):
    monkeypatch.setattr(spapi.session, "LONGEST_ANSWER", LIMIT)
    monkeypatch.setattr(spapi.session, "CONNECT_TIMEOUT", LIMIT)


@contextmanager
def dripping_host(*parts, endless=b""):
    """:param parts: sent at once
    :param endless: sent again and again, each time sooner than a time-out of a second
    :return: its address"""
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        connection, _address = server.accept()
        with closing(connection):
            connection.recv(1 << 16)
            try:
                for part in parts:
                    connection.sendall(part)
                while endless and not stop.wait(0.05):
                    connection.sendall(endless)
                stop.wait(10)
            except OSError:
                pass  # the client went away

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    with closing(server):
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


@contextmanager
def host_that_takes_no_connection():
    """Its queue is full, so that the first packet of a connection stays without an answer."""
    server = socket.create_server(("127.0.0.1", 0), backlog=0)
    waiting = [socket.socket() for _number in range(4)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(server.getsockname())
    with closing(server):
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        for one in waiting:
            one.close()


HOSTS = {
    "silent": lambda: dripping_host(),
    "headers without an end": lambda: dripping_host(HEAD, endless=b"X-Amzn-Slow: 1\r\n"),
    "body that drips": lambda: dripping_host(HEAD + b"Content-Length: 9000\r\n\r\n", endless=b" "),
    "chunks without an end": lambda: dripping_host(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", endless=b"1\r\n \r\n"
    ),
    "no connection": host_that_takes_no_connection,
}


@pytest.mark.parametrize("host", HOSTS)
def test_no_host_holds_up_a_worker(host):
    session = spapi.session.LimitedSession()
    with session, HOSTS[host]() as address, pytest.raises(requests.RequestException):
        session.get(address, timeout=3)


@pytest.mark.parametrize("host", [name for name in HOSTS if name != "no connection"])
def test_what_was_submitted_to_such_a_host_has_an_unknown_fate(host):
    with HOSTS[host]() as address:
        client = make_client(address)
        with pytest.raises(spapi.NetworkError) as raised:
            client.call("submitAcknowledgement", body={"acknowledgements": []})
    assert raised.value.fate_unknown


def test_what_could_not_be_submitted_is_known_not_to_have_arrived():
    with host_that_takes_no_connection() as address:
        client = make_client(address)
        with pytest.raises(spapi.NetworkError) as raised:
            client.call("submitAcknowledgement", body={"acknowledgements": []})
    assert not raised.value.fate_unknown


def make_packed(size):
    """An answer of few bytes that unpacks to many."""
    packed = gzip.compress(b"[" + b" " * size + b"]")
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
    return head % len(packed) + packed


def test_answer_that_unpacks_to_more_than_the_machine_has_is_cut(monkeypatch):
    monkeypatch.setattr(spapi.session, "LARGEST_ANSWER", 1_000_000)
    with (
        dripping_host(make_packed(50_000_000)) as address,
        pytest.raises(spapi.NetworkError, match="AnswerTooLarge") as raised,
    ):
        make_client(address).call("getPurchaseOrders")
    assert raised.value.category == "network"


def test_packed_answer_is_read_whole():
    with dripping_host(make_packed(300_000)) as address:
        response = spapi.session.LimitedSession().get(address, timeout=1)
    assert len(response.content) == 300_002
    assert response.json() == []


def make_client(address):
    client = spapi.SellingPartnerClient(
        address,
        "http://127.0.0.1:9/unused",
        spapi.Credentials("client", "secret", "Atzr|token"),
        timeout=3,
        retry_budget=0,
    )
    client._token_cache.put(spapi.AccessToken("Atza|x", FAR))
    return client


def test_a_session_goes_on_after_one_host_was_cut_off():
    with spapi.session.LimitedSession() as session:
        with HOSTS["body that drips"]() as address, pytest.raises(requests.RequestException):
            session.get(address, timeout=3)
        with dripping_host(HEAD + b"Content-Length: 2\r\n\r\n{}") as address:
            assert session.get(address, timeout=3).json() == {}
