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

    def _amazon_is_on_its_way(self):
        """:return: whether it is a tax that becomes due when it is paid"""
        return self.account_id == self.tax_line_id.cash_basis_transition_account_id

    def _amazon_get_booked(self):
        """:return: the remittance that is booked by the item's entry"""
        return self.move_id.origin_payment_id.sudo().amazon_remittance_ids

    # === SET OFF AGAINST EACH OTHER === #

    def _amazon_get_set_offs(self):
        """:return: list of (partial reconciliation of an invoice to Amazon with a credit note,
        amount in the currency of these items)"""
        found = []
        for partial in self.matched_credit_ids | self.matched_debit_ids:
            debit, credit = partial.debit_move_id, partial.credit_move_id
            types = (debit.move_id.move_type, credit.move_id.move_type)
            accounts = debit.move_id.amazon_account_id, credit.move_id.amazon_account_id
            if types == ("out_invoice", "out_refund") and accounts[0] == accounts[1]:
                amounts = (partial.debit_amount_currency, partial.credit_amount_currency)
                found.append((partial, amounts[debit not in self]))
        return found

    def _amazon_get_parted(self, pairs):
        """:param pairs: of ids, of the items of an invoice and of a credit note
        :return: by how much more of this item is open once these are parted"""
        if not pairs:
            return 0
        return sum(
            amount if partial.debit_move_id == self else -amount
            for partial, amount in self._amazon_get_set_offs()
            if (partial.debit_move_id.id, partial.credit_move_id.id) in pairs
        )

    def _amazon_part(self, pairs):
        """:param pairs: as :meth:`_amazon_get_parted`"""
        debits = self.browse({debit for debit, _credit in pairs})
        debits.matched_credit_ids.filtered(
            lambda partial: (partial.debit_move_id.id, partial.credit_move_id.id) in pairs
        ).unlink()

    def _amazon_set_off_again(self, pairs):
        """:param pairs: as :meth:`_amazon_get_parted`"""
        open_pairs = [
            items
            for pair in pairs
            if len(items := self.browse(pair).exists()) == 2
            and set(items.mapped("parent_state")) == {"posted"}
            and not any(items.mapped("reconciled"))
        ]
        self._reconcile_plan(open_pairs)
