# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from ...rights import check_change, right


class ProductProduct(models.Model):
    _inherit = "product.product"

    @right("open")
    def action_amazon_choose(self):
        """It is this product that Amazon means: of several that have one code."""
        self.ensure_one()
        mapping = self.env["amazon.vendor.product"].browse(
            self.env.context.get("amazon_mapping_id")
        )
        check_change(mapping)
        mapping.product_id = self
        return {"type": "ir.actions.act_window_close"}
