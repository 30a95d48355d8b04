# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorForecast(models.Model):
    """What Amazon expects its customers to order of an ASIN in a week, as it saw it on a day."""

    _name = "amazon.vendor.forecast"
    _inherit = "amazon.vendor.figure"
    _description = "Amazon Forecast"
    _order = "generated_on desc, start_date, asin"

    generated_on = fields.Date("Forecast of", required=True, readonly=True)
    mean_units = fields.Float("Mean", readonly=True)
    p70_units = fields.Float("P70", readonly=True, help="Demand stays below in 70 of 100 cases.")
    p80_units = fields.Float("P80", readonly=True)
    p90_units = fields.Float("P90", readonly=True)

    _key_unique = models.UniqueIndex(
        "(account_id, marketplace_id, selling_program, generated_on, asin, start_date)",
        "There is a figure of this ASIN and period already.",
    )

    @api.model
    def _get_columns(self):
        return ["generated_on", "mean_units", "p70_units", "p80_units", "p90_units"]

    @api.model
    def _get_key(self):
        return [
            "account_id",
            "marketplace_id",
            "selling_program",
            "generated_on",
            "asin",
            "start_date",
        ]
