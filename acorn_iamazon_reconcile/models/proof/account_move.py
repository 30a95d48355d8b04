# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AccountMove(models.Model):
    """Where the lines of an invoice went when it was posted."""

    _inherit = "account.move"

    amazon_posted = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        prefetch="amazon",
        help="What was posted, line by line: the accounts of revenue and costs are held against "
        "it.",
    )

    def _amazon_note_posted(self):
        for move in self.sudo():
            if move.state == "posted":
                move.amazon_posted = {
                    str(item.id): [item.account_id.id, item.amount_currency, item.balance]
                    for item in move._amazon_get_product_items()
                }

    def _amazon_get_product_items(self):
        """:return: the items of what was sold or bought"""
        return self.line_ids.filtered(
            lambda item: (
                item.display_type in ("product", "rounding", "epd")
                and not item.tax_repartition_line_id
            )
        )
