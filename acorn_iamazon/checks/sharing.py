# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Two accounts for one thing."""

import hashlib

from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from .. import secret_box
from .catalogue import bad, check, good, shorten

_lt = LazyTranslate(__name__)


@check("shared_authorisation", 140, _lt("Nobody else uses the authorisation"))
def check_shared_authorisation(account):
    mine = _get_authorisation_digest(account)
    others = _get_rivals(account).filtered(
        lambda other: mine and _get_authorisation_digest(other) == mine
    )
    if not others:
        return good(account.env._("No other account has the same refresh token."))
    return bad(
        account.env._("The same refresh token is used by: %s.", _name_accounts(account, others)),
        account.env._(
            "Both fetch and answer the same orders. Keep one account and archive the other; "
            "another vendor group needs a refresh token of its own."
        ),
    )


@check("shared_codes", 150, _lt("Nobody else uses the vendor codes"))
def check_shared_codes(account):
    def fold(name):
        return (name or "").strip().upper()

    mine = {fold(code.name): code.name for code in account.code_ids}
    region = account.marketplace_ids[:1].region
    others = _get_rivals(account).filtered(lambda o: o.marketplace_ids[:1].region == region)
    shared = others.code_ids.filtered(lambda code: fold(code.name) in mine)
    if not shared:
        return good(account.env._("No other account has one of the vendor codes."))
    return bad(
        account.env._(
            "%(codes)s: also a vendor code of %(accounts)s, in the same region.",
            codes=shorten(account.env, sorted({mine[fold(code.name)] for code in shared})),
            accounts=_name_accounts(account, shared.account_id),
        ),
        account.env._(
            "One account must answer the orders of a vendor code: archive the code, or the "
            "account, that is not in use."
        ),
    )


def _get_rivals(account):
    """:return: the accounts of all companies that work on the same side of Amazon: its sandbox,
    or the real one"""
    is_sandbox = account.environment == "sandbox"
    others = account.sudo().search([("id", "!=", account.id)])
    return others.filtered(lambda other: (other.environment == "sandbox") == is_sandbox)


def _get_authorisation_digest(account):
    """:return: what tells whether two accounts have the same authorisation; None without one"""
    secret = account.sudo()
    try:
        token = secret_box.decrypt(account.env, secret.refresh_token_encrypted)
    except UserError:
        return None  # the check of its own token tells
    text = f"{secret.lwa_client_id or ''}\n{token}"
    return hashlib.sha256(text.encode()).hexdigest() if token else None


def _name_accounts(account, accounts):
    """:return: the names; of accounts of other companies nothing but that they are"""
    own = accounts.filtered(lambda other: other.company_id == account.company_id)
    names = own.mapped("name")
    return shorten(
        account.env, [*names, account.env._("another company")] if accounts - own else names
    )
