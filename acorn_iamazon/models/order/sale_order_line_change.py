# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class SaleOrderLine(models.Model):
    """A line as Amazon ordered it, for comparing versions."""

    _inherit = "sale.order.line"

    def _amazon_describe_ordered(self):
        """:return: such as ``3 Cases × 12``"""
        text = f"{self.amazon_ordered_quantity} {self.amazon_unit or ''}".strip()
        return f"{text} × {self.amazon_unit_size}" if self.amazon_unit == "Cases" else text
