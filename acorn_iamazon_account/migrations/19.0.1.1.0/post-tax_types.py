# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every tax of Canada was a GST, every one of India an IGST: the words of a tax tell better."""

from odoo import SUPERUSER_ID, api

FORMER = {"CA": "GST", "IN": "IGST"}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    taxes = env["account.tax"].with_context(active_test=False)
    for country, former in FORMER.items():
        taxes.search(
            [("country_id.code", "=", country), ("amazon_tax_type", "=", former)]
        ).amazon_tax_type = False
    env["amazon.vendor.tax.type"]._fill()
