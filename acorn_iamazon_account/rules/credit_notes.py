# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Credit notes: what they refer to, and what Amazon wants to know of each kind."""

from .catalogue import rule
from .records import Invoice, Problems

# Page "Submit credit notes".
COUNTRIES = set(
    ["ES", "IN", "IE", "ZA", "BE", "FR", "EG", "PL", "NL", "GB", "DE", "SE", "SA", "IT"]
)
# Kinds that Amazon's receivables open; the others correct an invoice that Amazon pays.
RECEIVABLE_KINDS = ("returns", "coop")


def is_of_invoice(move: Invoice) -> bool:
    """:param move: an invoice or a credit note
    :return: whether it is a credit note that corrects an invoice"""
    return move.move_type == "out_refund" and move.amazon_credit_kind not in RECEIVABLE_KINDS


@rule("credit_note", "error", "page Submit credit notes: exactly one accepted invoice a note")
def check_credit_note(move: Invoice) -> Problems:
    """A credit note that corrects an invoice refers to one that Amazon accepted."""
    if not is_of_invoice(move):
        return
    invoice = move.reversed_entry_id
    if not invoice:
        yield (
            move,
            "reversed_entry_id",
            move.env._(
                "%s: the credit note refers to no invoice. Make it by Credit Note on the invoice.",
                move.name,
            ),
        )
    elif invoice.amazon_submission_state != "accepted":
        yield (
            invoice,
            "amazon_submission_state",
            move.env._(
                "%(number)s: Amazon has not accepted the invoice %(invoice)s that it refers to.",
                number=move.name,
                invoice=invoice.name,
            ),
        )


@rule("credit_kind", "error", "page Submit credit notes: each kind has references of its own")
def check_credit_kind(move: Invoice) -> Problems:
    """A credit note says what it is for."""
    if move.move_type == "out_refund" and not move.amazon_credit_kind:
        yield (
            move,
            "amazon_credit_kind",
            move.env._(
                "%s: choose what the credit note is for, on its page Amazon.",
                move.name,
            ),
        )


@rule("credit_amount", "error", "ours: more than was invoiced cannot be credited")
def check_credit_amount(move: Invoice) -> Problems:
    """What is credited, with what was credited before, is not more than the invoice."""
    invoice = move.reversed_entry_id
    if not is_of_invoice(move) or not invoice:
        return
    others = invoice.reversal_move_ids.filtered(lambda m: m.state == "posted" and m != move)
    credited = move.amount_total + sum(other.amount_total for other in others)
    if move.currency_id.compare_amounts(credited, invoice.amount_total) > 0:
        yield (
            move,
            "invoice_line_ids",
            move.env._(
                "%(number)s: %(credited)s are credited in all, invoice %(invoice)s is over "
                "%(total)s. Lower the amount.",
                number=move.name,
                credited=move.currency_id.format(credited),
                invoice=invoice.name,
                total=move.currency_id.format(invoice.amount_total),
            ),
        )


@rule("credit_returns", "error", "Vendor Invoices v1: obligatory for returns")
def check_credit_returns(move: Invoice) -> Problems:
    """A credit note for returns has the number of Amazon's returns notice and the day on which the
    goods came back."""
    if move.move_type != "out_refund" or move.amazon_credit_kind != "returns":
        return
    for name in ("amazon_returns_reference", "amazon_goods_return_date"):
        if not move[name]:
            yield (
                move,
                name,
                move.env._(
                    "%(number)s: %(field)s is missing, which Amazon wants of each credit note for "
                    "returns.",
                    number=move.name,
                    field=move._fields[name]._description_string(move.env),
                ),
            )


@rule("credit_coop", "error", "Vendor Invoices v1: rejected without either")
def check_credit_coop(move: Invoice) -> Problems:
    """A credit note for co-op has the number of the agreement or of Amazon's debit note."""
    if move.move_type != "out_refund" or move.amazon_credit_kind != "coop":
        return
    if not (move.amazon_coop_reference or move.amazon_debit_note_number):
        yield (
            move,
            "amazon_coop_reference",
            move.env._(
                "%s: enter the number of the co-op agreement or of Amazon's debit note.",
                move.name,
            ),
        )


@rule("credit_country", "warning", "page Submit credit notes: list of countries")
def check_credit_country(move: Invoice) -> Problems:
    """Amazon takes credit notes through the API in the country of the bill-to party."""
    country = move.partner_id.country_id
    if move.move_type == "out_refund" and country and country.code not in COUNTRIES:
        yield (
            move,
            "partner_id",
            move.env._(
                "%(number)s: Amazon does not say that it takes credit notes through the API in "
                "%(country)s. Submit it in Vendor Central, or try.",
                number=move.name,
                country=country.name,
            ),
        )
