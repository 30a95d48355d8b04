# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

# The dates that tell when Amazon changed an order: the newest counts.
DATES = ("purchaseOrderChangedDate", "purchaseOrderStateChangedDate", "purchaseOrderDate")


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("purchase_order", "Purchase order")], ondelete={"purchase_order": "cascade"}
    )


class AmazonVendorKindPurchaseOrder(models.AbstractModel):
    """What Amazon orders; each version of a purchase order is a document."""

    _name = "amazon.vendor.kind.purchase.order"
    _inherit = "amazon.vendor.kind"
    _description = "Amazon Purchase Order"

    _kind = "purchase_order"
    _direction = "in"
    _is_rehearsed = True

    def _get_moment(self, record):
        details = record.get("orderDetails") or {}
        moments = [self._read_moment(details.get(name)) for name in DATES]
        return max(filter(None, moments), default=fields.Datetime.now())

    def _apply(self, document):
        self.env["sale.order"]._amazon_apply_purchase_order(document)
