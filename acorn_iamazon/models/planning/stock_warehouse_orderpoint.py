# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...rights import right


class StockWarehouseOrderpoint(models.Model):
    _inherit = "stock.warehouse.orderpoint"

    amazon_plan_id = fields.Many2one(
        "amazon.vendor.plan",
        compute="_compute_amazon_plan_id",
        groups="acorn_iamazon.group_user",
    )

    def _compute_amazon_plan_id(self):
        plans = self.env["amazon.vendor.plan"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("warehouse_id", "in", self.warehouse_id.ids),
                ("state", "=", "planned"),
            ]
        )
        found = {(plan.product_id, plan.warehouse_id): plan for plan in plans}
        for orderpoint in self:
            orderpoint.amazon_plan_id = found.get(
                (orderpoint.product_id, orderpoint.warehouse_id), False
            )

    @right("see")
    def action_open_amazon_plan(self):
        """Show why so much should be in stock."""
        return self.amazon_plan_id.get_formview_action()
