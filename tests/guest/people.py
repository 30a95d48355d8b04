# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The people of a company who have nothing to do with Amazon, by Odoo's own groups."""

from odoo import Command

ROLES = {
    "salesperson, own documents": ["sales_team.group_sale_salesman"],
    "salesperson, all documents": ["sales_team.group_sale_salesman_all_leads"],
    "sales manager": ["sales_team.group_sale_manager"],
    "stock user": ["stock.group_stock_user"],
    "stock manager": ["stock.group_stock_manager"],
    "purchaser": ["purchase.group_purchase_user"],
    "invoicing user": ["account.group_account_invoice"],
    "accountant": ["account.group_account_user"],
    "accounting manager": ["account.group_account_manager"],
    "auditor": ["account.group_account_readonly"],
    "product manager": ["product.group_product_manager", "base.group_partner_manager"],
    "employee": [],
    "portal": ["base.group_portal"],
    "public": ["base.group_public"],
}


def make_people(env, companies=None):
    """:return: a user for each role, none of whom has a group of ours"""
    companies = companies or env.company
    people = {}
    for role, groups in ROLES.items():
        outside = role in ("portal", "public")
        groups = [*groups, *([] if outside else ["base.group_user", "base.group_allow_export"])]
        people[role] = env["res.users"].create(
            {
                "name": role,
                "login": f"{role} (guest)",
                "company_id": companies[0].id,
                "company_ids": [Command.set(companies.ids)],
                "group_ids": [Command.set([env.ref(group).id for group in groups])],
            }
        )
    return people
