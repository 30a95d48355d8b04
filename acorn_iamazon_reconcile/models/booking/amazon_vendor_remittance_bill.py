# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.fields import Domain

from ...booking import Item, Role


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
        """:return: the credit note of the claimed invoice over just what is claimed, that nothing
        but its own invoice has settled; none when several are"""
        settled = self.paid + self.discount + self.withholding
        same = notes.filtered(
            lambda note: (
                settled < 0
                and note.reversed_entry_id == self.move_id
                and not self.currency_id.compare_amounts(note.amount_total, -settled)
                and not self.currency_id.compare_amounts(note._amazon_count_free(), -settled)
            )
        )
        return same if len(same) == 1 else same[:0]
