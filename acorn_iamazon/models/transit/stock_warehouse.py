# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import time

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...columns import create_columns


class StockWarehouse(models.Model):
    """When goods leave the warehouse for Amazon."""

    _inherit = "stock.warehouse"

    amazon_cut_off = fields.Float(
        "Carrier Comes at",
        prefetch="amazon",
        help="What is ready by this hour, in the warehouse's time zone, leaves on the same day. 0: "
        "goods leave at any hour.",
    )
    amazon_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Days",
        check_company=True,
        prefetch="amazon",
        help="Days on which goods leave for Amazon; none: every day.",
    )

    def _auto_init(self):
        create_columns(self)
        return super()._auto_init()

    @api.constrains("amazon_cut_off")
    def _check_amazon_cut_off(self):
        for warehouse in self:
            if not 0 <= warehouse.amazon_cut_off < 24:
                raise ValidationError(
                    self.env._(
                        "%s: the hour at which the carrier comes is between 0:00 and 23:59.",
                        warehouse.name,
                    )
                )

    def _amazon_get_cut_off(self):
        """:return: the time of the day, None where goods leave at any hour"""
        minutes = round(self.amazon_cut_off * 60)
        return time(minutes // 60, minutes % 60) if minutes else None

    def _amazon_is_working(self, day, zone):
        """:param zone: of the warehouse
        :return: whether goods leave on that day"""
        calendar = self.sudo().amazon_calendar_id
        if not calendar:
            return True
        start = fields.Datetime.to_datetime(day).replace(tzinfo=zone)
        end = start.replace(hour=23, minute=59)
        return bool(calendar.get_work_hours_count(start, end))
