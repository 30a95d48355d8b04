# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import models
from odoo.fields import Domain

from ...booking import Item, Objection, Role
from ...matcher import make_match_key

# What a credit note says it is for, by the code of the type of deduction.
CREDITED_AS = {
    "shortage": "quantity",
    "price": "price",
    "freight": "freight",
    "return": "returns",
    "co_op": "coop",
}
# Where a credit note may tell Amazon's number.
TOLD_IN = (
    "ref",
    "payment_reference",
    "amazon_debit_note_number",
    "amazon_returns_reference",
    "amazon_rma",
    "amazon_coop_reference",
    "amazon_consignor_reference",
)


class AmazonVendorRemittance(models.Model):
    """Amazon's bills, and credit notes to Amazon, that somebody made before Amazon took them off a
    payment: the deduction settles them, for what they cost is in the books already."""

    _inherit = "amazon.vendor.remittance"

    def _find_entered_bills(self):
        """:return: {line of a deduction: the bill, or what credits one, of its number}; drafts too,
        for these will be posted"""
        lines = self.line_ids.filtered(lambda line: line.kind == "deduction")
        numbers = lines.mapped("number")
        bills = self.env["account.move"].search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("move_type", "in", ("in_invoice", "in_refund"))
            & Domain("state", "!=", "cancel")
            & (Domain("ref", "in", numbers) | Domain("payment_reference", "in", numbers)),
            order="id",
        )
        partners = self._get_amazon_partners()
        notes = self._find_claim_notes(lines)
        found = {
            line: (bills and line._choose_bill(bills, partners)) or line._choose_note(notes)
            for line in lines
        }
        return {line: bill for line, bill in found.items() if bill}

    def _find_claim_notes(self, lines):
        """:return: credit notes that somebody made for what Amazon claims of these invoices, and
        that no line names by their number"""
        notes = self.env["account.move"].search(
            [
                ("reversed_entry_id", "in", lines.move_id.ids),
                ("move_type", "=", "out_refund"),
                ("state", "=", "posted"),
                ("company_id", "=", self.company_id.id),
            ],
            order="id",
        )
        return notes.filtered(
            lambda note: (
                not note.sudo().amazon_remittance_line_ids.filtered(
                    lambda line: line.kind == "credit_note" and line.remittance_state != "cancelled"
                )
            )
        )

    def _object_to_notes(self):
        """A credit note over the amount of a claim on its invoice, that does not say what for: it
        is offered, for a person to choose.

        :return: list of :class:`Objection`
        """
        bills = self._find_entered_bills()
        lines = self.line_ids.filtered(lambda line: line.kind == "deduction" and line not in bills)
        notes = self._find_claim_notes(lines)
        doubtful = {line: line._find_doubtful_note(notes) for line in lines if notes}
        return [Objection(line.id, "note", note.id) for line, note in doubtful.items() if note]

    def _get_amazon_partners(self):
        types = self.line_ids.deduction_type_id.with_company(self.company_id)
        own = self.account_id.sudo().partner_id | self.line_ids.move_id.partner_id
        return (own | types.partner_id).commercial_partner_id

    def _plan_bill(self, line, bill, amount, label):
        """:param float amount: above zero when it lowers the payment
        :return: the item that settles the bill of a deduction"""
        owed = bill._amazon_get_receivable()
        return Item(
            Role.BILL,
            line._make_key(Role.BILL),
            label=label,
            account=owed.account_id[:1].id,
            partner=bill.commercial_partner_id.id,
            currency=self.currency_id.id,
            amount=self._round(amount),
            line=line.id,
            counterparts=tuple(owed.ids),
            parted=self._find_parted(bill, amount),
        )

    def _find_parted(self, note, amount):
        """Odoo set the credit note off against its invoice, which Amazon pays whole.

        :param float amount: what is to be settled of it
        :return: pairs of journal items that must be parted
        """
        owed = note._amazon_get_receivable()
        left = abs(amount) - abs(sum(owed.mapped("amount_residual_currency")))
        if note.currency_id.compare_amounts(left, 0) <= 0:
            return ()
        return tuple(
            (partial.debit_move_id.id, partial.credit_move_id.id)
            for partial, _amount in owed._amazon_get_set_offs()
        )

    def _explain_bill(self, bill, reason):
        """:return: the reason why a bill cannot be settled, with the mend"""
        if bill.state == "draft":
            reason = self.env._("%s is a draft", bill.display_name)
        return self.env._(
            "%(reason)s: it is the bill of this deduction. Post it, take its other payment back, "
            "or give it another reference when it is not this one",
            reason=reason,
        )


class AmazonVendorRemittanceLine(models.Model):
    _inherit = "amazon.vendor.remittance.line"

    def _take_bill(self, bills, deduction_type):
        """:param dict bills: as ``_find_entered_bills`` returns them
        :return: the bill of the deduction; none of what stands in columns beside it"""
        return bills.get(self) if deduction_type == self.deduction_type_id else None

    def _choose_bill(self, bills, partners):
        """A number that is another vendor's by chance is over another amount.

        :param bills: that may be this deduction's
        :param partners: known to be Amazon's
        :return: the one of this number, an open one first
        """
        settled = self.paid + self.discount + self.withholding
        kind = "in_invoice" if settled < 0 else "in_refund"
        same = bills.filtered(
            lambda bill: (
                bill.move_type == kind
                and self.number in (bill.ref, bill.payment_reference)
                and (
                    bill.commercial_partner_id in partners
                    or not self.currency_id.compare_amounts(
                        bill.amount_total, abs(self.invoice_amount)
                    )
                )
            )
        )
        return same.sorted(lambda bill: bill.payment_state in ("paid", "in_payment"))[:1]

    def _choose_note(self, notes):
        """An amount alone makes no credit note a claim's: Amazon settles that of a corrected price
        by a line of its own.

        :return: the credit note that was made for this claim; none when several may be it
        """
        own = self._filter_by_amount(notes).filtered(self._is_told_by)
        return own if len(own) == 1 else own[:0]

    def _find_doubtful_note(self, notes):
        """:return: a credit note that may be this claim's as well as another's"""
        if self._is_chosen():
            return notes.browse()
        same = self._filter_by_amount(notes)
        return (same.filtered(self._is_told_by) or same.filtered(self._may_be_told_by))[:1]

    def _is_told_by(self, note):
        """:return: whether the credit note names this claim, or is for what is claimed"""
        texts = [note[name] for name in TOLD_IN if note[name]]
        parts = (part for text in texts for part in (text, *re.split(r"[\s,;:]+", text)))
        told = {key for part in parts if (key := make_match_key(part))}
        kind = CREDITED_AS.get(self.deduction_type_id.code)
        return self.number_key in told or bool(kind and note.amazon_credit_kind == kind)

    def _may_be_told_by(self, note):
        """:return: whether the credit note does not say that it is for something else"""
        is_known = self.deduction_type_id.code in CREDITED_AS
        return not is_known or note.amazon_credit_kind in (False, "other")

    def _filter_by_amount(self, notes):
        """:return: those on the claimed invoice over just what is claimed, that nothing but their
        own invoice has settled"""
        settled = self.paid + self.discount + self.withholding
        return notes.filtered(
            lambda note: (
                settled < 0
                and note.reversed_entry_id == self.move_id
                and not self.currency_id.compare_amounts(note.amount_total, -settled)
                and not self.currency_id.compare_amounts(note._amazon_count_free(), -settled)
            )
        )
