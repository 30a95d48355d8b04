# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import jsontext
from ...spapi.purchase_order import read_purchase_order

# The dates that tell when Amazon changed an order: the newest counts.
DATES = ("purchaseOrderChangedDate", "purchaseOrderStateChangedDate", "purchaseOrderDate")


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("purchase_order", "Purchase order")], ondelete={"purchase_order": "cascade"}
    )

    @right("decide")
    def action_link_to_order(self):
        """Show the orders that somebody typed in, of which this purchase order may be one."""
        self.ensure_one()
        self._read_purchase_order()
        typed = self.env["sale.order"]._amazon_find_typed(self.account_id, self.number)
        wizard = self.env["amazon.vendor.adopt"].create(
            {"document_id": self.id, "order_id": typed[:1].id}
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_adopt_action"
        )
        return action | {"res_id": wizard.id}

    def _read_purchase_order(self):
        """:return: what the document says
        :raise UserError: when it is no purchase order, or one that cannot be used"""
        document = self.sudo()
        if document.kind != "purchase_order":
            raise UserError(
                self.env._(
                    "%s is no purchase order. Choose a document of this kind to link it to an "
                    "order.",
                    self.display_name,
                )
            )
        try:
            document._check_payloads()
            return read_purchase_order(jsontext.loads(document.payload))
        except ValueError as error:
            raise UserError(
                self.env._(
                    "%(document)s cannot be linked to an order, for it cannot be read: %(error)s "
                    "It stays here as it came; when Amazon has mended it, fetch the orders again.",
                    document=self.display_name,
                    error=error,
                )
            ) from None


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

    def _apply_several(self, documents):
        self.env["sale.order"]._amazon_apply_purchase_orders(documents)

    def _on_applied(self, documents):
        """Tell of the orders that are new."""
        orders = documents.filtered(lambda document: document.state == "done").sale_order_id
        counts = dict(
            self.env["amazon.vendor.document"]
            .sudo()
            ._read_group(
                [
                    ("sale_order_id", "in", orders.ids),
                    ("kind", "=", self._kind),
                    ("state", "=", "done"),
                ],
                ["sale_order_id"],
                ["__count"],
            )
        )
        orders.filtered(
            lambda order: (
                counts.get(order) == 1
                and not order.amazon_is_history
                and not order.amazon_is_announced
            )
        )._amazon_announce()
