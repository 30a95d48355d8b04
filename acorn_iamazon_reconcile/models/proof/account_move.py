# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

# Texts, and the cost of goods, which balances in itself.
LEFT_OUT = ("line_section", "line_subsection", "line_note", "cogs")
GOODS = ("product", "rounding", "epd")


class AccountMove(models.Model):
    """What was posted, for the proof: whatever becomes of the items, this is what was meant."""

    _inherit = "account.move"

    amazon_posted = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        prefetch="amazon",
        help="What was posted, item by item: what stands in the books is held against it.",
    )
    amazon_posted_on = fields.Date(
        readonly=True,
        copy=False,
        groups="base.group_system",
        index="btree_not_null",
        prefetch="amazon",
        help="The day on which it was posted: one that is found on another day was moved.",
    )
    amazon_accepted_by_id = fields.Many2one(
        "res.users",
        "Accepted for Amazon by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        prefetch="amazon",
        help="Who said that this entry, which no document made, is right as it stood that day.",
    )

    def write(self, vals):
        """What Amazon's companies are invoiced, or invoice, beside the accounts."""
        result = super().write(vals)
        if "state" in vals:
            others = self.filtered(lambda move: move.is_invoice() and not move.amazon_account_id)
            if others:
                companies = self.env["amazon.vendor.account"]._get_company_ids()
                others.filtered(
                    lambda move: move.commercial_partner_id.id in companies
                )._amazon_note_posted()
        return result

    def _amazon_note_posted(self):
        """Drafts and what was cancelled were posted no more."""
        for move in self.sudo():
            is_posted = move.state == "posted"
            items = move.line_ids.filtered(lambda item: item.display_type not in LEFT_OUT)
            move.amazon_posted = is_posted and {str(i.id): i._amazon_dump() for i in items}
            move.amazon_posted_on = is_posted and move.date

    def _amazon_forget_posted(self):
        """What settles nothing any more may be changed by Odoo's buttons."""
        settling = self.line_ids.filtered(
            lambda item: item.matched_debit_ids or item.matched_credit_ids
        )
        free = self - settling.move_id
        free.sudo().write({"amazon_posted": False, "amazon_posted_on": False})

    def _amazon_get_product_items(self):
        """:return: the items of what was sold or bought"""
        return self.line_ids.filtered(lambda item: item._amazon_is_goods())

    def _amazon_accept(self):
        """A person answers for entries that no document made: from now on they are held against
        what they are today."""
        for move in self.filtered(lambda one: one.state == "posted"):
            move.sudo().amazon_accepted_by_id = self.env.user
            move._amazon_note_posted()
            move.message_post(body=self.env._("Accepted as it is for the Amazon statement."))


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _amazon_is_goods(self):
        return self.display_type in GOODS and not self.tax_repartition_line_id

    def _amazon_dump(self):
        """:return: what the proof holds the item against, as JSON takes it"""
        return {
            "key": self.amazon_key or str(self.id),
            "account": self.account_id.id,
            "partner": self.partner_id.id,
            "currency": self.currency_id.id,
            "amount": self.amount_currency,
            "balance": self.balance,
            "day": fields.Date.to_string(self.date),
            "taxes": sorted(self.tax_ids.ids),
            "tags": sorted(self.tax_tag_ids.ids),
            "part": self.tax_repartition_line_id.id,
            "goods": self._amazon_is_goods(),
        }
