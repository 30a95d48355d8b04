# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Invoices that Amazon refused, or would, and their copies."""

from odoo.tools import LazyTranslate

from odoo.addons.acorn_iamazon.checks import bad, check, good, shorten, warning

from ..models.invoice.account_move import KINDS, REFUSED_STATES
from ..rules import find_problems

_lt = LazyTranslate(__name__)

# The newest invoices that wait: so many are held against the rules.
INVOICES_LOOKED_AT = 50
SUBMITTED_STATES = ("sent", "accepted", "rejected")
# Of these it does not matter any more what Amazon would take.
TOLD_STATES = (*SUBMITTED_STATES, "elsewhere")


def get_invoice_domain(account):
    return [
        ("amazon_account_id", "=", account.id),
        ("move_type", "in", list(KINDS)),
        ("state", "=", "posted"),
    ]


@check("invoices", 250, _lt("Amazon would take the invoices"))
def check_invoices(account):
    moves = account.env["account.move"].search(
        [*get_invoice_domain(account), ("amazon_submission_state", "in", REFUSED_STATES)],
        order="id desc",
        limit=INVOICES_LOOKED_AT,
    )
    wrong = [
        f"{move.name} ({', '.join(reasons)})"
        for move in moves
        if (reasons := _find_refusals(account, move))
    ]
    if not wrong:
        return good(account.env._("No invoice was refused, or would be."))
    return bad(
        account.env._("Refused, or sure to be: %s.", shorten(account.env, wrong)),
        account.env._(
            "Open Amazon Invoices: each says what is wrong with it. Correct it, and press "
            "Submit to Amazon."
        ),
    )


def _find_refusals(account, move):
    """:return: codes of the rules that the invoice breaks, and that it was refused"""
    state = move.amazon_submission_state
    codes = [] if state == "to_submit" else [state]
    codes += [finding.code for finding in find_problems(move) if finding.severity == "error"]
    return list(dict.fromkeys(codes))


@check("copies", 260, _lt("Each submitted invoice has its copy"))
def check_copies(account):
    without_copy = [
        *get_invoice_domain(account),
        (
            "amazon_document_ids",
            "not any",
            [("kind", "in", list(KINDS.values())), ("payload", "not in", (False, ""))],
        ),
    ]
    moves = account.env["account.move"]
    lost = moves.search([*without_copy, ("amazon_submission_state", "in", SUBMITTED_STATES)])
    if lost:
        return bad(
            account.env._(
                "Submitted, but what was submitted is gone: %s.",
                shorten(account.env, lost.mapped("name")),
            ),
            account.env._(
                "Restore the Amazon documents of these invoices from a backup: they are the "
                "proof in a dispute."
            ),
        )
    foreign = moves.search([*without_copy, ("amazon_status", "!=", False)])
    if foreign:
        return warning(
            account.env._(
                "Amazon knows invoices that were not submitted from here: %s.",
                shorten(account.env, foreign.mapped("name")),
            ),
            account.env._(
                "They came by EDI or through Vendor Central: keep their copy there, and do not "
                "submit them again."
            ),
        )
    return good(account.env._("What was submitted is kept."))
