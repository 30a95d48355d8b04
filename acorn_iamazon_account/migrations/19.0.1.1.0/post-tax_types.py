# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Every tax of Canada was a GST, every one of India an IGST: the words of a tax tell better."""

from odoo import SUPERUSER_ID, api

from odoo.addons.acorn_iamazon_account.models.invoice.account_tax import tell_tax_type

FORMER = {"CA": "GST", "IN": "IGST"}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for country, former in FORMER.items():
        taxes = env["account.tax"].with_context(active_test=False)
        for tax in taxes.search(
            [("country_id.code", "=", country), ("amazon_tax_type", "=", former)]
        ):
            tax.amazon_tax_type = tell_tax_type(country, tax._amazon_get_words())
