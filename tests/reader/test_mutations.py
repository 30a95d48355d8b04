# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Files of all forms, damaged at random. Whatever the damage: the reader says what is wrong in its
own words, or reads what an independent reading of the same bytes makes of them; it takes neither
long nor much memory.

``ACORN_MUTATED_FILES=10000 setup/test tests/reader/test_mutations.py`` makes so many of each form;
the full ``.ci/run`` does that."""

import csv
import io
import os
import random
import re
import resource
import time
import zipfile
from decimal import Decimal

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader import RemittanceError, read_file  # noqa: E402
from acorn_iamazon_remittances.edi import make_remadv, make_x12  # noqa: E402
from acorn_iamazon_remittances.files import (  # noqa: E402
    make_csv,
    make_line,
    make_payment,
    make_xlsx,
)

from .test_messages import ADVICE  # noqa: E402

SEED = int(os.environ.get("ACORN_SEED") or time.time())
FILES = int(os.environ.get("ACORN_MUTATED_FILES") or 100)  # of each form
LONGEST = 5.0  # seconds of the processor
MOST_MEMORY = 300 * 1024  # kB more than before
PAYMENTS = [make_payment("400100200", "1,350.75"), make_payment("400100201", "-20.00")]
LINES = [
    make_line("INV/2026/00017", "1,400.50", "400100200", discount="14.00", whole="1,414.50"),
    make_line("INV/2026/00017SC", "-49.75", "400100200", text="Shortage Claim"),
    make_line("88123456", "-20.00", "400100201", text="Co-op"),
]
ROWS = [("INV/2026/00017", "1400.50"), ("INV/2026/00018", "99.99")]
SOUND = {
    "csv": make_csv(PAYMENTS, LINES),
    "csv with semicolons": make_csv(PAYMENTS, LINES, ";", "utf-16"),
    "xlsx": make_xlsx(PAYMENTS, LINES),
    "x12": make_x12("1500.49", ROWS),
    "edifact": make_remadv("1500.49", [(*row, "380") for row in ROWS]),
    "html": ADVICE.encode(),
}
ODD = [b"", b"\x00", b"\xff", b'"', b",", b".", b"-", b"\n", b"=1+1", b"9" * 400, b"1e9999", b"NaN"]
ODD += [b"<", b"&#x0;", b"~", b"*", b"'", b"+", "½".encode(), "．".encode(), "\u202e".encode()]


def damage(content, chance):
    """:return: the bytes with one to three random wounds"""
    parts = bytearray(content)
    for _wound in range(chance.randint(1, 3)):
        start = chance.randrange(len(parts) + 1)
        end = min(len(parts), start + chance.choice([0, 1, 1, 2, 5, 40]))
        kind = chance.randrange(5)
        if kind == 0:
            parts[start:end] = chance.choice(ODD)
        elif kind == 1:
            parts[start:start] = parts[start:end] * chance.choice([1, 2, 30])
        elif kind == 2:
            del parts[start:end]
        elif kind == 3 and start < len(parts):
            parts[start] = chance.choice(b"0123456789.,-()+ ;/")
        else:
            digits = [place for place, byte in enumerate(parts) if byte in b"0123456789"]
            if digits:
                parts[chance.choice(digits)] = chance.choice(b"0123456789")
    return bytes(parts)


def damage_workbook(content, chance):
    """:return: a workbook with a wound in the text of its sheet, or in the bytes of the archive"""
    if chance.random() < 0.3:
        return damage(content, chance)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            is_told = "sheet" in name or "sharedStrings" in name
            part = old.read(name)
            new.writestr(name, damage(part, chance) if is_told else part)
    return made.getvalue()


@pytest.mark.parametrize("form", SOUND)
def test_damaged_file_is_refused_or_read_as_it_is_written(form):
    chance = random.Random(f"{SEED} {form}")
    make = damage_workbook if form == "xlsx" else damage
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    taken = 0
    for number in range(FILES):
        content = make(SOUND[form], chance)
        start = time.process_time()
        try:
            reading = read_file("x", content)
        except RemittanceError:
            continue
        finally:
            assert time.process_time() - start <= LONGEST, (SEED, form, number)
        taken += 1
        for payment in reading.payments:
            check_taken(payment, reading.source, content, (SEED, form, number))
    print(f"\n{form}: {FILES} damaged files of ACORN_SEED={SEED}, {taken} read, the others refused")
    assert taken, "not one damaged file was read: the test would see nothing"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= MOST_MEMORY


def test_sound_files_are_read_as_they_are_written():
    for form, content in SOUND.items():
        reading = read_file("x", content)
        assert not reading.refused
        for payment in reading.payments:
            check_taken(payment, reading.source, content, form)


def check_taken(payment, source, content, where):
    """What was taken is what stands there, or does not make the payment and waits for a person."""
    made = sum((line.paid for line in payment.lines), Decimal(0))
    assert all(line.paid.is_finite() for line in payment.lines), where
    if source != "spreadsheet":
        assert made == payment.amount, where
    told = READINGS[source](content, payment.number)
    if told is None:
        return
    total, paid = told
    assert payment.amount == total, where
    assert sorted(line.paid for line in payment.lines) == sorted(paid), where


# === INDEPENDENT READINGS: (total, what is paid of each document) of a payment, None for not sure


def read_exported(content, number):
    if content.startswith(b"PK"):
        return None  # what a workbook's cells are is the library's word; sums are checked by Odoo
    text = content.decode("utf-16" if content.startswith(b"\xff\xfe") else "utf-8", "replace")
    delimiter = max(",;\t", key=text.count)
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    titles = [row for row in rows if "Payment Number" in row]
    if len(titles) != 2 or "Amount Paid" not in titles[1]:
        return None
    first, second = (rows.index(row) for row in titles)
    totals = pick(rows[first + 1 : second], number, titles[0], "Amount in Invoice Currency")
    paid = pick(rows[second + 1 :], number, titles[1], "Amount Paid")
    amounts = [to_decimal(text) for text in (*totals, *paid)]
    if len(totals) != 1 or None in amounts:
        return None
    return amounts[0], amounts[1:]


def pick(rows, number, titles, title):
    """:return: the cells below a title, of the rows of a payment"""
    if title not in titles:
        return []
    place = titles.index(title)
    own = [row for row in rows if row and show(row[titles.index("Payment Number")]) == number]
    return [row[place] if place < len(row) else "" for row in own]


def show(cell):
    """:return: what a person sees of it"""
    return "".join(char for char in cell if char.isprintable()).strip()


def to_decimal(text):
    """:return: an amount in the form of the sound files; None for any other form"""
    plain = re.fullmatch(r"\s*(-?)(\d{1,3}(?:,\d{3})+|\d+)\.(\d\d)\s*", text, re.ASCII)
    if not plain:
        return None
    return Decimal(f"{plain[1]}{plain[2].replace(',', '')}.{plain[3]}")


def read_820(content, _number):
    text = content.decode("utf-8", "replace")
    separator = text.lstrip()[3:4]
    segments = [part.strip().split(separator) for part in text.split("~")]
    totals = [s[2] for s in segments if s[0] == "BPR" and len(s) > 3 and s[3] == "C"]
    paid = [s[4] for s in segments if s[0] == "RMR" and len(s) > 4]
    adjusted = [s for s in segments if s[0] == "ADX" or (s[0] == "RMR" and len(s) > 8 and s[8])]
    return _to_reading(totals, paid, adjusted)


def read_remadv(content, _number):
    text = content.decode("utf-8", "replace")
    if "?" in text[9:]:
        return None  # something is escaped
    segments = [part.strip() for part in text.split("'")]
    credits = [s for s in segments if s.startswith("DOC") and not s.startswith("DOC+380+")]
    amounts = [s.partition(":")[2] for s in segments if s.startswith("MOA+12:")]
    others = [
        s for s in segments if s.startswith(("AJT", "MOA")) and not re.match("MOA.(9|12):", s)
    ]
    documents = [segment for segment in segments if segment.startswith("DOC")]
    odd = credits + others + ["a document without its amount"] * (len(documents) >= len(amounts))
    return _to_reading(amounts[-1:], amounts[:-1], odd)


def _to_reading(totals, paid, others):
    texts = [*totals, *paid]
    if len(totals) != 1 or others or not all(re.fullmatch(r"-?\d+\.\d+", t) for t in texts):
        return None
    return Decimal(totals[0]), [Decimal(text) for text in paid]


READINGS = {
    "spreadsheet": read_exported,
    "x12": read_820,
    "edifact": read_remadv,
    "html": lambda content, number: None,  # its total is stated, and checked above
}
