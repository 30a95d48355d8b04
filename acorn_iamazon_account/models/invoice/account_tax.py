# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

# Amazon's tax types (Vendor Invoices v1); which one a country uses is our default, to be changed
# on the tax where Amazon wants another one.
TYPES = "VAT DomesticVAT MwSt. TVA GST CGST SGST UTGST IGST CESS PST ST Consumption MutuallyDefined"
TYPE_BY_COUNTRY = {
    "US": "ST",
    "CA": "GST",
    "AU": "GST",
    "IN": "IGST",
    "SG": "GST",
    "JP": "Consumption",
}


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
        for tax in self:
            tax.amazon_tax_type = tax.amazon_tax_type or TYPE_BY_COUNTRY.get(
                tax.country_id.code, "VAT"
            )
