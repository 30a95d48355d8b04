# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...rights import get_told, telling
from ...spapi import jsontext
from ...spapi.order_difference import read_values


class SaleOrder(models.Model):
    """People delete, cancel and move orders: Amazon ordered the goods, and must be told."""

    _inherit = "sale.order"

    amazon_told_elsewhere = fields.Boolean(
        "Amazon Was Told Elsewhere",
        readonly=True,
        copy=False,
        prefetch="amazon",
        help="Somebody cancelled the order and says that Amazon knows it, by Vendor Central.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon(self):
        for order in self.filtered("amazon_account_id"):
            raise UserError(
                self.env._(
                    "%(order)s is Amazon's purchase order %(number)s. What Amazon ordered must be "
                    "answered, so it is not deleted: cancel it, and choose what Amazon is told.",
                    order=order.name,
                    number=order.amazon_purchase_order_number,
                )
            )

    def _amazon_compare_destination(self):
        """The address is another one: by Amazon's wish, or has somebody typed it in?"""
        version = self._amazon_get_version_before(self.env["amazon.vendor.document"])
        if get_told("follow") or not version:
            self._amazon_settle("moved")
            return
        wanted = read_values(jsontext.loads(version.payload)).get(("destination", ""))
        parties = self.env["amazon.vendor.party"].sudo()
        known = parties.search(
            [
                ("account_id", "=", self.sudo().amazon_account_id.id),
                ("kind", "=", "delivery"),
                ("partner_id", "=", self.partner_shipping_id.id),
            ]
        )
        if not wanted or wanted in known.mapped("code"):
            self._amazon_settle("moved")
            return
        self._amazon_ask(
            "moved",
            self.env._("%s goes elsewhere", self.amazon_purchase_order_number),
            self.env._(
                "Amazon ordered to %(wanted)s, the order goes to %(address)s. Agree on it with "
                "Amazon, or choose the address of %(wanted)s again: the shipment notice names it.",
                wanted=wanted,
                address=self.partner_shipping_id.display_name,
            ),
            renew=True,
        )

    def action_cancel(self):
        """Ask what Amazon is told, before an order that it counts on is cancelled; the others are
        cancelled at once."""
        ours = self.filtered(lambda order: order._amazon_is_awaited())
        if not ours or self.filtered("locked"):  # Odoo says that an order is locked
            return super().action_cancel()
        others = self - ours
        if others:
            super(SaleOrder, others).action_cancel()
        return ours._amazon_ask_what_to_tell()

    def _amazon_cancel(self):
        """Cancel what Amazon knows of, is told of by the caller, or closed itself."""
        with telling(cancel=True):
            self._action_cancel()

    def _amazon_note_cancelled(self):
        """Cancelled by a road of Odoo's that asks nothing, such as its list of orders: what is
        ready for Amazon and accepts the goods does not leave, and somebody tells Amazon."""
        self.sudo().amazon_document_ids._of_kind("acknowledgement")._cancel_unsent()
        self._amazon_ask_to_tell_cancelled()

    def _amazon_is_awaited(self):
        """:return: whether Amazon waits for an answer, or for goods, of the order"""
        return bool(
            self.amazon_account_id
            and self.state != "cancel"
            and not self.amazon_is_history
            and not self._amazon_is_over()
        )

    def _amazon_ask_what_to_tell(self):
        wizard = self.env["amazon.vendor.cancel"].create({"order_ids": self.ids})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_cancel_action"
        )
        return action | {"res_id": wizard.id}

    def _amazon_reject_all(self, reason):
        """Cancel the orders, and tell Amazon that nothing of them comes.

        :param str reason: as Amazon names it
        :raise UserError: when Amazon takes no such answer any more
        """
        for order in self:
            lines = order.order_line.filtered("amazon_item_sequence")
            with order._amazon_unlocked():
                lines.write({"product_uom_qty": 0.0, "amazon_rejection_reason": reason})
            order._amazon_prepare_acknowledgements()
        self._amazon_cancel()

    def _amazon_cancel_untold(self):
        """Cancel here; the deadline goes on until Amazon is told."""
        self._amazon_cancel()
        self._amazon_ask_to_tell_cancelled()

    def _amazon_ask_to_tell_cancelled(self):
        for order in self:
            order._amazon_ask(
                "cancelled",
                self.env._("Tell Amazon that %s is cancelled", order.amazon_purchase_order_number),
                self.env._(
                    "The order is cancelled here, and Amazon still counts on it. Set it to "
                    "quotation and reject its lines, or tell Amazon in Vendor Central."
                ),
            )

    def _amazon_cancel_told(self):
        self.amazon_told_elsewhere = True
        for order in self:
            order._amazon_settle("deadline", "cancelled", "acknowledge", "acknowledge again")
        self.sudo().amazon_document_ids._of_kind("acknowledgement")._cancel_unsent()
        self._amazon_cancel()
