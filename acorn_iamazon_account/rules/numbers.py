# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The number of the invoice, and whether Amazon has it already."""

import re

from .catalogue import rule
from .records import Invoice, Problems

LONGEST_NUMBER = 22
SAFE_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]*")
# Which of these a number has makes no other number of it, for Amazon.
ALIKE = str.maketrans("-", "_")
SUBMITTED_STATES = ("queued", "sent", "accepted")


@rule("posted", "error", "ours: a draft has no final number")
def check_posted(move: Invoice) -> Problems:
    """The invoice is posted."""
    if move.state != "posted":
        yield move, "state", move.env._("%s: post the invoice first.", move.display_name)


@rule("number_length", "error", "X12 810, element 76: at most 22 characters")
def check_number_length(move: Invoice) -> Problems:
    """The number has at most 22 characters."""
    if len(move.name or "") > LONGEST_NUMBER:
        yield (
            move.journal_id,
            "code",
            move.env._(
                "%(number)s: the number has more than %(longest)s characters. Shorten the "
                "sequence of the journal %(journal)s.",
                number=move.name,
                longest=LONGEST_NUMBER,
                journal=move.journal_id.display_name,
            ),
        )


@rule("number_characters", "warning", "ours: Amazon does not publish which characters it takes")
def check_number_characters(move: Invoice) -> Problems:
    """The number has letters without accents, figures and / - _ . only."""
    if move.state == "posted" and not SAFE_NUMBER.fullmatch(move.name or ""):
        yield (
            move.journal_id,
            "code",
            move.env._(
                "%s: the number has characters that Amazon may not take. Letters A to Z, "
                "figures, / - _ and . are safe: change the sequence of the journal.",
                move.name,
            ),
        )


@rule("number_unique", "error", "use case guide 2021: a number is used once, for ever")
def check_number_unique(move: Invoice) -> Problems:
    """No other invoice or credit note was submitted under the number; - and _, capitals and small
    letters count as the same."""
    if move.state != "posted":
        return
    # For a pattern, _ is any letter: of those that were found, the name itself decides.
    pattern = re.sub(r"([\\%])", r"\\\1", move.name).replace("-", "_")
    sent = (
        move.env["amazon.vendor.document"]
        .sudo()
        .search(
            [
                ("account_id", "=", move.sudo().amazon_account_id.id),
                ("direction", "=", "out"),
                ("kind", "in", ("invoice", "credit_note")),
                ("number", "=ilike", pattern),
                ("move_id", "!=", move.id),
                ("attempts", ">", 0),
            ]
        )
    )
    others = [other for other in sent if _fold(other.number) == _fold(move.name)]
    for other in others[:1]:
        yield (
            move,
            "name",
            move.env._(
                "%(number)s: Amazon was sent %(other)s before, for another invoice. Give this "
                "one a new number.",
                number=move.name,
                other=other.number,
            ),
        )


def _fold(number: str) -> str:
    return number.casefold().translate(ALIKE)


@rule("known_at_amazon", "error", "use case guide 2021: a number is used once, for ever")
def check_known_at_amazon(move: Invoice) -> Problems:
    """Amazon does not have an invoice of this number that was sent by other means."""
    if move.amazon_status in (False, "REJECTED") or move.state != "posted":
        return
    account = move.sudo().amazon_account_id
    if account.live_mode != "shadow" and not move._get_amazon_submissions().filtered("attempts"):
        yield (
            move,
            "amazon_status",
            move.env._(
                "%(number)s: Amazon has an invoice of this number, which was not sent from here "
                "(its status: %(status)s). Do not submit it again.",
                number=move.name,
                status=move.amazon_status,
            ),
        )


@rule("duplicate_content", "warning", "PQV defect DUPLICATE_INVOICE_DEFECT")
def check_duplicate_content(move: Invoice) -> Problems:
    """No other invoice with the same lines, quantities and total was submitted."""
    if not move.amazon_purchase_order_number:
        return
    twins = move.search(
        [
            ("amazon_account_id", "=", move.sudo().amazon_account_id.id),
            ("amazon_purchase_order_number", "=", move.amazon_purchase_order_number),
            ("amazon_submission_state", "in", SUBMITTED_STATES),
            ("move_type", "=", move.move_type),
            ("amount_total", "=", move.amount_total),
            ("id", "!=", move.id),
        ]
    )
    same = [
        twin
        for twin in twins
        if _get_content(twin) == _get_content(move) and twin.payment_state != "reversed"
    ]
    if not same or len(same) < move._amazon_count_equal_shipments():
        return  # an order that left in equal parts has an invoice of each
    for twin in same:
        yield (
            move,
            "invoice_line_ids",
            move.env._(
                "%(number)s has the same lines, quantities and total as %(other)s, which "
                "was submitted before.",
                number=move.name or move.display_name,
                other=twin.name,
            ),
        )


def _get_content(move: Invoice) -> list[tuple[list[int], int, float, float]]:
    return sorted(
        (line.sale_line_ids.ids, line.product_id.id, line.quantity, line.price_subtotal)
        for line in move._amazon_get_goods_lines()
    )
