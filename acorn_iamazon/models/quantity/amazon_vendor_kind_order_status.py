# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...spapi import utc_text
from ..order.amazon_vendor_kind_purchase_order_fetch import get_windows


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("order_status", "Purchase order status")],
        ondelete={"order_status": "cascade"},
    )


class AmazonVendorKindOrderStatus(models.AbstractModel):
    """The purchase order status: each version that Amazon told is kept, as evidence of receipts."""

    _name = "amazon.vendor.kind.order.status"
    _inherit = "amazon.vendor.kind"
    _description = "Amazon Purchase Order Status"

    _kind = "order_status"
    _direction = "in"

    @api.model
    def _fetch(self, account):
        """Store what Amazon tells, window by window; the mark moves when a window is complete.

        :raise SpApiError: when Amazon cannot be asked; what was stored by then stays
        """
        client = account._get_client()
        documents = self.env["amazon.vendor.document"].sudo()
        for start, end in get_windows(account.status_fetched_until):
            account._commit()
            query = {"updatedAfter": utc_text(start), "updatedBefore": utc_text(end), "limit": 100}
            for page in client.pages("getPurchaseOrdersStatus", query):
                records = page.data.get("ordersStatus") or []
                documents._store_incoming(account, "order_status", records, page.request_id)
                account._commit()
            account.status_fetched_until = end
            account._commit()

    def _get_moment(self, record):
        moment = self._read_moment(record.get("lastUpdatedDate"))
        return moment or super()._get_moment(record)

    def _apply(self, document):
        self.env["sale.order"]._amazon_apply_order_status(document)
