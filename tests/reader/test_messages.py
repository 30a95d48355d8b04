# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittances as EDI messages and as e-mails: the same payment, whatever way it comes."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader import RemittanceError, read_file  # noqa: E402
from acorn_iamazon_remittances.edi import make_remadv, make_x12  # noqa: E402

ADVICE = """<html><body><p>Amazon EU pays you.</p>
<table><tr><td>Payment number:</td><td>400100200</td></tr>
<tr><td>Payment date:</td><td>20-NOV-2026</td></tr>
<tr><td>Payment currency:</td><td>USD</td></tr>
<tr><td>Payment amount:</td><td>70.53</td></tr></table>
<table><tr><th>Invoice Number</th><th>Invoice Date</th><th>Invoice description</th>
<th>Amount Paid</th><th>Amount Remaining</th></tr>
<tr><td>A-1</td><td>05-MAR-2026</td><td>4A7Q2KXV/PO/</td><td>100.00</td><td>0.00</td></tr>
<tr><td>A-2SC</td><td>05-MAR-2026</td><td>4A7Q2KXV/PO/</td><td>(29.47)</td><td>0.00</td></tr>
</table></body></html>"""
ROWS = [("A-1", "100.00"), ("A-2SC", "-29.47")]
DOCUMENTS = [("A-1", "100.00", "380"), ("A-2SC", "29.47", "381")]


@pytest.mark.parametrize(
    ("content", "source"),
    [
        (make_x12("70.53", ROWS), "x12"),
        (make_x12("70.53", ROWS[:1], [("-29.47", "06", "A-2SC")]), "x12"),
        (make_remadv("70.53", DOCUMENTS), "edifact"),
        (ADVICE.encode(), "html"),
    ],
    ids=["x12", "x12 with an adjustment", "edifact", "html"],
)
def test_every_way_gives_the_same_payment(content, source):
    (payment,), told, _refused = read_file("x", content)
    assert told == source
    assert (payment.number, payment.date) == ("400100200", date(2026, 11, 20))
    assert (payment.currency, payment.amount) == ("USD", Decimal("70.53"))
    assert [(line.number, line.paid) for line in payment.lines] == [
        ("A-1", Decimal("100.00")),
        ("A-2SC", Decimal("-29.47")),
    ]
    assert payment.lines[0].date == date(2026, 3, 5)
    assert payment.get_difference() == 0


PLAIN = """Amazon EU pays you.

Payment number: 400100200
Payment date:   20-NOV-2026
Payment currency: USD
Payment amount: 1,050.25

Invoice Number      Invoice Date   Invoice Description   Amount Paid
RE-1                05-OCT-2026    4A7Q2KXV              1,100.25
RE-1SC              05-OCT-2026    Shortage Claim        -50.00
"""


@pytest.mark.parametrize("wrap", ["{}", "<html><body><pre>{}</pre></body></html>"])
def test_plain_text_advice_is_read(wrap):
    (payment,), source, _refused = read_file("mail.txt", wrap.format(PLAIN).encode())
    assert (source, payment.number, str(payment.amount)) == ("html", "400100200", "1050.25")
    assert [(line.number, str(line.paid)) for line in payment.lines] == [
        ("RE-1", "1100.25"),
        ("RE-1SC", "-50.00"),
    ]
    assert not payment.has_no_total


def test_advice_without_a_total_says_so():
    content = PLAIN.replace("Payment amount: 1,050.25\n", "").encode()
    (payment,), *_rest = read_file("mail.txt", content)
    assert payment.has_no_total


def test_remadv_may_tell_its_total_before_the_documents():
    content = make_remadv("1500.00", [("RE-1", "1500.00", "380")])
    head, _mark, tail = content.partition(b"DOC+")
    total = b"MOA+12:1500.00'"
    place = tail.rindex(total)
    moved = head + total + b"DOC+" + tail[:place] + tail[place + len(total) :]
    (payment,), *_rest = read_file("x.edi", moved)
    assert str(payment.amount) == "1500.00"


def test_remadv_with_two_totals_is_refused():
    content = make_remadv("1500.00", [("RE-1", "1500.00", "380")])
    with pytest.raises(RemittanceError, match=r"1400\.00 in one place and 1500\.00 in another"):
        read_file("x.edi", content.replace(b"DOC+", b"MOA+12:1400.00'DOC+"))


def test_x12_tells_the_purchase_order_of_an_item():
    (payment,), _source, _refused = read_file("x", make_x12("70.53", ROWS))
    assert [line.description for line in payment.lines] == ["4A7Q2KXV/PO/"] * 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (make_x12("70.53", ROWS)[:-60], "the X12 file is damaged"),
        (make_x12("99", ROWS[:1]), "the file says 99, but its items make 100.00"),
        (make_x12("70.53", ROWS).replace(b"TRN*1*400100200~", b""), "damaged"),
        (make_remadv("1", []).replace(b"REMADV", b"ORDERS"), "ORDERS is no remittance"),
        (make_remadv("70.53", DOCUMENTS).replace(b"DTM+137", b"DTM+999"), "no date of the payment"),
        (make_remadv("70.53", DOCUMENTS).replace(b"MOA+12:70.53'", b""), "no total of the payment"),
        (make_remadv("71.53", DOCUMENTS), "says 71.53, but its items make 70.53"),
        (ADVICE.replace("70.53", "71.00").encode(), "says 71.00, but its lines make 70.53"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(RemittanceError, match=f"^x: .*{sentence}"):
        read_file("x", content)


@pytest.mark.parametrize(
    "written",
    ["2026-03-05", "20260305", "2026-03-05 10:00:00", "2026-03-05T10:00:00Z", "05-MAR-2026"],
)
def test_dates_in_the_forms_of_iso_8601_are_read_alike_on_all_versions_of_python(written):
    (payment,), _source, _refused = read_file("x", ADVICE.replace("05-MAR-2026", written).encode())
    assert payment.lines[0].date == date(2026, 3, 5)


@pytest.mark.parametrize("written", ["2026-03", "2026", "2026-13-05", "2026-03-05x"])
def test_dates_that_are_none_are_refused(written):
    with pytest.raises(RemittanceError, match="is no date"):
        read_file("x", ADVICE.replace("05-MAR-2026", written).encode())
