# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorKindOrderStatus(models.AbstractModel):
    """The purchase order status: each version that Amazon told is kept, as evidence of receipts."""

    _name = "amazon.vendor.kind.order.status"
    _inherit = "amazon.vendor.kind"
    _description = "Amazon Purchase Order Status"

    _kind = "order_status"
    _direction = "in"

    def _get_moment(self, record):
        moment = self._read_moment(record.get("lastUpdatedDate"))
        return moment or super()._get_moment(record)

    def _apply(self, document):
        self.env["sale.order"]._amazon_apply_order_status(document)
