# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

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
        """:return: the quantity by order line, in the unit of the line"""
        quantities = {}
        for move in self.move_ids.filtered(lambda move: move.state == "done"):
            line = move.sale_line_id
            quantity = move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
            quantities[line.id] = quantities.get(line.id, 0.0) + quantity
        return quantities
