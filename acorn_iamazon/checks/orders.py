# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Marketplaces and vendor codes, held against the orders."""

from datetime import timedelta

from odoo import fields
from odoo.tools import LazyTranslate

from .catalogue import bad, check, good, shorten, warning

_lt = LazyTranslate(__name__)

# Settings are held against the orders of so long.
ORDERS_LOOKED_AT = timedelta(days=180)
# Percent of an agreed cost: more than this is no rounding, but another price.
MOST_TOLERANCE = 5


def _get_order_domain(account):
    return [
        ("amazon_account_id", "=", account.id),
        ("state", "!=", "cancel"),
        ("create_date", ">=", fields.Datetime.now() - ORDERS_LOOKED_AT),
    ]


@check("marketplaces", 120, _lt("Marketplaces fit the orders"))
def check_marketplaces(account):
    if not account.marketplace_ids:
        return bad(
            account.env._("The account has no marketplace: its region is not known."),
            account.env._("Choose the marketplaces that the refresh token was made for."),
        )
    expected = account.marketplace_ids.currency_id
    orders = account.env["sale.order"]._read_group(
        _get_order_domain(account),
        ["currency_id"],
        ["__count", "amazon_purchase_order_number:max"],
    )
    strange = [(c, count, number) for c, count, number in orders if c not in expected]
    if not strange or not expected:
        names = shorten(account.env, account.marketplace_ids.mapped("name"))
        return good(account.env._("Orders are in the currencies of: %s.", names))
    return warning(
        account.env._(
            "Orders are in a currency that no marketplace of the account has: %s.",
            shorten(
                account.env,
                [
                    account.env._(
                        "%(count)s in %(currency)s (such as %(number)s)",
                        count=count,
                        currency=currency.name,
                        number=number,
                    )
                    for currency, count, number in strange
                ],
            ),
        ),
        account.env._(
            "Compare an order with Vendor Central. Add the marketplace that it comes from, or "
            "correct the currency of the order."
        ),
    )


@check("codes", 130, _lt("Vendor codes are set up"))
def check_codes(account):
    used = account.env["sale.order"]._read_group(
        _get_order_domain(account),
        ["amazon_code_id", "currency_id"],
        ["amazon_purchase_order_number:max"],
    )
    unknown = [number for code, _c, number in used if not code.active or code.account_id != account]
    if unknown:
        return bad(
            account.env._(
                "Orders have a vendor code that the account does not know (any more), such as %s.",
                shorten(account.env, unknown),
            ),
            account.env._("Add the vendor code in Configuration, Vendor Codes, or restore it."),
        )
    lacking = [
        text for code, currency, _n in used for text in _find_lacking(account, code, currency)
    ]
    if lacking:
        return warning(
            account.env._("Odoo must guess: %s.", shorten(account.env, dict.fromkeys(lacking))),
            account.env._("Complete the vendor codes in Configuration, Vendor Codes."),
        )
    return good(account.env._("The vendor codes of the orders have what they need."))


def _find_lacking(account, code, currency):
    """What Odoo chooses rightly by itself is not asked for."""
    if not (code.warehouse_id or account.warehouse_id) and len(get_warehouses(account)) > 1:
        yield account.env._("%s has no warehouse", code.name)
    if currency != (code.pricelist_id.currency_id or account.company_id.currency_id):
        yield account.env._(
            "%(code)s has no pricelist in %(currency)s", code=code.name, currency=currency.name
        )


def get_warehouses(account):
    """:return: the warehouses that are set, or all that Odoo may choose from"""
    chosen = account.warehouse_id | account.code_ids.warehouse_id
    return chosen or account.env["stock.warehouse"].search(
        [("company_id", "=", account.company_id.id)]
    )


@check("agreed_costs", 135, _lt("Costs are compared with what was agreed"))
def check_agreed_costs(account):
    """A product without an agreed cost is sold at whatever Amazon writes: said, for nothing else
    tells it. A tolerance that lets much pass is said as well."""
    lines = account.env["sale.order.line"]._read_group(
        [
            *(
                ("order_id." + name, operator, value)
                for name, operator, value in _get_order_domain(account)
            ),
            ("amazon_item_sequence", "!=", False),
            ("amazon_agreed_cost", "=", 0),
        ],
        ["product_id"],
    )
    mend = account.env._(
        "Set the agreed costs of the vendor code in Configuration, Vendor Codes: a price list "
        "with what Amazon and you agreed for each product."
    )
    if lines:
        names = shorten(account.env, [product.display_name for (product,) in lines if product])
        return warning(
            account.env._("Nothing is agreed for %s: each cost of Amazon's is taken.", names), mend
        )
    tolerance = account.price_tolerance
    if tolerance > MOST_TOLERANCE:
        return warning(
            account.env._("Costs may differ by %s %% from what was agreed, unasked.", tolerance),
            account.env._("Lower the tolerance of costs on the account."),
        )
    if not tolerance:
        return good(account.env._("Each difference from what was agreed is asked about."))
    return good(
        account.env._("Differences beyond %s %% of the agreed cost are asked about.", tolerance)
    )
