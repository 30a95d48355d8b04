# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What Amazon's roles let the application do with invoices."""

from datetime import timedelta

from odoo import fields
from odoo.tools import LazyTranslate

from odoo.addons.acorn_iamazon.checks import check, roles
from odoo.addons.acorn_iamazon.spapi import utc_text

_lt = LazyTranslate(__name__)


@check("role_invoices", 210, _lt("Role for invoice status"))
def check_role_invoices(account):
    """Amazon does not document the role of the Invoices API."""
    since = fields.Datetime.now() - timedelta(hours=1)
    return roles.probe_role(
        account,
        "getInvoiceHeaders",
        account.env._("Finance and Accounting (presumably)"),
        query={
            "marketplaceId": account.marketplace_ids[:1].amazon_id or "",
            "invoicesModifiedAfter": utc_text(since),
        },
    )
