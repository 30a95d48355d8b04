# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What a firm's time with Amazon costs and loses: the figures of a table, and of a page."""

import html
import resource
import time
from datetime import timedelta

from .people import DECISIONS, ONCE

ANSWERED_IN = timedelta(hours=24)
INVOICED_IN = timedelta(days=3)  # after the goods left


def count(amazon, api, notes, env, seconds, longest):
    """:param api: :class:`tests.world.api.Api`
    :param notes: :class:`.people.Notes`
    :param env: of the superuser
    :param seconds: real ones that all of it took
    :param longest: real seconds of the longest pass of scheduled actions
    :return: list of (group, name, figure); a figure is a number or a text"""
    orders = len(amazon.orders)
    lines = sum(len(payment.lines) for payment in amazon.remittances.payments)
    return [
        ("Size", "purchase orders", orders),
        ("Size", "order lines", sum(len(order.lines) for order in amazon.orders.values())),
        ("Size", "remittance lines", lines),
        ("Size", "days", (amazon.now - amazon.first_day).days + 1),
        *_count_hands(notes, orders, lines),
        *_count_documents(amazon, env),
        *_count_claims(amazon, notes, env),
        ("Machine", "calls", api.told.total()),
        ("Machine", "answers 429", api.told[429]),
        ("Machine", "longest pass (s)", round(longest, 1)),
        ("Machine", "memory (MB)", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024),
        ("Machine", "seconds in all", round(seconds)),
        ("Machine", "  of them of the processor, in the last run", round(time.process_time())),
    ]


MONEY = ("match", "book", "dispute", "activity: remittance")


def _count_hands(notes, orders, lines):
    yield "Hands", "in all", notes.hands.total()
    needless = [cause for cause in notes.hands if cause not in DECISIONS | ONCE]
    of_orders = sum(notes.hands[cause] for cause in needless if cause not in MONEY)
    of_money = sum(notes.hands[cause] for cause in needless if cause in MONEY)
    yield "Hands", "no decisions, per 100 POs", round(of_orders * 100 / max(orders, 1), 1)
    yield "Hands", "no decisions, per 1,000 lines", round(of_money * 1000 / max(lines, 1), 1)
    for cause, number in notes.hands.most_common():
        kinds = {"decision": DECISIONS, "set up once": ONCE}
        mark = next((name for name, causes in kinds.items() if cause in causes), "no decision")
        yield "Hands by cause", f"{cause} ({mark})", number


def _count_documents(amazon, env):
    over = [o for o in amazon.orders.values() if amazon.now - o.placed > ANSWERED_IN]
    answered = [o for o in over if o.answered and o.answered - o.placed <= ANSWERED_IN]
    yield "Documents", "acknowledged in time", _share(len(answered), len(over))
    trucks = amazon.shipments.trucks
    notices = amazon.shipments.notices
    told = [t for t in trucks if t.notice in notices and notices[t.notice].taken <= t.arrives]
    yield "Documents", "announced before they arrive", _share(len(told), len(trucks))
    left = {load.order: truck.left for truck in trucks for load in truck.loads}
    invoices = [i for i in amazon.invoices.by_number.values() if not i.faults]
    prompt = [i for i in invoices if i.taken - left[i.lines[0].order] <= INVOICED_IN]
    yield (
        "Documents",
        f"invoiced within {INVOICED_IN.days} days",
        _share(len(prompt), len(invoices)),
    )
    sent = env["amazon.vendor.document"].search(
        [("direction", "=", "out"), ("state", "in", ("accepted", "rejected", "failed", "unknown"))]
    )
    first = sent.filtered(lambda document: document.state == "accepted")
    yield "Documents", "taken at first", _share(len(first), len(sent))
    paid = [i for i in invoices if i.settled]
    days = [(i.settled - amazon.orders[i.lines[0].order].placed).days for i in paid]
    yield "Documents", "days from order to cash", round(sum(days) / len(days), 1) if days else "-"


def _count_claims(amazon, notes, env):
    documents = amazon.claims.documents
    charged = [d for d in documents.values() if d.kind == "chargeback"]
    yield "Claims", "avoidable chargebacks", len(charged)
    kept = {
        d.number
        for payment in amazon.remittances.payments
        for d, _amount in payment.lines
        if not payment.is_failed and amazon.now - payment.date > timedelta(days=3)
    }
    claims = [d for d in documents.values() if d.kind in ("shortage", "price") and d.number in kept]
    wrong = [d.number for d in claims if d.wrong]
    right = [d.number for d in claims if not d.wrong]
    known = set(env["amazon.vendor.dispute"].search([]).mapped("number"))
    yield "Claims", "Amazon's error, kept from payments", len(wrong)
    yield "Claims", "  found", len(known.intersection(wrong))
    yield "Claims", "  disputed", len(notes.disputes.keys() & wrong)
    yield "Claims", "  won, in full or in part", len([n for n in wrong if f"{n}R" in documents])
    yield "Claims", "  missed", len(set(wrong) - notes.disputes.keys())
    yield "Claims", "our error, kept from payments", len(right)
    yield "Claims", "  left alone", len(set(right) - notes.disputes.keys())


def _share(part, whole):
    return f"{part / whole:.1%} of {whole}" if whole else "-"


def write_table(rows):
    """:return: the figures as text"""
    width = max(len(name) for _group, name, _figure in rows)
    written, former = [], None
    for group, name, figure in rows:
        if group != former:
            written.append(f"\n{group}")
            former = group
        written.append(f"  {name:<{width}}  {figure}")
    return "\n".join(written)


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 52rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td:last-child { text-align: right }
td { border-bottom: 1px solid #ddd; padding: .3rem }
.bar { background: #71639e; height: .6rem; margin-top: .35rem }
h2 { margin-top: 2rem } pre { white-space: pre-wrap }
"""


def write_page(title, rows, findings):
    """:param findings: month -> kind -> list of sentences
    :return: one HTML file"""
    parts = [f"<h1>{html.escape(title)}</h1>"]
    for group in dict.fromkeys(group for group, _name, _figure in rows):
        inside = [(name, figure) for g, name, figure in rows if g == group]
        parts += [f"<h2>{html.escape(group)}</h2>", "<table>"]
        largest = max((f for _n, f in inside if isinstance(f, int)), default=0)
        parts += [_write_row(name, figure, group, largest) for name, figure in inside]
        parts.append("</table>")
    parts.append("<h2>At the ends of the months</h2>")
    for month, kinds in findings.items():
        texts = [text for found in kinds.values() for text in found] or ["Nothing differs."]
        parts.append(f"<h3>{month}</h3><pre>{html.escape(chr(10).join(texts))}</pre>")
    head = f'<meta charset="utf-8"><title>{html.escape(title)}</title><style>{STYLE}</style>'
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(parts)}</body></html>"


def _write_row(name, figure, group, largest):
    bar = ""
    if group == "Hands by cause" and largest:
        bar = f'<div class="bar" style="width: {figure / largest:.0%}"></div>'
    return f"<tr><td>{html.escape(name)}{bar}</td><td>{html.escape(str(figure))}</td></tr>"
