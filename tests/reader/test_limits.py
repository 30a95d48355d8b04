# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""No file keeps a worker busy: reading takes steps in proportion to the lines, and what is beyond a
limit is told with the file's name, the limit and the mend."""

import os
import sys
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from tests.support import load_reader

load_reader()
from acorn_iamazon_reader import RemittanceError, limits, read_file  # noqa: E402
from acorn_iamazon_reader.segments import read_edifact  # noqa: E402
from acorn_iamazon_reader.workbook import read_workbook  # noqa: E402
from acorn_iamazon_remittances.edi import make_remadv  # noqa: E402

from .hostile import (  # noqa: E402
    HONEST,
    HOSTILE,
    ONE_REMADV,
    ONE_X12,
    make_export,
    make_line,
    make_table,
    make_workbook,
    put,
)

MANY = 50_000
DATES = b'<cellXfs><xf numFmtId="14"/><xf numFmtId="46"/><xf numFmtId="170"/></cellXfs>'


@pytest.mark.parametrize("name", HOSTILE)
def test_file_beyond_a_limit_is_refused_in_a_sentence(name):
    make, sentence = HOSTILE[name]
    with pytest.raises(RemittanceError, match=f"^Mail.edi: .*{sentence}") as refused:
        read_file("Mail.edi", make())
    assert len(str(refused.value)) < 500


def count_steps(read):
    """:return: how many functions are called while reading"""
    steps = 0

    def count(_frame, event, _value):
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        read()
    finally:
        sys.setprofile(None)
    return steps


@pytest.mark.parametrize("form", HONEST)
def test_twice_the_lines_take_twice_the_steps(form):
    few, many = (HONEST[form](count) for count in (200, 400))
    read_file("x", few)  # what is prepared once
    steps = count_steps(lambda: read_file("x", few))
    assert count_steps(lambda: read_file("x", many)) < 2.1 * steps


@pytest.mark.skipif(not os.environ.get("ACORN_LONG"), reason="takes half a minute: ACORN_LONG=1")
@pytest.mark.parametrize("form", HONEST)
def test_fifty_thousand_lines_are_read_whole(form):
    (payment,), _source, refused = read_file("x", HONEST[form](MANY))
    assert not refused
    assert len(payment.lines) == MANY
    assert len({line.number for line in payment.lines}) == MANY
    assert sum(line.paid for line in payment.lines) == MANY * Decimal("100.25")


def test_fifty_thousand_lines_are_below_every_limit():
    """By what a line takes in each form; the files themselves are read with ACORN_LONG=1."""
    sizes = {form: len(make(200)) - len(make(100)) for form, make in HONEST.items()}
    assert all(size * MANY / 100 < limits.LARGEST_FILE for size in sizes.values())
    assert MANY < limits.MOST_LINES < limits.MOST_ROWS
    assert MANY * 14 <= limits.MOST_CELLS
    assert HONEST["html"](1).count(b"<tr>") == 2
    assert MANY * 18 < limits.MOST_TAGS  # eight columns, each opened and closed
    assert MANY * (2 + 4 * 14) < limits.MOST_ELEMENTS


# === NOTHING IS LEFT OUT === #


def test_headings_that_are_repeated_in_an_advice_begin_no_other_table():
    headings = "<tr><th>Invoice Number</th><th>Invoice Date</th><th>Description</th>"
    headings += "<th>Amount Paid</th></tr>"
    row = "<tr><td>{}</td><td>05-MAR-2026</td><td></td><td>1.00</td></tr>"
    (payment,), _source, _refused = read_file(
        "x", make_table(row.format("A") + headings + row.format("B"))
    )
    assert [line.number for line in payment.lines] == ["A", "B"]


def test_headings_that_are_repeated_in_an_export_are_told():
    again = ["Payment Number", "Invoice Number", *[""] * 8]
    payments, _source, refused = read_file("x", make_export(make_line("A", "1.00"), again))
    assert len(payments[0].lines) == 1
    assert "'Payment Number' is not in the table of payments" in refused[0].reason


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (ONE_X12[: ONE_X12.index(b"GE*")], "GE 1, which ends it, is missing"),
        (ONE_X12 + ONE_X12, "ISA 000000001 is there twice"),
        (ONE_X12 + b"REF*PO*A~", "segment 16, REF, is out of place"),
        (ONE_X12 + b"REF*PO", "its last segment, 'REF.PO', has no end"),
        (put(ONE_X12, b"RMR", b"~"), "segment 10, '', is none"),
        (put(ONE_X12, b"RMR", b"REF*PO*~"), "segment 10, 'REF.PO.', is none"),
        (put(ONE_X12, b"SE*", b"ST*820*2~"), "segment 13, ST, is out of place"),
        (put(ONE_X12, b"SE*", b"IEA*1*1~"), "segment 13, IEA, is out of place"),
        (ONE_X12.replace(b"SE*11", b"SE*12"), "SE 0001 counts '12', but 11 are there"),
        (ONE_X12.replace(b"GE*1*1", b"GE*1*2"), "GE 2 stands where GE 1 should be"),
        (ONE_X12.replace(b"00401*", b"00200*"), "does not begin with an ISA segment"),
        (b"ISABELLA, please see the file", "does not begin with an ISA segment"),
        (ONE_REMADV[: ONE_REMADV.index(b"UNZ")], "UNZ, which ends it, is missing"),
        (ONE_REMADV[: ONE_REMADV.index(b"UNT")], "UNT, which ends it, is missing"),
        (ONE_REMADV.replace(b"UNZ+1", b"UNZ+2"), "UNZ counts '2', but 1 are there"),
        (ONE_REMADV.replace(b"UNZ+1+1", b"UNZ+1+2"), "UNZ 2 does not end UNB 1"),
        (put(ONE_REMADV, b"BGM", b"UNB+1'"), "segment 3, 'UNB', is out of place"),
        (put(ONE_REMADV, b"UNZ", b"FTX+1'"), "'FTX', is out of place"),
        (put(ONE_REMADV, b"BGM", b"M1+1'"), "segment 3, 'M1', is out of place"),
        (b"UNA++++++" + ONE_REMADV, "its UNA tells no marks"),
    ],
)
def test_message_that_was_cut_or_mixed_up_is_told(content, sentence):
    with pytest.raises(RemittanceError, match=f"file is damaged: .*{sentence}"):
        read_file("x", content)


def test_message_that_is_none_or_empty_is_told():
    with pytest.raises(RemittanceError, match="transaction 850 is no remittance"):
        read_file("x", ONE_X12.replace(b"ST*820", b"ST*850"))
    start, end = ONE_X12.index(b"ST*"), ONE_X12.index(b"GE*")
    empty = ONE_X12[:start] + ONE_X12[end:].replace(b"GE*1", b"GE*0")
    with pytest.raises(RemittanceError, match="holds no remittance"):
        read_file("x", empty)
    with pytest.raises(RemittanceError, match="holds no remittance"):
        read_file("x", b"UNB+UNOC:3+A+B+261120:1200+1'UNZ+0+1'")


def test_transaction_with_a_wrong_amount_keeps_the_others():
    second = ONE_X12[ONE_X12.index(b"ST*") : ONE_X12.index(b"GE*")].replace(b"0001~", b"0002~")
    second = second.replace(b"400100200", b"400100201").replace(b"**1.00*", b"**1.x*")
    content = put(ONE_X12, b"GE*", second).replace(b"GE*1", b"GE*2")
    (payment,), _source, refused = read_file("x", content)
    assert payment.number == "400100200"
    assert [one.number for one in refused] == ["400100201"]
    assert "segment 21, RMR: '1.x' is no amount" in refused[0].reason


def test_escaped_marks_of_edifact_are_texts():
    content = make_remadv("1.00", [("A?+B?'C??D?:E", "1.00", "380")])
    (payment,), _source, _refused = read_file("x", content)
    assert payment.lines[0].number == "A+B'C?D:E"


def test_edifact_has_marks_of_its_own_and_several_interchanges():
    other = ONE_REMADV[9:].replace(b"'", b"~").replace(b"+", b"|").replace(b":", b"^")
    segments = list(read_edifact(f"UNA^|.  ~{other.decode()}\n{other.decode()}"))
    assert [one.name for one in segments].count("BGM") == 2
    assert segments[0].get(1) == "REMADV"


def test_groups_of_messages_are_counted():
    content = put(put(ONE_REMADV, b"UNH", b"UNG+REMADV'"), b"UNZ", b"UNE+1'")
    (payment,), _source, _refused = read_file("x", content)
    assert payment.number == "400100200"


def test_attributes_and_what_is_not_shown_change_nothing():
    row = (
        "<tr style=\"a:b\" title='x > y'><td data-colspan=4 class=x>A<!-- <td> --></td>"
        "<td nowrap colspan='2' onclick=\"f('<td>')\">05-MAR-2026</td><td/>1.00"
        "<script>'<td>9.00</td>'</script></tr>"
    )
    (payment,), _source, _refused = read_file("x", make_table(row))
    assert [(line.number, str(line.paid)) for line in payment.lines] == [("A", "1.00")]


def test_comparison_in_plain_text_is_no_tag():
    plain = b"Payment number: 1\nPayment date: 20-NOV-2026\n\n5 < 6\n\n"
    plain += b"Invoice Number   Amount Paid\nA   1.00\n"
    (payment,), _source, _refused = read_file("x", plain)
    assert payment.number == "1"


# === WORKBOOKS === #


def make_cells(*cells):
    return b'<row r="20">' + b"".join(cells) + b"</row>"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c t="b"><v>1</v></c>', True),
        (b'<c t="str"><v>x</v></c>', "x"),
        (b'<c t="e"><v>#N/A</v></c>', "#N/A"),
        (b'<c t="d"><v>2026-11-20</v></c>', "2026-11-20"),
        (b'<c t="s"><v>0</v></c>', "Rich text"),
        (b"<c><v>12</v></c>", 12),
        (b"<c><v>-12.50</v></c>", -12.5),
        (b"<c><v>1.5E3</v></c>", 1500.0),
        (b"<c><v>1E+400</v></c>", "1E+400"),
        (b"<c><v>" + b"1" * 50 + b"</v></c>", "1" * 50),
        (b'<c s="0"><v>46346</v></c>', datetime(2026, 11, 20)),
        (b'<c s="0"><v>46346.75</v></c>', datetime(2026, 11, 20, 18)),
        (b'<c s="0"><v>1E+20</v></c>', "#VALUE!"),
        (b'<c s="1"><v>0.5</v></c>', timedelta(hours=12)),
        (b'<c s="2"><v>46346</v></c>', datetime(2026, 11, 20)),
        (b'<c s="9"><v>46346</v></c>', 46346),
        (b"<c><f>1+1</f><v>2</v></c>", "=1+1"),
        (b'<x:c xmlns:x="y"><x:v>12</x:v></x:c>', 12),
    ],
)
def test_cell_is_what_the_workbook_shows(cell, value):
    texts = b"<si><r><t>Rich </t></r><r><t>text</t></r><rPh><t>spoken</t></rPh></si>"
    styles = b'<s><numFmts><numFmt numFmtId="170" formatCode="yyyy-mm-dd"/></numFmts>%s</s>' % DATES
    content = make_workbook(
        make_cells(cell),
        {"xl/sharedStrings.xml": b"<sst>" + texts + b"</sst>", "xl/styles.xml": styles},
    )
    assert read_workbook(content)[0][19] == [value]


@pytest.mark.parametrize(
    "cell",
    [
        b'<c t="s"><v>7</v></c>',
        b'<c t="inlineSt"><is><t>x</t></is></c>',
        b"<c><v>12 USD</v></c>",
        b'<c r="a1"><v>1</v></c>',
        b'<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>',
    ],
)
def test_cell_that_could_be_anything_makes_a_workbook_damaged(cell):
    with pytest.raises(RemittanceError, match="the workbook is damaged"):
        read_workbook(make_workbook(make_cells(cell)))


def test_workbook_may_count_its_days_from_1904():
    book = (
        '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets>'
        '<sheet name="a" r:id="rId1"/></sheets></workbook>'
    )
    content = make_workbook(
        make_cells(b'<c s="0"><v>44884</v></c>'),
        {"xl/workbook.xml": book.encode(), "xl/styles.xml": b"<s>" + DATES + b"</s>"},
    )
    assert read_workbook(content)[0][19] == [datetime(2026, 11, 20)]


def test_empty_rows_and_cells_keep_the_others_in_their_places():
    content = make_workbook(make_cells(b'<c r="C20"><v>1</v></c>', b'<c r="XFD20"><v>2</v></c>'))
    rows = read_workbook(content)[0]
    assert len(rows) == 20
    assert rows[19] == [None, None, 1]
