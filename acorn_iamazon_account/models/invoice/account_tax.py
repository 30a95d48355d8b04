# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import html2plaintext

from .amazon_vendor_tax_type import SELECTION


class AccountTax(models.Model):
    _inherit = "account.tax"

    amazon_tax_type = fields.Selection(
        SELECTION,
        "Amazon's tax type",
        compute="_compute_amazon_tax_type",
        store=True,
        readonly=False,
        help="How the tax is named on invoices that are submitted to Amazon.",
        prefetch="amazon",
    )

    @api.depends("country_id")
    def _compute_amazon_tax_type(self):
        table = self.env["amazon.vendor.tax.type"]._get_all(fields.Date.today())
        for tax in self:
            tax.amazon_tax_type = (
                tax.amazon_tax_type or table._tell(tax.country_id, tax._amazon_get_words()).tax_type
            )

    def _amazon_get_words(self):
        """:return: what the tax is called, in the language that it was made in"""
        tax = self.with_context(lang=None)
        description = html2plaintext(tax.description or "")
        return " ".join(
            filter(None, [tax.name, tax.invoice_label, description, tax.tax_group_id.name])
        )

    def _amazon_get_type_by_words(self):
        """:return: the type that the words of the tax tell in its country; empty when they tell
        none, or several"""
        table = self.env["amazon.vendor.tax.type"]._get_all(fields.Date.today())
        told = table._tell(self.country_id, self._amazon_get_words())
        return told.words and told.tax_type
