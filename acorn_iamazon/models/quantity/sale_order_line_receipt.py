# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...quantities import Quantities


class SaleOrderLine(models.Model):
    """What Amazon's purchase order status tells of a line, beside what was shipped."""

    _inherit = "sale.order.line"

    amazon_status_entry_ids = fields.One2many(
        "amazon.vendor.status.entry", "sale_line_id", groups="acorn_iamazon.group_user"
    )
    amazon_status_ordered = fields.Float(
        "Ordered (Amazon)",
        digits="Product Unit",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_status_accepted = fields.Float(
        "Accepted (Amazon)",
        digits="Product Unit",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_status_rejected = fields.Float(
        "Rejected (Amazon)",
        digits="Product Unit",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_received_quantity = fields.Float(
        "Received by Amazon",
        digits="Product Unit",
        readonly=True,
        copy=False,
        prefetch="amazon",
    )
    amazon_received_at = fields.Datetime(
        "Last receipt", readonly=True, copy=False, prefetch="amazon"
    )
    amazon_short_quantity = fields.Float(
        "Short",
        digits="Product Unit",
        compute="_compute_amazon_short_quantity",
        store=True,
        help="Shipped by the day of Amazon's last receipt of this order, and not received.",
        prefetch="amazon",
    )
    amazon_short_amount = fields.Monetary(
        "Short amount",
        compute="_compute_amazon_short_quantity",
        store=True,
        prefetch="amazon",
    )

    @api.depends(
        "amazon_item_sequence",
        "qty_delivered",
        "amazon_received_quantity",
        "amazon_net_cost",
        "order_id.amazon_last_received_at",
        "order_id.amazon_purchase_order_state",
    )
    def _compute_amazon_short_quantity(self):
        ours = self.filtered("amazon_item_sequence")
        (self - ours).amazon_short_quantity = 0.0
        (self - ours).amazon_short_amount = 0.0
        for line in ours:
            short = Quantities(**line._amazon_count_received()).missing
            line.amazon_short_quantity = short
            price = line.price_reduce_taxexcl / line._amazon_get_factor()
            line.amazon_short_amount = short * price

    def _amazon_recompute_short_amount(self):
        """Called when a price is written: a dependency would be asked on every ordinary order."""
        ours = self.filtered("amazon_item_sequence")
        if ours:
            self.env.add_to_compute(self._fields["amazon_short_amount"], ours)

    def _amazon_get_receipt_state(self):
        """:return: the state of the receipts of an order that has these lines"""
        if not any(self.mapped("qty_delivered")):
            return False
        if any(self.mapped("amazon_short_quantity")):
            return "short"
        if not any(self.mapped("amazon_received_quantity")):
            return "awaited"
        missing = any(
            line.product_uom_id.compare(line._amazon_count_shipped(), line.amazon_received_quantity)
            > 0
            for line in self
        )
        return "on_the_way" if missing else "received"

    def _amazon_prepare_status(self, item):
        """:param item: the :class:`ItemStatus` of the line
        :return: the values that differ from what the line has"""
        told = {
            "amazon_status_ordered": item.ordered,
            "amazon_status_accepted": item.accepted,
            "amazon_status_rejected": item.rejected,
        }
        if item.received is not None:
            told["amazon_received_quantity"] = item.received
        if item.received_at:
            told["amazon_received_at"] = item.received_at.replace(tzinfo=None, microsecond=0)
        return {name: value for name, value in told.items() if self[name] != value}
