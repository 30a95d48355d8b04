# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """The ledger as the order's page *Amazon* shows it, a row a line; nothing of it is stored."""

    _inherit = "sale.order.line"

    amazon_units_ordered = fields.Float(
        "Ordered Units", digits="Product Unit", compute="_compute_amazon_units", compute_sudo=True
    )
    amazon_units_accepted = fields.Float(
        "Accepted Units",
        digits="Product Unit",
        compute="_compute_amazon_units",
        compute_sudo=True,
        help="Accepted and back-ordered.",
    )
    amazon_units_shipped = fields.Float(
        "Shipped Units", digits="Product Unit", compute="_compute_amazon_units", compute_sudo=True
    )
    amazon_units_noticed = fields.Float(
        "Announced Units",
        digits="Product Unit",
        compute="_compute_amazon_units",
        compute_sudo=True,
        help="Told to Amazon by shipment notices that it has.",
    )
    amazon_units_received = fields.Float(
        "Received Units", digits="Product Unit", compute="_compute_amazon_units", compute_sudo=True
    )
    amazon_units_missing = fields.Float(
        "Missing Units",
        digits="Product Unit",
        compute="_compute_amazon_units",
        compute_sudo=True,
        help="Amazon should have received it by now, and did not.",
    )
    amazon_units_returned = fields.Float(
        "Returned Units",
        digits="Product Unit",
        compute="_compute_amazon_units",
        compute_sudo=True,
        help="Sent back by Amazon, with a returns notice.",
    )
    amazon_contradiction = fields.Char(
        compute="_compute_amazon_units",
        compute_sudo=True,
        help="Where the numbers of the line contradict each other.",
    )

    @api.depends("product_uom_qty", "product_uom_id", "qty_delivered", "amazon_received_quantity")
    def _compute_amazon_units(self):
        shown = self._amazon_get_shown_units()
        ours = self.filtered("amazon_item_sequence")
        for name in (*shown, "amazon_contradiction"):
            (self - ours)[name] = False
        if not ours:
            return
        for line, quantities in self.env["amazon.vendor.quantity"]._read(ours).items():
            line.amazon_contradiction = line._amazon_describe_contradiction(quantities)
            for name, number in shown.items():
                line[name] = getattr(quantities, number)

    @api.model
    def _amazon_get_shown_units(self):
        """Other addons show more.

        :return: the number of the ledger by field"""
        return {
            "amazon_units_ordered": "ordered",
            "amazon_units_accepted": "promised",
            "amazon_units_shipped": "shipped",
            "amazon_units_noticed": "noticed",
            "amazon_units_received": "received",
            "amazon_units_missing": "missing",
            "amazon_units_returned": "returned",
        }
