# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The header of an e-mail, whatever is wrong with it: what no parser takes has one, too."""

import re
from email.errors import HeaderParseError
from email.header import decode_header

PART = re.compile(rb"^--(?!>)", re.MULTILINE)
NEWLINE = re.compile(rb"\r\n?")
FIELD = re.compile(rb"^([!-9;-~]+)[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)", re.MULTILINE)


def split_mail(raw: bytes) -> tuple[bytes, bytes]:
    """:return: header and body"""
    head, _sign, body = NEWLINE.sub(b"\n", raw).partition(b"\n\n")
    return head, body


def read_header(raw: bytes) -> dict[str, list[str]]:
    """:return: by the field's name in small letters: its texts, in their order"""
    fields: dict[str, list[str]] = {}
    for name, text in FIELD.findall(split_mail(raw)[0]):
        fields.setdefault(name.decode().lower(), []).append(_decode(text))
    return fields


def count_parts(raw: bytes) -> int:
    """:return: the most parts that the e-mail can have: its lines that may be boundaries"""
    return len(PART.findall(NEWLINE.sub(b"\n", raw)))


def clean(text: str) -> str:
    """:return: the text without what no database takes"""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _decode(raw: bytes) -> str:
    text = " ".join(raw.decode("utf-8", "replace").split())
    try:
        pieces = [
            piece if isinstance(piece, str) else piece.decode(charset or "ascii", "replace")
            for piece, charset in decode_header(text)
        ]
    except (HeaderParseError, LookupError, ValueError):
        return clean(text)  # an encoding that nobody knows: the text stays as it stands
    return clean("".join(pieces))
