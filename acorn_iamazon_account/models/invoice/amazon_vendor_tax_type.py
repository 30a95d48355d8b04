# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import api, fields, models

# Amazon's tax types (Vendor Invoices v1).
TYPES = "VAT DomesticVAT MwSt. TVA GST CGST SGST UTGST IGST CESS PST ST Consumption MutuallyDefined"
SELECTION = [(name, name) for name in TYPES.split()]


class AmazonVendorTaxType(models.Model):
    """Which of Amazon's tax types a country's taxes are, and who says so. Where a country has
    several, the words by which Odoo's chart of accounts names the tax tell them apart."""

    _name = "amazon.vendor.tax.type"
    _description = "Amazon Tax Type"
    _order = "tax_type, date_from desc, id"
    _rec_name = "tax_type"

    tax_type = fields.Selection(SELECTION, "Amazon's Tax Type", required=True)
    country_ids = fields.Many2many("res.country", string="Countries", required=True)
    words = fields.Char(
        help="A tax is of this type when its name, label, description or group has one of these "
        "words. Empty: all taxes of the country that no words tell."
    )
    date_from = fields.Date("From", help="Since when the country has it.")
    date_to = fields.Date("Until")
    source = fields.Char(required=True, help="Where it is from.")
    active = fields.Boolean(default=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "A tax cannot end before it begins.",
    )

    @api.model
    def _get_all(self, day):
        """:return: the lines in force"""
        return self.sudo().search(
            [
                *("|", ("date_from", "=", False), ("date_from", "<=", day)),
                *("|", ("date_to", "=", False), ("date_to", ">=", day)),
            ]
        )

    def _tell(self, country, words):
        """
        :param country: of the tax
        :param str words: name, labels and group of the tax
        :return: the line that holds for it; empty where none does, or the words tell several
        """
        lines = self.filtered(lambda line: country in line.country_ids)
        by_words = lines._tell_by_words(words)
        if len(set(by_words.mapped("tax_type"))) > 1:
            return self.browse()
        return (by_words or lines.filtered(lambda line: not line.words))[:1]

    def _tell_by_words(self, words):
        found = set(re.findall(r"[^\W\d_]+", words.upper()))
        return self.filtered(lambda line: found & set((line.words or "").upper().split()))

    @api.model
    def _fill(self):
        """The table has come after the taxes: those without a type get theirs."""
        taxes = self.env["account.tax"].sudo().with_context(active_test=False)
        taxes.search([("amazon_tax_type", "=", False)])._compute_amazon_tax_type()
