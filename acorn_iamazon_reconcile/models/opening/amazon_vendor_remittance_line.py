# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorRemittanceLine(models.Model):
    """A line may settle what stood open when the books began."""

    _inherit = "amazon.vendor.remittance.line"

    opening_item_id = fields.Many2one(
        "account.move.line",
        index="btree_not_null",
        check_company=True,
        groups="account.group_account_invoice",
        domain="[('account_type', '=', 'asset_receivable'), ('move_type', '=', 'entry'), "
        "('parent_state', '=', 'posted'), ('reconciled', '=', False)]",
        help="The item of an opening entry that the line settles, or a part of it.",
    )

    def _get_owed_items(self):
        """:return: the journal items that the line settles"""
        return self.opening_item_id or self.move_id._amazon_get_receivable()

    def _settle_from(self, item):
        """A person said that what is older than the books is settled from one sum.

        :param item: of an opening entry
        :return: the lines that it is enough for
        """
        currency = item.currency_id
        promised = self.remittance_id._load_opening_promised(item.sudo()._amazon_get_opened_by())
        left = item.amount_residual_currency - promised.get(item.id, 0)
        taken = self.browse()
        for line in self.sorted(lambda line: (line.date, line.id)):
            settled = line.paid + line.discount + line.withholding
            if currency.compare_amounts(settled, left) <= 0:
                left -= settled
                taken |= line
        taken.write(
            {
                "opening_item_id": item.id,
                "match_confidence": 100,
                "match_reason": self.env._(
                    "Older than the books: settled from %(item)s, as %(user)s said",
                    item=item.name or item.move_id.name,
                    user=self.env.user.name,
                ),
            }
        )
        taken.candidate_ids.unlink()
        taken.remittance_id._update_matched_state()
        return taken

    def _is_older_than_books(self):
        """:return: whether it pays something of the former system that nothing here is like"""
        begin = self.account_id.sudo().books_begin
        return (
            self.kind == "open"
            and not self.is_hidden
            and bool(self.date and begin)
            and self.date < begin <= self.remittance_id.date
            and self.paid > 0
            and not self.candidate_ids
        )
