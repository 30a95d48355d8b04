# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models
from odoo.tools import html2plaintext

# Amazon's tax types (Vendor Invoices v1).
TYPES = "VAT DomesticVAT MwSt. TVA GST CGST SGST UTGST IGST CESS PST ST Consumption MutuallyDefined"
# Which one a country uses. Where there are several, the words of the tax tell; English and French
# are those of Odoo's Canadian chart. HST is GST at a higher rate, under the same registration; QST
# is the provincial tax of Quebec. What no word tells is left to a person: a rule asks.
TYPE_BY_COUNTRY = {
    "US": "ST",
    "AU": "GST",
    "NZ": "GST",
    "SG": "GST",
    "JP": "Consumption",
}
# Value added tax is their only one; so it is in all countries of Europe (Odoo's group).
VAT_COUNTRIES = frozenset(
    "AE AR BH BR CH CL CN CO EG GB ID IL IS KR LI MX NO OM PE PH RS SA TH TR TW UA VN ZA".split()  # noqa: SIM905
)
WORDS_BY_COUNTRY = {
    "CA": {"PST": "PST TVP RST QST TVQ", "GST": "GST TPS HST TVH"},
    "IN": {"CESS": "CESS", "CGST": "CGST", "SGST": "SGST", "UTGST": "UTGST", "IGST": "IGST"},
}


def tell_tax_type(country, words):
    """
    :param str country: ISO code
    :param str words: name, labels and group of the tax
    :return: Amazon's tax type; empty when the words tell none, or several
    """
    words = set(re.findall(r"[^\W\d_]+", words.upper()))
    told = [
        tax_type
        for tax_type, names in WORDS_BY_COUNTRY.get(country, {}).items()
        if words & set(names.split())
    ]
    if len(told) == 1:
        return told[0]
    return TYPE_BY_COUNTRY.get(country, "VAT" if country in VAT_COUNTRIES else "")


class AccountTax(models.Model):
    _inherit = "account.tax"

    amazon_tax_type = fields.Selection(
        [(name, name) for name in TYPES.split()],
        "Amazon's tax type",
        compute="_compute_amazon_tax_type",
        store=True,
        readonly=False,
        help="How the tax is named on invoices that are submitted to Amazon.",
        prefetch="amazon",
    )

    @api.depends("country_id")
    def _compute_amazon_tax_type(self):
        europe = self.env.ref("base.europe").country_ids
        for tax in self:
            country = tax.country_id
            told = tell_tax_type(country.code, tax._amazon_get_words())
            tax.amazon_tax_type = (
                tax.amazon_tax_type or told or ("VAT" if country in europe else False)
            )

    def _amazon_get_words(self):
        """:return: what the tax is called, in the language that it was made in"""
        tax = self.with_context(lang=None)
        description = html2plaintext(tax.description or "")
        return " ".join(
            filter(None, [tax.name, tax.invoice_label, description, tax.tax_group_id.name])
        )
