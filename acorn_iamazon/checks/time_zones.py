# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Whose time it is."""

from odoo.tools import LazyTranslate

from .catalogue import bad, check, good, shorten, warning
from .orders import get_warehouses

_lt = LazyTranslate(__name__)


@check("time_zones", 160, _lt("Time zones are set"))
def check_time_zones(account):
    users = (account.member_ids | account.user_id).filtered(lambda user: not user.tz)
    places = account.company_id.partner_id | get_warehouses(account).partner_id
    places = places.filtered(lambda partner: not partner.tz)
    if users:
        return bad(
            account.env._(
                "Without a time zone: %s. They see ship windows and deadlines in UTC, and date "
                "invoices by it.",
                shorten(account.env, users.mapped("name")),
            ),
            account.env._("Choose the time zone in the preferences of each."),
        )
    if places:
        return warning(
            account.env._(
                "The address of a warehouse or of the company has no time zone: %s.",
                shorten(account.env, places.mapped("display_name")),
            ),
            account.env._("Choose the time zone on the contact."),
        )
    return good(account.env._("Members, company and warehouses have a time zone."))
