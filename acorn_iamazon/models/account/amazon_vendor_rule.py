# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorRule(models.AbstractModel):
    """What Amazon lays down for some of its marketplaces, or all, from a day on: as data, with the
    place where it says so, since it differs by country and changes by year."""

    _name = "amazon.vendor.rule"
    _description = "Dated Rule of Amazon's"
    _order = "date_from desc, id desc"

    date_from = fields.Date("From", required=True)
    date_to = fields.Date("Until")
    marketplace_ids = fields.Many2many(
        "amazon.vendor.marketplace", string="Marketplaces", help="None: all of them."
    )
    days = fields.Selection(
        [("all", "All days"), ("business", "Business days")],
        "Counted",
        default="all",
        required=True,
        help="Business days: without the weekend of the marketplace's country. Holidays count as "
        "working days: so nobody is told a later day than Amazon's.",
    )
    source = fields.Char(help="Where Amazon, or who knows it, says so.")
    active = fields.Boolean(default=True)

    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A rule cannot end before it begins."
    )

    def _get_applying(self, day, marketplaces):
        """
        :param day: the date that counts
        :param marketplaces: of the account
        :return: those of these rules that apply: what is said of its marketplaces goes before what
            is said of all, and the newer before the older
        """
        applying = self.filtered(
            lambda rule: (
                rule.date_from <= day
                and (not rule.date_to or day <= rule.date_to)
                and (not rule.marketplace_ids or rule.marketplace_ids & marketplaces)
            )
        )
        newest = applying.sorted(lambda rule: (rule.date_from, rule.id), reverse=True)
        return newest.sorted(lambda rule: not rule.marketplace_ids)

    @api.model
    def _get_all(self):
        """:return: the rules that are in use, the newest first"""
        return self.sudo().search([("active", "=", True)])
