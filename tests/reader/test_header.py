# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import os
import random
import time

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader.header import (  # noqa: E402
    clean,
    count_parts,
    read_header,
    split_mail,
)

MAIL = (
    b"Received: from mx.amazon.example\r\n\tby mx.acorn.example\r\nTo: advices@acorn.example\r\n"
    b"From: =?utf-8?q?Amazon_Zahlung?= <payments@amazon.example>\r\nSubject: Remittance\r\n"
    b"\r\nTo: someone@else.example\r\n"
)


def test_fields_stand_in_the_header_only():
    assert read_header(MAIL) == {
        "received": ["from mx.amazon.example by mx.acorn.example"],
        "to": ["advices@acorn.example"],
        "from": ["Amazon Zahlung <payments@amazon.example>"],
        "subject": ["Remittance"],
    }


@pytest.mark.parametrize(
    "raw, text",
    [
        (b"=?klingon?q?Hello?=", "=?klingon?q?Hello?="),
        (b"=?utf-8?b?R?=", "=?utf-8?b?R?="),
        (b"=?hex?q?Hello?=", "=?hex?q?Hello?="),
        (b"=?ascii\0?q?Hello?=", "=?ascii\ufffd?q?Hello?="),
        (b"=?unicode_escape?q?=5Cud800?=", "?"),
        (b"He\0llo", "He\ufffdllo"),
        (b"He\xffllo", "He\ufffdllo"),
        ("支付通知".encode(), "支付通知"),
    ],
)
def test_text_that_cannot_be_decoded_stays_and_can_be_stored(raw, text):
    assert read_header(b"Subject: " + raw) == {"subject": [text]}
    assert clean(text) == text


def test_lines_that_are_no_field_hide_no_other():
    raw = b"From payments\nno field\n\0: x\nTo: a@b.example\nTo: c@d.example\n\nBody"
    assert read_header(raw) == {"to": ["a@b.example", "c@d.example"]}


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_all_newlines_are_newlines(newline):
    raw = b"To: a@b.example\nFrom: c@d.example\n\n--B\n--B--\n".replace(b"\n", newline)
    assert set(read_header(raw)) == {"to", "from"}
    assert split_mail(raw)[1] == b"--B\n--B--\n"
    assert count_parts(raw) == 2


def test_end_of_a_comment_is_no_part():
    assert count_parts(b"\n--B\n<!--\n-->\n--B--") == 2


def test_bytes_at_random_raise_nothing():
    seed = int(os.environ.get("ACORN_SEED") or time.time())
    draw = random.Random(seed)
    odd = [
        b"=?",
        b"?=",
        b"?q?",
        b"\0",
        b"\n",
        b"\r",
        b":",
        b"\xff",
        b" ",
        b"utf-7",
        b"?b?",
        b"idna",
    ]
    for _round in range(2000):
        raw = bytearray(MAIL)
        for _wound in range(draw.randint(1, 6)):
            place = draw.randrange(len(raw))
            raw[place : place + draw.randint(0, 3)] = draw.choice(odd)
        try:
            texts = [text for field in read_header(bytes(raw)).values() for text in field]
        except Exception as error:
            raise AssertionError(f"seed {seed}: {bytes(raw)!r}") from error
        assert all("\0" not in text and text.encode() is not None for text in texts)
