# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Settings of Odoo with which Amazon's orders cannot be worked."""

from odoo import fields
from odoo.tools import LazyTranslate

from .catalogue import Finding, check, good, shorten

_lt = LazyTranslate(__name__)

# Days in which a warehouse that works at all works once.
FORTNIGHT = 14


@check("settings", 185, _lt("Odoo's settings let orders through"))
def check_settings(account):
    """What cannot work is named at once, not when an order is due."""
    account = account.with_context(active_test=False).sudo()
    places = (_find_warehouses, _find_customer, _find_products, _find_units)
    found = [problem for find in places for problem in find(account)]
    if not found:
        return good(account.env._("Warehouse, customer and products fit."))
    worst = "bad" if any(status == "bad" for status, _text, _mend in found) else "warning"
    return Finding(
        worst,
        shorten(account.env, [text for _status, text, _mend in found]),
        "\n".join(dict.fromkeys(mend for _status, _text, mend in found)),
    )


def _find_warehouses(account):
    """:return: (status, sentence, mend) for each warehouse that orders cannot leave"""
    env = account.env
    chosen = account.warehouse_id | account.code_ids.filtered("active").warehouse_id
    own = env["stock.warehouse"].search(
        [("company_id", "=", account.company_id.id), ("active", "=", True)]
    )
    if not own:
        yield (
            "bad",
            env._("%s has no warehouse.", account.company_id.name),
            env._("Make one in Inventory, Configuration, Warehouses."),
        )
    for warehouse in chosen.filtered(lambda warehouse: not warehouse.active):
        yield (
            "bad",
            env._("Warehouse %s is archived.", warehouse.name),
            env._("Choose another one on the account or its vendor codes, or restore it."),
        )
    for warehouse in (chosen or own[:1]).filtered("active"):
        yield from _find_routes(warehouse)


def _find_routes(warehouse):
    env = warehouse.env
    if not warehouse.delivery_route_id.active:
        yield (
            "bad",
            env._("Warehouse %s has no route for deliveries.", warehouse.name),
            env._("Restore it in Inventory, Configuration, Routes, or choose another warehouse."),
        )
    calendar, today = warehouse.amazon_calendar_id, fields.Datetime.now()
    end = fields.Datetime.add(today, days=FORTNIGHT)
    if calendar and not calendar.get_work_hours_count(today, end):
        yield (
            "warning",
            env._("Warehouse %s does not work within a fortnight.", warehouse.name),
            env._("Look at the working days of the warehouse and its calendar."),
        )


def _find_customer(account):
    env, partner = account.env, account.partner_id
    if not partner:
        yield (
            "bad",
            env._("No customer is set for Amazon."),
            env._("Choose Amazon as customer on the account."),
        )
    elif not partner.active:
        yield (
            "bad",
            env._("The customer %s is archived.", partner.display_name),
            env._("Restore the contact, or choose another one on the account."),
        )
    elif partner.company_id - account.company_id:
        yield (
            "bad",
            env._("The customer %s belongs to another company.", partner.display_name),
            env._("Choose a customer of %s on the account.", account.company_id.name),
        )


def _find_products(account):
    """:return: mapped products that cannot be sold to Amazon"""
    env = account.env
    products = env["amazon.vendor.product"].search([("account_id", "=", account.id)]).product_id
    foreign = products.filtered(lambda product: product.company_id - account.company_id)
    if foreign:
        yield (
            "bad",
            env._("Products of another company: %s.", shorten(env, foreign.mapped("display_name"))),
            env._("Empty the company of the products, or map others in Amazon Vendor, Products."),
        )
    unsold = (products - foreign).filtered(
        lambda product: product.active and not product.sale_ok and product.type == "consu"
    )
    if unsold:
        yield (
            "warning",
            env._("Not for sale, so proposed to be refused: %s.", _name(env, unsold)),
            env._("Tick Sales on the products, or mark them as obsolete in Amazon Vendor."),
        )


def _find_units(account):
    """:return: mapped products that are not counted in units, such as those kept in kilograms"""
    env = account.env
    each = env["uom.uom"]._amazon_get_each()
    products = env["amazon.vendor.product"].search([("account_id", "=", account.id)]).product_id
    odd = products.filtered(lambda product: each and not product.uom_id._has_common_reference(each))
    if odd:
        yield (
            "warning",
            env._("Not counted in units: %s.", _name(env, odd, unit=True)),
            env._("An each of Amazon's is taken as one of that unit: set a unit that is counted."),
        )


def _name(env, products, unit=False):
    names = [
        f"{product.display_name} ({product.uom_id.name})" if unit else product.display_name
        for product in products
    ]
    return shorten(env, names)
