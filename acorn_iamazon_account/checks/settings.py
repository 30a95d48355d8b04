# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Journal, numbers and taxes of invoices."""

from odoo.tools import LazyTranslate

from odoo.addons.acorn_iamazon.checks import Finding, bad, check, good, shorten

from ..rules import LONGEST_NUMBER
from .invoices import TOLD_STATES, get_invoice_domain

_lt = LazyTranslate(__name__)


@check("invoice_journal", 220, _lt("The invoice journal is set"))
def check_invoice_journal(account):
    if account.journal_id:
        return good(account.env._("Invoices go to %s.", account.journal_id.display_name))
    journals = account.env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", account.company_id.id)]
    )
    if len(journals) == 1:
        return good(account.env._("Invoices go to %s.", journals.display_name))
    return Finding(
        "warning" if journals else "bad",
        account.env._("%s sales journals, and none is chosen for Amazon.", len(journals)),
        account.env._("Choose the invoice journal on the Invoices page of the account."),
    )


@check("invoice_numbers", 230, _lt("Invoice numbers fit Amazon"))
def check_invoice_numbers(account):
    moves = account.env["account.move"]
    doubles = moves._read_group(
        get_invoice_domain(account), ["name"], ["__count"], having=[("__count", ">", 1)]
    )
    if doubles:
        return bad(
            account.env._(
                "Several invoices have the number: %s.",
                shorten(account.env, (name for name, _count in doubles)),
            ),
            account.env._(
                "Give each journal that invoices Amazon a sequence of its own: Amazon takes a "
                "number once and for ever."
            ),
        )
    too_long = moves.search(
        [
            *get_invoice_domain(account),
            ("amazon_submission_state", "not in", TOLD_STATES),
            ("name", "=like", "_" * (LONGEST_NUMBER + 1) + "%"),
        ]
    )
    if too_long:
        return bad(
            account.env._(
                "Longer than %(longest)s characters: %(numbers)s.",
                longest=LONGEST_NUMBER,
                numbers=shorten(account.env, too_long.mapped("name")),
            ),
            account.env._(
                "Reset these invoices to draft and shorten the sequence of the journal %s.",
                shorten(account.env, too_long.journal_id.mapped("name")),
            ),
        )
    return good(account.env._("The numbers are short enough, and none is used twice."))


@check("tax_types", 240, _lt("Taxes have Amazon's type"))
def check_tax_types(account):
    taxes = _get_used_taxes(account).flatten_taxes_hierarchy()
    bare = taxes.filtered(lambda tax: not tax.amazon_tax_type)
    if not bare:
        return good(account.env._("The taxes on Amazon's orders have a type of Amazon's."))
    return bad(
        account.env._("Without Amazon's tax type: %s.", shorten(account.env, bare.mapped("name"))),
        account.env._("Choose it on the tax, field Amazon's tax type."),
    )


def _get_used_taxes(account):
    """:return: the taxes on orders that are to be invoiced and on invoices not submitted yet"""
    of_orders = account.env["sale.order.line"]._read_group(
        [
            ("order_id.amazon_account_id", "=", account.id),
            ("order_id.state", "!=", "cancel"),
            ("invoice_status", "!=", "invoiced"),
        ],
        ["tax_ids"],
    )
    of_invoices = account.env["account.move.line"]._read_group(
        [
            ("move_id.amazon_account_id", "=", account.id),
            ("move_id.state", "!=", "cancel"),
            ("move_id.amazon_submission_state", "not in", TOLD_STATES),
            ("display_type", "=", "product"),
        ],
        ["tax_ids"],
    )
    return account.env["account.tax"].union(*(tax for (tax,) in [*of_orders, *of_invoices]))
