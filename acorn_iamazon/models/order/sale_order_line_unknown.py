# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """A line of a purchase order whose product is unknown: a note, until somebody chooses it."""

    _inherit = "sale.order.line"

    amazon_unknown_sequence = fields.Char(
        "Unknown Amazon Line",
        readonly=True,
        copy=False,
        prefetch="amazon",
        help="The number of the line on Amazon's purchase order.",
    )

    @api.model
    def _amazon_prepare_unknown_line(self, item):
        return {
            "display_type": "line_note",
            "amazon_unknown_sequence": item.sequence,
            "name": self.env._(
                "Line %(line)s: ASIN %(asin)s, vendor SKU %(sku)s, %(amount)s %(unit)s. The "
                "product is not known.",
                line=item.sequence,
                asin=item.asin or "-",
                sku=item.vendor_sku or "-",
                amount=item.ordered.amount,
                unit=item.ordered.unit,
            ),
        }
