# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorOrderChange(models.Model):
    """What Amazon changed of a purchase order after it was answered: a line, old and new."""

    _name = "amazon.vendor.order.change"
    _description = "Amazon Purchase Order Change"
    _order = "id desc"
    _rec_name = "sequence"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade")
    account_id = fields.Many2one(related="order_id.amazon_account_id", store=True)
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    currency_id = fields.Many2one(related="order_id.currency_id")
    changed_at = fields.Datetime("Changed by Amazon", required=True)
    kind = fields.Selection(
        [
            ("new", "New line"),
            ("quantity", "Quantity"),
            ("cost", "Cost"),
            ("removed", "Line removed"),
            ("window", "Ship window"),
        ],
        "Change",
        required=True,
    )
    sequence = fields.Char("Line")
    product = fields.Char()
    old = fields.Char("Before")
    new = fields.Char("Now")
    state = fields.Selection(
        [
            ("pending", "To decide"),
            ("followed", "Followed"),
            ("accepted", "Accepted"),
            ("kept", "Kept as it was"),
            ("superseded", "Superseded"),
        ],
        default="pending",
        required=True,
        index=True,
    )
    decided_by_id = fields.Many2one("res.users", "Decided by")
    decided_at = fields.Datetime()
