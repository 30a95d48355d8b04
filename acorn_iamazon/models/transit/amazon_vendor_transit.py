# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...planning.leaving import learn_days

# So many of the last transports teach.
LAST = 20


class AmazonVendorTransit(models.Model):
    """How many days goods take from a warehouse to a fulfilment centre."""

    _name = "amazon.vendor.transit"
    _description = "Amazon Transit Days"
    _inherit = "amazon.vendor.owned"
    _order = "account_id, warehouse_id, partner_id"
    _rec_name = "partner_id"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    warehouse_id = fields.Many2one("stock.warehouse", required=True, check_company=True)
    partner_id = fields.Many2one(
        "res.partner", "Fulfilment Centre", required=True, check_company=True, index=True
    )
    is_set = fields.Boolean("Set by Hand", help="Else they are learned from what Amazon receives.")
    days_set = fields.Integer("Days, Set", help="Counted when they are set by hand.")
    days_learned = fields.Integer(
        "Days, Learned",
        readonly=True,
        help="From the transfer to the first receipt at Amazon: as many as most of the last "
        "transports took.",
    )
    samples = fields.Integer("Transports", readonly=True, help="Of which the days were learned.")
    days = fields.Integer("Days Counted", compute="_compute_days")

    _place_unique = models.UniqueIndex(
        "(account_id, warehouse_id, partner_id)",
        "The account has transit days of this warehouse and fulfilment centre already.",
    )
    _days_sensible = models.Constraint(
        "CHECK (days_set >= 0 AND days_set <= 120)", "Goods are between 0 and 120 days on the way."
    )

    @api.depends("is_set", "days_set", "days_learned")
    def _compute_days(self):
        for transit in self:
            transit.days = transit.days_set if transit.is_set else transit.days_learned

    @api.model
    def _get_days(self, orders):
        """:return: the days by order; 0 where nobody knows them"""
        found = self.sudo().search(
            [
                ("account_id", "in", orders.amazon_account_id.ids),
                ("partner_id", "in", orders.partner_shipping_id.ids),
            ]
        )
        known = {(t.account_id, t.warehouse_id, t.partner_id): t.days for t in found}
        return {
            order: known.get(
                (order.amazon_account_id, order.warehouse_id, order.partner_shipping_id), 0
            )
            for order in orders
        }

    @api.model
    def _learn(self, order):
        """Amazon received goods of the order: what its way took is known."""
        place = [
            ("amazon_account_id", "=", order.amazon_account_id.id),
            ("warehouse_id", "=", order.warehouse_id.id),
            ("partner_shipping_id", "=", order.partner_shipping_id.id),
        ]
        received = (
            self.env["sale.order"]
            .sudo()
            .search(
                [*place, ("amazon_last_received_at", "!=", False)],
                order="amazon_last_received_at desc",
                limit=LAST,
            )
        )
        hours = [
            hour for one in received if (hour := one._amazon_get_hours_on_the_way()) is not None
        ]
        if not hours:
            return
        transit = self.sudo().search(
            [
                ("account_id", "=", order.amazon_account_id.id),
                ("warehouse_id", "=", order.warehouse_id.id),
                ("partner_id", "=", order.partner_shipping_id.id),
            ]
        ) or self.sudo().create(
            {
                "account_id": order.amazon_account_id.id,
                "warehouse_id": order.warehouse_id.id,
                "partner_id": order.partner_shipping_id.id,
            }
        )
        transit.write({"days_learned": learn_days(hours), "samples": len(hours)})
