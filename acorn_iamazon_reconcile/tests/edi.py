# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Remittances as EDI messages, for the tests to vary."""


def make_x12(total, rows, adjustments=()):
    """:param rows: (number, paid); :param adjustments: (amount, reason, reference)"""
    body = [
        "ST*820*0001",
        f"BPR*C*{total}*C*ACH*CCP*01*123456789*DA*1234567*1234567890**01*987654321*DA*76*20261120",
        "TRN*1*400100200",
        "CUR*PR*USD",
        "DTM*097*20261120",
        "N1*PE*ACORN*91*ACRN1",
        "ENT*1",
    ]
    for number, paid in rows:
        body += [f"RMR*IV*{number}**{paid}*{paid}*0", "REF*PO*4A7Q2KXV", "DTM*003*20260305"]
    body += [f"ADX*{amount}*{reason}*IV*{reference}" for amount, reason, reference in adjustments]
    body.append(f"SE*{len(body) + 1}*0001")
    blank = " " * 10
    sender, receiver = "AMAZON".ljust(15), "VENDOR".ljust(15)
    envelope = (
        f"ISA*00*{blank}*00*{blank}*ZZ*{sender}*ZZ*{receiver}*261120*1200*U*00401*000000001*0*P*>"
    )
    segments = [
        envelope,
        "GS*RA*AMAZON*VENDOR*20261120*1200*1*X*004010",
        *body,
        "GE*1*1",
        "IEA*1*000000001",
    ]
    return ("~".join(segments) + "~").encode()


def make_remadv(total, rows):
    """:param rows: (number, amount, code of the document)"""
    body = [
        "UNH+1+REMADV:D:96A:UN",
        "BGM+481+400100200+9",
        "DTM+137:20261120:102",
        "CUX+2:USD:11",
    ]
    for number, amount, code in rows:
        body += [
            f"DOC+{code}+{number}",
            f"MOA+9:{amount}",
            f"MOA+12:{amount}",
            "DTM+171:20260305:102",
        ]
    body += ["UNS+S", f"MOA+12:{total}"]
    body.append(f"UNT+{len(body) + 1}+1")
    segments = ["UNB+UNOC:3+AMZ:14+VEN:14+261120:1200+1", *body, "UNZ+1+1"]
    return ("UNA:+.? '" + "".join(f"{segment}'" for segment in segments)).encode()
