# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

WARNING_TIME = timedelta(days=180)


class AmazonVendorApiVersion(models.Model):
    """The versions of Amazon's APIs that the suite uses, and when Amazon ends them."""

    _name = "amazon.vendor.api.version"
    _description = "Amazon API Version"
    _order = "end_date, name, version"

    name = fields.Char("API", required=True)
    version = fields.Char(required=True)
    active = fields.Boolean(default=True)
    end_date = fields.Date(
        "Ends on", help="The last day on which Amazon answers; empty when no end is announced."
    )
    note = fields.Char("Announcement", help="Where Amazon announced the end, or who looked when.")
    url = fields.Char("Page")

    _version_unique = models.Constraint(
        "unique (name, version)", "This version of the API is there already."
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for record in self:
            record.display_name = " ".join(filter(None, [record.name, record.version]))

    @api.model
    def _find_ending(self):
        """:return: (status, versions) of what has ended or ends soon, the first to end first"""
        today = fields.Date.today()
        ending = self.search([("end_date", "<=", today + WARNING_TIME)], order="end_date, id")
        ended = any(record.end_date < today for record in ending)
        return ("bad" if ended else "warning", ending)
