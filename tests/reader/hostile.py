# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Files that somebody makes to keep a worker busy, and honest ones of many lines."""

import io
import re
import zipfile

from acorn_iamazon_remittances.edi import make_remadv, make_x12
from acorn_iamazon_remittances.files import (
    LINE_HEADER,
    PAYMENT_HEADER,
    make_csv,
    make_line,
    make_payment,
    make_xlsx,
)

MB = 1024 * 1024
PAYMENT = make_payment("400100200", "1.00")
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = (
    "<html><body><p>Payment number: 400100200</p><p>Payment date: 20-NOV-2026</p>"
    "<p>Payment currency: USD</p><p>Payment amount: {total}</p><table><tr><th>Invoice Number</th>"
    "<th>Invoice Date</th><th>Description</th><th>Amount Paid</th></tr>"
)
ROW = "<tr><td>{}</td><td>05-MAR-2026</td><td>Vendor invoice</td><td>100.25</td></tr>"


def make_lines(count):
    """:return: rows of an export, each with another number"""
    return [
        make_line(f"INV/2026/{place:05}", "100.25", text=f"4A7Q{place} Vendor invoice")
        for place in range(count)
    ]


def make_advice(count):
    """:return: an e-mail with so many lines, which make its total"""
    rows = "".join(ROW.format(f"INV/2026/{place:05}") for place in range(count))
    return f"{HEAD.format(total=f'{count * 100.25:.2f}')}{rows}</table></body></html>".encode()


def make_plain(count):
    """:return: the same as plain text"""
    rows = "".join(
        f"INV/2026/{place:05}   05-MAR-2026   Vendor invoice   100.25\n" for place in range(count)
    )
    return (
        "Payment number: 400100200\nPayment date: 20-NOV-2026\nPayment currency: USD\n"
        f"Payment amount: {count * 100.25:.2f}\n\n"
        f"Invoice Number   Invoice Date   Description   Amount Paid\n{rows}"
    ).encode()


# By form, what makes an honest file of so many lines.
HONEST = {
    "csv": lambda count: make_csv([PAYMENT], make_lines(count)),
    "xlsx": lambda count: make_xlsx([PAYMENT], make_lines(count)),
    "x12": lambda count: make_x12(
        f"{count * 100.25:.2f}", [(f"INV/2026/{place:05}", "100.25") for place in range(count)]
    ),
    "edifact": lambda count: make_remadv(
        f"{count * 100.25:.2f}",
        [(f"INV/2026/{place:05}", "100.25", "380") for place in range(count)],
    ),
    "html": make_advice,
    "plain": make_plain,
}


# === OTHERS === #


def put(content, before, middle):
    """:return: the content with something before the first place of ``before``"""
    place = content.index(before)
    return content[:place] + middle + content[place:]


def make_workbook(rows=b"", parts=None, sheet=None):
    """:param rows: XML behind the rows of the sheet
    :param parts: other parts, by their names
    :param sheet: makes the whole sheet anew of what it was"""
    made = io.BytesIO()
    base = make_xlsx([PAYMENT], [make_line("A", "1.00")])
    with (
        zipfile.ZipFile(io.BytesIO(base)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = sheet(part) if sheet else put(part, b"</sheetData>", rows)
            if name == "xl/_rels/workbook.xml.rels" and "xl/sharedStrings.xml" in (parts or {}):
                kind = f'Type="{OFFICE}/sharedStrings" Target="/xl/sharedStrings.xml"'
                part = put(part, b"</Rel", f'<Relationship {kind} Id="rId99"/>'.encode())
            if name not in (parts or {}):
                new.writestr(name, part)
        for name, part in (parts or {}).items():
            new.writestr(name, part)
    return made.getvalue()


def make_texts(middle, rows=b""):
    """:return: a workbook with these texts that its cells share"""
    return make_workbook(rows, {"xl/sharedStrings.xml": b"<sst>" + middle + b"</sst>"})


def make_table(middle):
    return f"{HEAD.format(total='')}{middle}</table></body></html>".encode()


def make_export(*lines, payments=(PAYMENT,)):
    return make_csv(payments, lines)


ONE_X12 = make_x12("1.00", [("A", "1.00")])
ONE_REMADV = make_remadv("1.00", [("A", "1.00", "380")])
SHARED = b"".join(
    b'<row r="%d"><c t="inlineStr"><is><t>400100200</t></is></c><c t="s"><v>0</v></c></row>' % row
    for row in range(11, 2_500)
)
LONG = "A" * 9_000

# By name: what makes the file, and what its refusal says.
HOSTILE = {
    "csv of one quoted text": (lambda: b'"' + b"a\n" * 9 * MB, "more than 200,000 rows"),
    "csv of commas": (lambda: (b"," * 999_000 + b"\n") * 19, "more than 700,000 cells"),
    "csv of a long line": (lambda: b"a" * 2 * MB, "line of the file has more than 1,000,000"),
    "csv of 16,000 columns": (
        lambda: (
            ",".join([*PAYMENT_HEADER, *map(str, range(16_000))])
            + f"\n{','.join(LINE_HEADER)}\n400100200\n"
        ).encode(),
        "more than 60 columns. Export it again from Vendor Central, without columns",
    ),
    "csv of many payments": (
        lambda: make_export(
            make_line("A", "1"), payments=[make_payment(str(place)) for place in range(2_001)]
        ),
        "more than 2,000 payments",
    ),
    "csv of unknown payments": (
        lambda: make_export(
            *(make_line("A", "1", payment=str(place)) for place in range(2_001)), payments=[]
        ),
        "more than 2,000 payments",
    ),
    "csv of many lines": (
        lambda: make_export(*[make_line("A", "1")] * 55_001),
        "more than 55,000 lines. Export fewer payments at once",
    ),
    "csv with a long number": (
        lambda: make_export(make_line(LONG, "1")),
        "row 9: 'A{40}…' has more than 100 characters",
    ),
    "csv with a number of a million digits": (
        lambda: make_export(make_line("A", "9" * 400_000)),
        "row 9 has a cell of more than 10,000 characters",
    ),
    "csv with long amounts": (
        lambda: make_export(*[make_line("A", "1" + " a" * 4_000 + "(", whole="1")] * 9),
        "Amount Paid: '1 a a a.*…' is no amount",
    ),
    "csv with an exponent": (
        lambda: make_export(make_line("A", "1E+400", whole="1")),
        "'1E.400' is no amount",
    ),
    "csv in damaged utf-16": (
        lambda: b"\xff\xfe" + b"\xd8\xd8" * MB,
        "the text of the file cannot be read",
    ),
    "zeros far behind": (
        lambda: make_export(*make_lines(3_000)) + b"\0",
        "neither a spreadsheet nor text",
    ),
    "x12 of many segments": (lambda: ONE_X12 + b"~" * MB, "more than 500,000 segments"),
    "x12 of many transactions": (
        lambda: put(
            ONE_X12, b"GE*", b"".join(b"ST*820*X%d~SE*2*X%d~" % (n, n) for n in range(2_000))
        ),
        "more than 2,000 payments",
    ),
    "x12 of many documents": (
        lambda: put(ONE_X12, b"SE*", b"RMR*IV*A**1~" * 55_000),
        "more than 55,000 lines",
    ),
    "x12 of a long segment": (
        lambda: put(ONE_X12, b"RMR", b"REF" + b"*A" * 1_900_000 + b"~"),
        "segment 10 has more than 10,000 characters",
    ),
    "x12 with an exponent": (
        lambda: make_x12("1E+400", [("A", "1E+400")]),
        "segment 4, BPR: '1E.400' is no amount",
    ),
    "x12 with a long number": (
        lambda: make_x12("1.00", [(LONG, "1.00")]),
        "has more than 100 characters",
    ),
    "edifact of many segments": (lambda: ONE_REMADV + b"'" * MB, "more than 500,000 segments"),
    "edifact of many messages": (
        lambda: put(ONE_REMADV, b"UNZ", b"UNH+1+REMADV'UNT+2+1'" * 2_000),
        "more than 2,000 payments",
    ),
    "edifact of many escapes": (
        lambda: put(ONE_REMADV, b"UNS", b"FTX+" + b"?+" * 600_000 + b"'"),
        r"more than 500,000 marks \?",
    ),
    "edifact of many documents": (
        lambda: put(ONE_REMADV, b"UNS", b"DOC+380+A'" * 55_000),
        "more than 55,000 lines",
    ),
    "edifact with a long number in each of its adjustments": (
        lambda: put(
            make_remadv("1.00", [(LONG, "1.00", "380")]), b"UNS", b"AJT+1'MOA+165:1'" * 9_000
        ),
        "has more than 100 characters",
    ),
    "html of tags": (lambda: b"<html>" + b"<p>" * 1_000_001, "more than 1,000,000 HTML tags"),
    "html of rows": (
        lambda: b"<html><pre>" + b"a\n" * 200_001,
        "more than 200,000 rows",
    ),
    "html of wide cells": (
        lambda: make_table("<tr>" + "<td colspan=60>x</td>" * 9_000),
        "more than 60 columns in a row",
    ),
    "html of a text in each row": (
        lambda: make_table(f"<tr><td rowspan=0>{LONG}" + "<tr>" * 3_000),
        "more than 20,971,520 characters",
    ),
    "html of attributes": (
        lambda: make_table("<td " + " ".join(f'a{n}="<>"' for n in range(9_000)) + ">"),
        "HTML tag has more than 1,000 attributes",
    ),
    "html of elements in each other": (
        lambda: make_table("</table>" + "<div>" * 400 + "<p>later</p>"),
        "the HTML cannot be read to its end",
    ),
    "html of many payments": (
        lambda: (HEAD.format(total="1.00") + ROW.format("A") + "</table>").encode() * 2_001,
        "more than 2,000 payments",
    ),
    "html of many lines": (
        lambda: make_table("<tr><td>A<td>05-MAR-2026<td>x<td>1.00" * 55_001),
        "more than 55,000 lines",
    ),
    "html with a long number": (
        lambda: make_table(ROW.format(LONG)),
        "line 1: 'A{40}…' has more than 100 characters",
    ),
    "plain text of lines": (
        lambda: b"Payment number: 1\n" + b"a:b\n" * 200_000,
        "more than 200,000 rows",
    ),
    "workbook of cells in one row": (
        lambda: make_workbook(b"<row>" + b"<c/>" * 700_001 + b"</row>"),
        "more than 700,000 cells",
    ),
    "workbook of rows": (lambda: make_workbook(b"<row/>" * 200_001), "more than 200,000 rows"),
    "workbook with a row far below": (
        lambda: make_workbook(b'<row r="1048576"/>'),
        "more than 200,000 rows",
    ),
    "workbook of elements": (
        lambda: make_workbook(b"<x/>" * 3_500_001),
        "more than 3,500,000 elements",
    ),
    "workbook of elements that are not closed": (
        lambda: make_workbook(b"<x>" * MB),
        "the workbook is damaged",
    ),
    "workbook of styles": (
        lambda: make_workbook(
            parts={
                "xl/styles.xml": b"<s><cellXfs>" + b"<xf/>" * 200_001 + b"</cellXfs></s>",
            }
        ),
        "more than 200,000 elements beside its rows",
    ),
    "workbook of parts": (
        lambda: make_workbook(parts={f"x{place}": b"" for place in range(1_001)}),
        "more than 1,000 parts",
    ),
    "workbook with a text in pieces": (
        lambda: make_texts(b"<si>" + (b"<t>" + b"a" * 9_000 + b"</t>") * 2_000 + b"</si>"),
        "a cell of more than 10,000 characters",
    ),
    "workbook of one text in many cells": (
        lambda: make_texts(b"<si><t>" + LONG.encode() + b"</t></si>", SHARED),
        "more than 20,971,520 characters",
    ),
    "workbook of texts": (lambda: make_texts(b"<si/>" * 700_001), "more than 700,000 texts"),
    "workbook with an attribute of megabytes": (
        lambda: make_workbook(b'<row r="' + b"1" * 5 * MB + b'"/>'),
        "a cell of more than 10,000 characters",
    ),
    "workbook with entities": (
        lambda: make_workbook(
            sheet=lambda part: put(part, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]>')
        ),
        "the workbook is damaged",
    ),
    "workbook with an exponent": (
        lambda: make_workbook(
            b'<row r="10"><c t="inlineStr"><is><t>400100200</t></is></c>'
            b'<c t="inlineStr"><is><t>A</t></is></c><c r="E10"><v>1E+400</v></c></row>'
        ),
        "Invoice Amount: '1E.400' is no amount",
    ),
    "workbook with a number of a million digits": (
        lambda: make_workbook(b'<row r="10"><c><v>' + b"9" * MB + b"</v></c></row>"),
        "a cell of more than 10,000 characters",
    ),
    "workbook with a row that is there twice": (
        lambda: make_workbook(sheet=lambda part: re.sub(rb'r="9"', b'r="8"', part)),
        "the workbook is damaged",
    ),
}
