# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorFee(models.Model):
    """What Amazon charges for a promise that is not kept, from a day on."""

    _name = "amazon.vendor.fee"
    _description = "Amazon Vendor Fee"
    _order = "kind, date_from desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("rejected", "Rejected in time"),
            ("rejected_late", "Rejected after the deadline"),
            ("down_confirmed", "Accepted, then reduced"),
            ("not_filled", "Accepted, never delivered"),
            ("not_on_time", "Accepted, delivered late"),
            ("overage", "Delivered beyond the order"),
        ],
        required=True,
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("Until")
    percent = fields.Float("Percent of Cost", required=True, help="Of the cost of the units.")
    free_days = fields.Integer(
        help="Charged only from so many days after the start of the window on."
    )
    marketplace_ids = fields.Many2many(
        "amazon.vendor.marketplace", string="Marketplaces", help="None: all of them."
    )
    source = fields.Char(help="Where the rate is from.")
    active = fields.Boolean(default=True)

    _percent_sensible = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)", "A fee is between 0 and 100 percent."
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "A fee cannot end before it begins."
    )

    def _get_rate(self, kind, day, marketplaces, days_in_window):
        """
        :param day: the date that counts
        :param marketplaces: of the account
        :param days_in_window: days since the start of the window; negative before it
        :return: percent of the cost, by the newest of these fees that applies
        """
        for fee in self:
            if (
                fee.kind == kind
                and fee.date_from <= day
                and (not fee.date_to or day <= fee.date_to)
                and (not fee.marketplace_ids or fee.marketplace_ids & marketplaces)
            ):
                return fee.percent if days_in_window >= fee.free_days or not fee.free_days else 0.0
        return 0.0

    @api.model
    def _get_all(self):
        """:return: the fees, the newest of each kind first"""
        return self.sudo().search([("active", "=", True)])
