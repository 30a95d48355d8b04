# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.exceptions import UserError

from ...rights import right
from ...spapi import jsontext
from ...spapi.order_difference import is_closed, read_values


class SaleOrder(models.Model):
    """Amazon closes a purchase order, takes all of it back, or opens it again; and what was over
    before the account was connected is history, of which nothing is worked."""

    _inherit = "sale.order"

    amazon_is_history = fields.Boolean(
        "Amazon History",
        readonly=True,
        copy=False,
        prefetch="amazon",
        help="It was answered or closed before it came here: nothing of it is answered, delivered "
        "or alerted about, unless somebody takes it up.",
    )

    def _amazon_is_over(self):
        """:return: whether Amazon takes nothing more of the order"""
        lines = self.order_line.filtered("amazon_item_sequence")
        return self.amazon_purchase_order_state == "Closed" or (
            bool(lines) and not any(lines.mapped("amazon_ordered_quantity"))
        )

    def _amazon_check_not_over(self):
        """:raise UserError: naming the orders of which Amazon takes no answer any more"""
        for order in self.filtered(lambda order: order._amazon_is_over()):
            raise UserError(
                self.env._(
                    "Amazon closed purchase order %s, or took back all that it had ordered: it "
                    "takes no acknowledgement any more. Nothing needs to be answered.",
                    order.amazon_purchase_order_number,
                )
            )

    # === HISTORY === #

    def _amazon_sort_out_history(self, account, purchase_order, values):
        """The order came for the first time: was it over, or answered, before we were asked?

        :param values: what the purchase order says, by field
        """
        ordered_at = self.amazon_purchase_order_date
        first, since = account.first_fetched_at, account.worked_from
        is_answered = purchase_order.state == "Acknowledged" and (not first or ordered_at < first)
        if is_closed(values) or is_answered or (since and ordered_at < since):
            self._amazon_set_history()
        if is_closed(values):
            self._amazon_cancel()

    def _amazon_set_history(self):
        self.amazon_is_history = True
        for order in self:
            order._amazon_settle("prices", "deadline")

    @right("send")
    def action_amazon_work(self):
        """Take up orders that came as history: they are answered and delivered as others are."""
        orders = self.filtered("amazon_is_history")
        orders._amazon_check_not_over()
        orders.amazon_is_history = False
        orders.filtered(lambda order: order.state == "cancel").action_draft()

    # === CLOSED, OPENED AGAIN === #

    def _amazon_was_over(self, document):
        """:return: whether Amazon took nothing more by the version before this one"""
        before = self._amazon_get_version_before(document)
        return bool(before) and is_closed(read_values(jsontext.loads(before.payload)))

    def _amazon_open_again(self):
        """Before it is compared: an order that was closed unanswered is a quotation again."""
        if self.state == "cancel" and not self._amazon_get_told_documents():
            self.action_draft()

    def _amazon_close(self, was_open):
        """Amazon takes nothing more of this order: what has not left stays here.

        :param bool was_open: whether it waited for our answer
        """
        self._amazon_settle("deadline", "acknowledge", "acknowledge again")
        self.sudo().amazon_document_ids._of_kind("acknowledgement")._cancel_unsent()
        if was_open and self.state in ("draft", "sent"):
            self._amazon_cancel()
            self.message_post(
                body=self.env._("Amazon closed the purchase order before it was answered.")
            )
            return
        picked = self._amazon_get_picked()
        open_transfers = self.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel") and picking.picking_type_code != "incoming"
            )
        )
        self._amazon_cancel_transfers(open_transfers - picked)
        if picked:
            self._amazon_ask(
                "picked",
                self.env._("Amazon closed %s", self.amazon_purchase_order_number),
                self.env._(
                    "Goods were picked for %s already. Ask Amazon whether it still takes them; "
                    "else put them back and cancel the transfer.",
                    ", ".join(picked.mapped("name")),
                ),
            )

    def _amazon_cancel_transfers(self, transfers):
        if transfers:
            transfers.action_cancel()
            self.message_post(
                body=self.env._(
                    "Amazon closed the purchase order: %s cancelled.",
                    ", ".join(transfers.mapped("name")),
                )
            )

    def _amazon_reopen(self):
        """Amazon wants again what it had closed: a transfer for what is open, else a person."""
        if self.amazon_is_history:
            return
        if self.state == "cancel":
            self._amazon_ask_about_reopened(
                self.env._("The order is cancelled here: set it to quotation to work it.")
            )
        elif self.state == "sale":
            self._amazon_settle("picked")
            self._amazon_deliver_again()

    def _amazon_deliver_again(self):
        before = self.picking_ids
        with self._amazon_unlocked() as order:
            order.order_line._action_launch_stock_rule()
        transfers = self.picking_ids - before
        if transfers:
            self.message_post(
                body=self.env._(
                    "Amazon opened the purchase order again: %s delivers what is open.",
                    ", ".join(transfers.mapped("name")),
                )
            )
        elif not all(line._amazon_is_shipped() for line in self.order_line):
            self._amazon_ask_about_reopened(self.env._("Look whether its transfers are right."))

    def _amazon_ask_about_reopened(self, note):
        summary = self.env._("Amazon opened %s again", self.amazon_purchase_order_number)
        self._amazon_ask("reopened", summary, note)
