# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AccountMoveLine(models.Model):
    """An item that was booked for Amazon knows what it is for."""

    _inherit = "account.move.line"

    amazon_key = fields.Char(
        readonly=True,
        copy=False,
        help="What the item is in the plan that its entry was made by.",
        prefetch="amazon",
    )
    amazon_remittance_line_id = fields.Many2one(
        "amazon.vendor.remittance.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="account.group_account_invoice,acorn_iamazon.group_user",
        prefetch="amazon",
    )
