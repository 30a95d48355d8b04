# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Ireland and South Africa have a Vendor Central of their own; who typed another keeps it."""

from odoo import SUPERUSER_ID, api

SITES = {
    "marketplace_ie": "https://vendorcentral.amazon.ie",
    "marketplace_za": "https://vendorcentral.amazon.co.za",
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, site in SITES.items():
        marketplace = env.ref(f"acorn_iamazon.{name}", raise_if_not_found=False)
        if marketplace and not marketplace.vendor_central_url:
            marketplace.vendor_central_url = site
