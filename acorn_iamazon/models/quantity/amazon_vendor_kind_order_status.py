# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...spapi import PagingError, get_records, utc_text
from ..order.amazon_vendor_kind_purchase_order_fetch import SMALLEST_WINDOW, get_windows


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
            for page in self._walk(client, "updated", start, end):
                records = get_records(page.data, "ordersStatus")
                documents._store_incoming(account, "order_status", records, page.request_id)
                account._commit()
            account.status_fetched_until = end
            account._commit()

    @api.model
    def _walk(self, client, moment, start, end, **query):
        """Yield the pages of a window; where they go in a circle, those of its halves.

        :param moment: ``created`` or ``updated``
        :param query: query parameters beside the window
        :raise SpApiError: when Amazon cannot be asked, or has no end for an hour
        """
        window = {f"{moment}After": utc_text(start), f"{moment}Before": utc_text(end)}
        try:
            yield from client.pages("getPurchaseOrdersStatus", {**window, "limit": 100, **query})
        except PagingError:
            if end - start <= SMALLEST_WINDOW:
                raise
            middle = start + (end - start) / 2
            yield from self._walk(client, moment, start, middle, **query)
            yield from self._walk(client, moment, middle, end, **query)

    def _get_moment(self, record):
        moment = self._read_moment(record.get("lastUpdatedDate"))
        return moment or super()._get_moment(record)

    def _apply(self, document):
        self.env["sale.order"]._amazon_apply_order_status(document)
