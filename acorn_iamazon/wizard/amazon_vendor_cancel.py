# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from ..rights import check_send, right


class AmazonVendorCancel(models.TransientModel):
    """Ask what Amazon is told of orders that are cancelled."""

    _name = "amazon.vendor.cancel"
    _description = "Cancel Amazon Orders"
    _inherit = "amazon.vendor.given"

    order_ids = fields.Many2many("sale.order", required=True)
    numbers = fields.Char(compute="_compute_numbers")
    telling = fields.Selection(
        [
            ("reject", "Reject all lines: Amazon is told now"),
            ("told", "Nothing: Amazon was told in Vendor Central"),
            ("later", "Nothing yet: the deadline goes on until Amazon is told"),
        ],
        "Amazon is told",
        required=True,
        default="reject",
    )
    rejection_reason = fields.Selection(
        lambda self: self.env["sale.order.line"]._fields["amazon_rejection_reason"].selection,
        "Reason",
        required=True,
        default="TemporarilyUnavailable",
    )

    @api.depends("order_ids")
    def _compute_numbers(self):
        for wizard in self:
            wizard.numbers = ", ".join(wizard.order_ids.mapped("amazon_purchase_order_number"))

    @right("change")
    def action_confirm(self):
        self.ensure_one()
        check_send(self.order_ids)
        orders = self.order_ids.filtered(lambda order: order._amazon_is_awaited())
        if self.telling == "reject":
            orders._amazon_reject_all(self.rejection_reason)
        elif self.telling == "told":
            orders._amazon_cancel_told()
        else:
            orders._amazon_cancel_untold()
        return {"type": "ir.actions.act_window_close"}
