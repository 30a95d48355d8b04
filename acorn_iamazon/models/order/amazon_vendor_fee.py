# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...planning.business_days import count_days


class AmazonVendorFee(models.Model):
    """What Amazon charges for a promise that is not kept, from a day on."""

    _name = "amazon.vendor.fee"
    _description = "Amazon Vendor Fee"
    _inherit = "amazon.vendor.rule"
    _order = "kind, date_from desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(
        [
            ("rejected", "Rejected in time"),
            ("rejected_late", "Rejected after the deadline"),
            ("unconfirmed", "Delivered, never acknowledged"),
            ("down_confirmed", "Accepted, then reduced"),
            ("not_filled", "Accepted, never delivered"),
            ("not_on_time", "Accepted, delivered late"),
            ("overage", "Delivered beyond the order"),
            ("label", "Labels that cannot be read"),
        ],
        required=True,
    )
    percent = fields.Float("Percent of Cost", help="Of the cost of the units.")
    amount = fields.Monetary("Per Unit", help="Where Amazon charges an amount for each unit.")
    currency_id = fields.Many2one("res.currency")
    free_days = fields.Integer(
        help="Charged only from so many days after the start of the window on."
    )
    free_percent = fields.Float(
        "Free Share", help="Percent of what was ordered of a line that is not charged."
    )
    waiver = fields.Char("Waived", help="When Amazon does not charge it.")

    _percent_sensible = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100 AND free_percent >= 0 AND free_percent <= 100)",
        "A fee is between 0 and 100 percent.",
    )
    _amount_has_currency = models.Constraint(
        "CHECK (amount IS NULL OR amount = 0 OR (amount > 0 AND currency_id IS NOT NULL))",
        "An amount per unit is above 0 and has a currency.",
    )

    def _get_fee(self, kind, day, marketplaces):
        """
        :param day: the date that counts
        :param marketplaces: of the account
        :return: the one of these fees that applies, if any
        """
        fees = self.filtered(lambda fee: fee.kind == kind)
        return fees._get_applying(day, marketplaces)[:1]

    def _get_rate(self, kind, day, marketplaces, start, share=1.0):
        """
        :param day: the date that counts
        :param marketplaces: of the account
        :param start: the first day of the window
        :param share: the units, as a part of what was ordered
        :return: percent of the cost of the units, by the fee that applies
        """
        fee = self._get_fee(kind, day, marketplaces)
        if not fee.percent or (fee.free_days and fee._count_days(start, day) < fee.free_days):
            return 0.0
        free = fee.free_percent / 100
        return fee.percent * max(0.0, 1 - free / share) if share else fee.percent

    def _count_days(self, start, day):
        if self.days == "all":
            return (day - start).days
        return count_days(start, day, self.marketplace_ids._is_business_day)
