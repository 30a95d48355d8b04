# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The quantity ledger: lines whose numbers contradict each other."""

from odoo.tools import LazyTranslate

from .catalogue import check, good, shorten, warning

_lt = LazyTranslate(__name__)

# So many lines are looked at, those of the newest orders.
LINES_LOOKED_AT = 2000


@check("quantities", 205, _lt("Quantities agree"))
def check_quantities(account):
    lines = account.env["sale.order.line"].search(
        [
            ("order_id.amazon_account_id", "=", account.id),
            ("amazon_item_sequence", "!=", False),
            ("state", "=", "sale"),
        ],
        order="order_id desc, id",
        limit=LINES_LOOKED_AT,
    )
    found = list(_find_contradictions(lines))
    if not found:
        return good(
            account.env._(
                "What was ordered, accepted, shipped, received and invoiced agrees on the last %s "
                "lines.",
                len(lines),
            )
        )
    return warning(
        shorten(account.env, found),
        account.env._(
            "Open the orders, page Amazon: the numbers that contradict each other are in colour. "
            "Correct the transfer, the notice or the invoice, or dispute what Amazon claims."
        ),
    )


def _find_contradictions(lines):
    for line, quantities in lines.env["amazon.vendor.quantity"]._read(lines).items():
        text = line._amazon_describe_contradiction(quantities)
        if text:
            yield lines.env._(
                "%(order)s, line %(line)s: %(text)s",
                order=line.order_id.amazon_purchase_order_number,
                line=line.amazon_item_sequence,
                text=text,
            )
