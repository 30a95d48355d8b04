# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class AccountPartialReconcile(models.Model):
    """What is set off against an invoice to Amazon changes what Amazon still has to pay of it."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        invoices = partials._amazon_get_invoices()
        if invoices:
            invoices._amazon_refresh_expected()
            partials._amazon_settle_whole()
        partials._amazon_get_by_hand()._amazon_note_posted()
        return partials

    def write(self, vals):
        result = super().write(vals)
        if vals.get("exchange_move_id") and self._amazon_get_invoices():
            self.exchange_move_id._amazon_note_posted()
        return result

    def unlink(self):
        invoices = self and self._amazon_get_invoices()
        taken_apart = self._amazon_find_taken_apart() if invoices else ()
        by_hand = self._amazon_get_by_hand()
        made = invoices and self.exchange_move_id | self._amazon_get_cash_basis()
        result = super().unlink()
        if invoices:
            made = made.exists()
            (made | made.reversal_move_ids)._amazon_note_posted()
            invoices.exists()._amazon_refresh_expected()
        for item, settled in taken_apart:
            item._amazon_get_booked()._ask_about_settlement(item, settled)
        if by_hand:
            by_hand.exists()._amazon_forget_posted()
        return result

    def _create_tax_cash_basis_moves(self):
        moves = super()._create_tax_cash_basis_moves()
        moves.filtered("tax_cash_basis_origin_move_id.amazon_account_id")._amazon_note_posted()
        return moves

    def _amazon_get_cash_basis(self):
        """:return: the entries that made taxes due by these settlements"""
        return self.env["account.move"].search([("tax_cash_basis_rec_id", "in", self.ids)])

    def _amazon_get_invoices(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        return moves.filtered("amazon_account_id")

    def _amazon_get_by_hand(self):
        """:return: the entries of payments that somebody registered, and of lines of the bank: what
        they were when they settled something of Amazon's is noted, for until then they change"""
        companies = self.env["amazon.vendor.account"]._get_company_ids()
        by_hand = self.env["account.move"]
        for partial in self:
            pair = (partial.debit_move_id | partial.credit_move_id).move_id
            if any(m.amazon_account_id or m.commercial_partner_id.id in companies for m in pair):
                by_hand |= pair.filtered(
                    lambda one: (
                        (one.origin_payment_id or one.statement_line_id)
                        and not any(one.line_ids.mapped("amazon_key"))
                    )
                )
        return by_hand
