# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rights import check_send, right

# More orders than these are acknowledged by the scheduled work.
AT_ONCE = 1


class AmazonVendorAcknowledge(models.TransientModel):
    """Ask before orders are acknowledged about what cannot be taken back."""

    _name = "amazon.vendor.acknowledge"
    _description = "Acknowledge Amazon Orders"
    _inherit = "amazon.vendor.given"

    order_ids = fields.Many2many("sale.order", required=True)
    summary = fields.Char(compute="_compute_questions")
    rejections = fields.Text(compute="_compute_questions")
    obsolete = fields.Text("Obsolete products", compute="_compute_questions")
    prices = fields.Text(compute="_compute_questions")
    has_questions = fields.Boolean(compute="_compute_questions")
    obsolete_confirmed = fields.Boolean("Amazon may stop ordering these products for good")

    @api.depends("order_ids")
    def _compute_questions(self):
        for wizard in self:
            lines = wizard.order_ids.order_line.filtered("amazon_ordered_quantity")
            rejected = lines.filtered("amazon_rejected_quantity")
            obsolete = rejected.filtered(
                lambda line: line.amazon_rejection_reason == "ObsoleteProduct"
            )
            prices = lines.filtered(
                lambda line: line.amazon_price_decision == "open" and line.product_uom_qty
            )
            wizard.summary = self.env._(
                "Orders: %(orders)s. Units promised: %(promised)g of %(ordered)g.",
                orders=len(wizard.order_ids),
                promised=sum(line._amazon_to_eaches(line.product_uom_qty) for line in lines),
                ordered=sum(lines.mapped("amazon_units_ordered")),
            )
            wizard.rejections = wizard._describe_rejections(rejected - obsolete)
            wizard.obsolete = wizard._describe_obsolete(obsolete)
            wizard.prices = "\n".join(line._amazon_describe_price_difference() for line in prices)
            wizard.has_questions = bool(rejected or prices)

    def _describe_rejections(self, lines):
        return "\n".join(self._describe_rejection(line) for line in lines)

    def _describe_rejection(self, line):
        """:return: what is rejected, what Amazon is told, what it is worth and what is in stock"""
        reasons = dict(line._fields["amazon_rejection_reason"]._description_selection(self.env))
        return self.env._(
            "%(order)s, line %(line)s: %(rejected)s of %(ordered)s %(unit)s of %(product)s "
            "(Amazon is told: %(why)s), %(amount)s; %(stock)s",
            order=line.order_id.amazon_purchase_order_number,
            line=line.amazon_item_sequence,
            rejected=line.amazon_rejected_quantity,
            ordered=line.amazon_ordered_quantity,
            unit=line.amazon_unit,
            product=line.product_id.display_name,
            why=reasons.get(line.amazon_rejection_reason or "TemporarilyUnavailable"),
            amount=line.currency_id.format(line._amazon_get_rejected_amount()),
            stock=self._describe_stock(line),
        )

    def _describe_stock(self, line):
        """:return: what is free of the product by the window; more than nothing is a question"""
        free = self._get_free_stock().get((line.order_id, line.product_id), (0.0, 0.0))[0]
        if free == float("inf"):
            return self.env._("not kept in stock")
        units = min(max(free, 0) // line._amazon_get_unit_size(), line.amazon_ordered_quantity)
        return self.env._("free: %(free)g %(unit)s", free=units, unit=line.amazon_unit)

    def _get_free_stock(self):
        """:return: as ``_amazon_get_free_stock`` of the orders, of which something is rejected"""
        lines = self.order_ids.order_line.filtered("amazon_rejected_quantity")
        return lines.order_id._amazon_get_free_stock()

    def _describe_obsolete(self, lines):
        """Told twice, 48 hours apart, Amazon never orders the product again: say which is which."""
        texts = []
        for line in lines:
            text = self._describe_rejection(line)
            date = line.sudo().amazon_product_id.obsolete_told_at
            if date:
                text = self.env._(
                    "%(line)s. Told on %(date)s before: Amazon never orders it again.",
                    line=text,
                    date=fields.Date.to_string(date),
                )
            texts.append(text)
        return "\n".join(texts)

    def _open(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_acknowledge_action"
        )
        return action | {"res_id": self.id}

    @right("change")
    def action_confirm(self):
        self.ensure_one()
        check_send(self.order_ids)
        if self.obsolete and not self.obsolete_confirmed:
            raise UserError(
                self.env._(
                    "Amazon stops ordering a product that is obsolete twice. Tick that you want "
                    "this, or choose another reason on the lines:\n%s",
                    self.obsolete,
                )
            )
        self.order_ids.order_line.filtered(
            lambda line: line.amazon_price_decision == "open" and line.product_uom_qty
        ).amazon_price_decision = "accept"
        if len(self.order_ids) > AT_ONCE:
            return self.order_ids._amazon_request_acknowledgement()
        self.order_ids.action_amazon_acknowledge()
        return {"type": "ir.actions.act_window_close"}
