# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.fields import Domain

from ...booking import Item, Role


class AmazonVendorRemittance(models.Model):
    """Amazon's bills that somebody entered before Amazon took them off a payment: the deduction
    pays them, for what they cost is in the books already."""

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
        found = {line: line._choose_bill(bills, partners) for line in lines} if bills else {}
        return {line: bill for line, bill in found.items() if bill}

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
