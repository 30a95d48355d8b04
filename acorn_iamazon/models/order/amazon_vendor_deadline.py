# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ...planning.business_days import add_hours

UTC = ZoneInfo("UTC")


class AmazonVendorDeadline(models.Model):
    """How long Amazon waits for the acknowledgement of a purchase order, from a day on."""

    _name = "amazon.vendor.deadline"
    _description = "Amazon Acknowledgement Deadline"
    _inherit = "amazon.vendor.rule"
    _rec_name = "hours"

    hours = fields.Integer(required=True, help="From the date of the purchase order on.")

    _hours_positive = models.Constraint("CHECK (hours > 0)", "A deadline is one hour at least.")

    @api.model
    def _get_moment(self, ordered_at, marketplaces):
        """:param ordered_at: the date of the purchase order, in UTC
        :param marketplaces: of the account
        :return: until when Amazon waits; None where no rule applies"""
        rule = self._get_all()._get_applying(ordered_at.date(), marketplaces)[:1]
        if not rule:
            return None
        if rule.days == "all":
            return ordered_at + timedelta(hours=rule.hours)
        places = marketplaces & rule.marketplace_ids or marketplaces
        start = ordered_at.replace(tzinfo=UTC).astimezone(places._get_zone())
        moment = add_hours(start, rule.hours, places._is_business_day)
        return moment.astimezone(UTC).replace(tzinfo=None)
