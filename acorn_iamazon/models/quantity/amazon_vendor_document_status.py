# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ...spapi import PayloadError
from ...spapi.values import read_moment
from ..order.amazon_vendor_product import UnmappedProducts


class AmazonVendorDocument(models.Model):
    """The purchase order status: each version that Amazon told is kept, as evidence of receipts."""

    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("order_status", "Purchase order status")],
        ondelete={"order_status": "cascade"},
    )

    is_unmapped = fields.Boolean(
        "Products not mapped",
        readonly=True,
        help="It could not be applied because products are not mapped.",
    )

    def _set_apply_error(self, error):
        self.is_unmapped = isinstance(error, UnmappedProducts)
        return super()._set_apply_error(error)

    @api.model
    def _get_incoming_date(self, record):
        if "itemStatus" not in record:
            return super()._get_incoming_date(record)
        try:
            moment = read_moment(record.get("lastUpdatedDate"), "lastUpdatedDate")
        except PayloadError:
            moment = None
        if not moment:
            return fields.Datetime.now()
        return moment.replace(tzinfo=None, microsecond=0)

    def _apply_order_status(self):
        self.env["sale.order"]._amazon_apply_order_status(self)
