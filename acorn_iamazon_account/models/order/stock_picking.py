# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    amazon_invoice_ids = fields.Many2many(
        "account.move",
        "account_move_amazon_picking_rel",
        "picking_id",
        "move_id",
        "Amazon invoices",
        copy=False,
        readonly=True,
        groups="account.group_account_invoice,account.group_account_readonly",
        help="Invoices of just this shipment.",
    )

    def _amazon_get_uninvoiced(self):
        """:return: the deliveries to Amazon of which no invoice was made; those of which Amazon
        has not accepted the notice are left out when invoices are made by themselves"""
        accepted_only = self.env.context.get("amazon_accepted_only")
        return self.filtered(
            lambda picking: (
                picking._amazon_is_shipped()
                and not picking.sudo().amazon_invoice_ids.filtered(lambda m: m.state != "cancel")
                and not (
                    accepted_only
                    and (
                        picking.amazon_shipment_state != "accepted"
                        or picking._amazon_is_of_unfinished_day()
                    )
                )
            )
        )

    def _amazon_get_ship_day(self):
        """:return: the day on which the goods left, in the time zone of the warehouse"""
        zone = self.picking_type_id.warehouse_id.partner_id.tz or self.env.user.tz or "UTC"
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), self.date_done).date()

    def _amazon_is_of_unfinished_day(self):
        if self.sudo().amazon_account_id.invoice_grouping != "day":
            return False
        zone = self.picking_type_id.warehouse_id.partner_id.tz or self.env.user.tz or "UTC"
        today = fields.Date.context_today(self.with_context(tz=zone))
        return self._amazon_get_ship_day() >= today

    def _amazon_get_invoice_group(self):
        """:return: a text that the shipments of one invoice have in common"""
        account = self.sudo().amazon_account_id
        if account.invoice_grouping == "day":
            return f"{account.id} {self._amazon_get_ship_day()}"
        return f"{account.id} {self.id}"

    def _amazon_get_shipped_quantities(self):
        """:return: the quantity by order line, in the unit of the line: of what Amazon ordered,
        kits counting as such, and of what else is on the order"""
        quantities = defaultdict(float)
        done = self.filtered(lambda picking: picking.state == "done")
        for line, eaches in done._amazon_count_content().items():
            order_line = line.move_id.sale_line_id
            quantities[order_line.id] += order_line._amazon_from_eaches(eaches)
        for line in done._amazon_get_strangers():
            order_line = line.move_id.sale_line_id
            if order_line and not order_line.amazon_item_sequence:
                quantities[order_line.id] += line.product_uom_id._compute_quantity(
                    line.quantity, order_line.product_uom_id
                )
        return quantities
