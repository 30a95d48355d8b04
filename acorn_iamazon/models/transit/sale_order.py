# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models

from ...planning.leaving import find_last_leaving


class SaleOrder(models.Model):
    """When the goods must leave: within the ship window, or so that they are there within the
    delivery window; with the last carrier of a working day."""

    _inherit = "sale.order"

    amazon_transit_days = fields.Integer(
        "Transit Days",
        compute="_compute_amazon_transit_days",
        compute_sudo=True,
        help="From the warehouse to the fulfilment centre.",
    )
    amazon_leave_by = fields.Datetime(
        "Leaves by",
        compute="_compute_amazon_leave_by",
        compute_sudo=True,
        help="The last carrier that is in time: by the window, the days on the way, and the "
        "working days of the warehouse.",
    )

    @api.depends("amazon_account_id", "warehouse_id", "partner_shipping_id")
    def _compute_amazon_transit_days(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_transit_days = 0
        days = self.env["amazon.vendor.transit"]._get_days(ours) if ours else {}
        for order in ours:
            order.amazon_transit_days = days[order]

    @api.depends(
        "amazon_account_id",
        "amazon_ship_window_end",
        "amazon_delivery_window_end",
        "warehouse_id",
        "partner_shipping_id",
    )
    def _compute_amazon_leave_by(self):
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_leave_by = False
        for order in ours:
            order.amazon_leave_by = order._amazon_find_leaving()

    def _amazon_find_leaving(self):
        """:return: the moment in UTC; False without a window"""
        until = self.amazon_ship_window_end
        if not until and self.amazon_delivery_window_end:
            until = self.amazon_delivery_window_end - timedelta(days=self.amazon_transit_days)
        if not until:
            return False
        zone, utc = ZoneInfo(self._amazon_get_zone()), ZoneInfo("UTC")
        warehouse = self.warehouse_id
        leaving = find_last_leaving(
            until.replace(tzinfo=utc).astimezone(zone),
            warehouse._amazon_get_cut_off(),
            lambda day: warehouse._amazon_is_working(day, zone),
        )
        return leaving.astimezone(utc).replace(tzinfo=None)

    def _amazon_plan_leaving(self):
        """Odoo plans the transfers for when the goods must leave."""
        for order in self:
            if order.amazon_leave_by and order.commitment_date != order.amazon_leave_by:
                order.commitment_date = order.amazon_leave_by

    def _amazon_get_hours_on_the_way(self):
        """:return: from the first transfer that left to the first receipt; None without either"""
        left = self.picking_ids.filtered(
            lambda picking: picking._amazon_goes_to_amazon() and picking.state == "done"
        )
        received = self.amazon_status_entry_ids.filtered(
            lambda entry: entry.kind == "received" and entry.quantity > 0
        )
        if not left or not received:
            return None
        way = min(received.mapped("date")) - min(left.mapped("date_done"))
        return way.total_seconds() / 3600
