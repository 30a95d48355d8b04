# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import models

from odoo.addons.acorn_iamazon.rights import get_told, telling


class AccountMove(models.Model):
    """Taking back what was booked for Amazon, as far as the law lets it be taken back."""

    _inherit = "account.move"

    def button_draft(self):
        """Odoo's button: the entry of a booked remittance is taken back on the remittance."""
        if self.origin_payment_id and not get_told("undo"):
            self.origin_payment_id._amazon_refuse_while_booked()
        return super().button_draft()

    def _collect_tax_cash_basis_values(self):
        """A deduction is settled when it is booked, and its taxes are due then, as they are of the
        entry that takes it back: no settlement of an invoice makes them due again. Taxes that an
        earlier version left on their way are due as Odoo has it."""
        taxes = self.line_ids.filtered("tax_line_id")
        is_ours = any((self | self.reversed_entry_id).line_ids.mapped("amazon_key"))
        if taxes and is_ours and not any(item._amazon_is_on_its_way() for item in taxes):
            return None
        return super()._collect_tax_cash_basis_values()

    def _amazon_get_receivable(self):
        """:return: the items of an invoice, bill or credit note that are to be paid"""
        return self.line_ids.filtered(lambda item: item.display_type == "payment_term")

    def _amazon_count_free(self):
        """:return: what is open of a credit note, or only set off against its invoice"""
        items = self._amazon_get_receivable()
        set_off = sum(amount for _partial, amount in items._amazon_get_set_offs())
        return abs(sum(items.mapped("amount_residual_currency"))) + set_off

    def _amazon_get_by_hand(self):
        """:return: the items of the money on its way to the bank, of payments of these invoices
        that somebody registered"""
        partials = self.env["account.partial.reconcile"]._amazon_find_by_hand(
            [("id", "in", self.ids)]
        )
        payments = partials.credit_move_id.payment_id
        lines = self.env["account.move.line"]
        liquidity = lines.union(*(one._seek_for_lines()[0] for one in payments))
        return liquidity.filtered(lambda item: item.account_id.reconcile and not item.reconciled)

    def _amazon_discount_lowers_tax(self):
        """:return: whether a discount for early payment lowers the tax when it is taken: by the
        terms of the invoice, else by what Odoo has for new terms in the company's country.
        Elsewhere it is never lowered, or was on the invoice already"""
        terms = self.invoice_payment_term_id
        if not terms.early_discount:
            company = self.company_id
            terms = terms.with_company(company).new({"company_id": company.id})
        return terms.early_pay_discount_computation == "included"

    def _amazon_take_tax_out(self, amount):
        """:param float amount: a part of the invoice, taxes included
        :return: the same without its taxes, in proportion"""
        if not self.amount_total:
            return amount
        return self.currency_id.round(amount * self.amount_untaxed / self.amount_total)

    def _amazon_take_back(self):
        """Cancel these entries; where that is forbidden (audit trail, hash, closed period), reverse
        them on the first open day.

        :return: the reversing entries
        """
        posted = self.filtered(lambda move: move.state == "posted")
        reversed_ones = posted.filtered(lambda move: not move._amazon_may_be_cancelled())
        with telling(undo=True):
            (posted - reversed_ones).button_cancel()
        if not reversed_ones:
            posted._amazon_note_posted()
            return reversed_ones
        reversals = reversed_ones._reverse_moves(
            [move._amazon_prepare_reversal() for move in reversed_ones], cancel=True
        )
        (posted | reversals)._amazon_note_posted()
        return reversals

    def _amazon_describe_reversal(self, entry):
        """:param entry: what this one reverses"""
        if self.date == entry.date:
            return self.env._(
                "The booking %(entry)s was undone by %(reversal)s: it may not be deleted.",
                entry=entry.name,
                reversal=self.name,
            )
        return self.env._(
            "The booking %(entry)s was undone by %(reversal)s on %(date)s, the first open day: the "
            "books of its own day are closed.",
            entry=entry.name,
            reversal=self.name,
            date=self.date,
        )

    def _amazon_may_be_cancelled(self):
        return (
            self._can_be_unlinked()
            and not self._is_protected_by_audit_trail()
            and not self._amazon_get_locks()
        )

    def _amazon_prepare_reversal(self):
        day = self._amazon_get_open_day()
        return {"date": day, "invoice_date": day if self.is_invoice() else False}

    def _amazon_get_open_day(self):
        """:return: the day of the entry, or the first one after it that is not closed"""
        locks = self._amazon_get_locks()
        return locks[-1][0] + timedelta(days=1) if locks else self.date

    def _amazon_get_locks(self):
        has_tax = bool(self.line_ids.tax_ids or self.line_ids.tax_tag_ids)
        return self.company_id._get_violated_lock_dates(self.date, has_tax, self.journal_id)
