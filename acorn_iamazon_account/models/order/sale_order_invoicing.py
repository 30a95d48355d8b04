# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import api, models

from odoo.addons.acorn_iamazon.conflicts import CONFLICTS
from odoo.addons.acorn_iamazon.rights import get_told, telling

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    """One invoice a purchase order, a shipment or a day, as the account has it."""

    _inherit = "sale.order"

    def _amazon_get_invoice_key(self):
        """:return: what the orders of one invoice have in common"""
        account = self.sudo().amazon_account_id
        if account.invoice_grouping == "day":
            return f"account {account.id}, {self.currency_id.name}"
        return self.amazon_purchase_order_number

    def _amazon_is_to_invoice(self):
        """:return: whether the order is invoiced by itself now: one invoice for the whole order
        waits until all of it has left, one for a day until the day is over"""
        self.ensure_one()
        grouping = self.sudo().amazon_account_id.invoice_grouping
        shipments = self.picking_ids.filtered(lambda p: p._amazon_goes_to_amazon())
        if grouping == "order":
            open_states = ("draft", "waiting", "confirmed", "assigned")
            return not any(
                picking.state in open_states
                or picking.amazon_shipment_state not in (False, "accepted")
                for picking in shipments
            )
        return bool(shipments.with_context(amazon_accepted_only=True)._amazon_get_uninvoiced())

    def _create_invoices(self, grouped=False, final=False, date=None):
        if get_told("invoice_quantities") is not None:
            return super()._create_invoices(grouped=grouped, final=final, date=date)
        by_shipment = self.filtered(
            lambda order: (
                order.sudo().amazon_account_id.invoice_grouping in ("shipment", "day")
                and order.picking_ids._amazon_get_uninvoiced()
            )
        )
        if not by_shipment:
            return super()._create_invoices(grouped=grouped, final=final, date=date)
        moves = self.env["account.move"]
        if self - by_shipment:
            moves |= super(SaleOrder, self - by_shipment)._create_invoices(
                grouped=grouped, final=final, date=date
            )
        groups = {}
        for order in by_shipment:
            for picking in order.picking_ids._amazon_get_uninvoiced():
                group = picking._amazon_get_invoice_group()
                groups[group] = groups.get(group, self.env["stock.picking"]) | picking
        for pickings in groups.values():
            moves |= pickings.sale_id._amazon_create_invoice_of(pickings, final, date)
        return moves

    def _amazon_create_invoice_of(self, pickings, final, date):
        """Invoice what left with these transfers, and no more."""
        quantities = pickings._amazon_get_shipped_quantities()
        with telling(invoice_quantities=quantities):
            moves = self._create_invoices(final=final, date=date)
        for move in moves:
            orders = move.invoice_line_ids.sale_line_ids.order_id
            move.sudo().write(
                {
                    "amazon_picking_ids": [
                        (4, picking.id) for picking in pickings if picking.sale_id in orders
                    ],
                    "amazon_purchase_order_number": ", ".join(
                        sorted(set(filter(None, orders.mapped("amazon_purchase_order_number"))))
                    ),
                }
            )
        return moves

    def _amazon_invoice_shipped(self):
        """Invoice what was shipped and is known to Amazon; post it unless somebody wants to look
        at invoices first."""
        ready = self.filtered(lambda order: order._amazon_is_to_invoice())
        if not ready:
            return
        moves = ready.with_context(
            amazon_accepted_only=True, raise_if_nothing_to_invoice=False
        )._create_invoices()
        if not self.sudo().amazon_account_id.invoice_review:
            moves.action_post()

    def _amazon_describe_failure(self, work):
        if work == "create_invoices":
            return self.env._("%s cannot be invoiced", self.name)
        return super()._amazon_describe_failure(work)

    def _get_invoiceable_lines(self, final=False):
        lines = super()._get_invoiceable_lines(final)
        quantities = get_told("invoice_quantities")
        if quantities is None:
            return lines
        return lines.filtered(
            lambda line: (
                line.display_type or not line.amazon_item_sequence or quantities.get(line.id)
            )
        )

    @api.model
    def _amazon_invoice_shipments(self, account):
        orders = self.search(
            [
                ("amazon_account_id", "=", account.id),
                ("state", "=", "sale"),
                ("invoice_status", "=", "to invoice"),
                ("picking_ids.amazon_shipment_state", "=", "accepted"),
            ],
            order="id",
        )
        if account.invoice_grouping == "day" and orders._amazon_invoice_together(account):
            return
        account._work_through(
            "create_invoices", orders, lambda order: order._amazon_invoice_shipped()
        )

    def _amazon_invoice_together(self, account):
        """:return: whether it went well; else each order is invoiced apart, so that one that
        cannot be invoiced holds no other back"""
        try:
            with self.env.cr.savepoint():
                self._amazon_invoice_shipped()
                self.env.flush_all()
        except CONFLICTS:
            raise  # a conflict with another transaction: the next run invoices them
        except Exception:
            self.env.invalidate_all()
            return False
        account._commit()
        return True
