# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError


class AmazonVendorRemittance(models.Model):
    """Journal items of what Amazon kept: by type, with account, tax, partner and analytics."""

    _inherit = "amazon.vendor.remittance"

    def _get_deduction_types(self):
        """:return: the types that the booking will need, discount and withholding included"""
        return self.env["amazon.vendor.deduction.type"].union(
            *(deduction_type for _line, deduction_type, _amount in self._get_deductions())
        )

    def _get_deductions(self):
        """:return: (line, type, amount) of deductions, discounts, withholding and rounding; what
        lowers the payment is above zero"""
        discount = self.env.ref("acorn_iamazon_reconcile.deduction_type_discount")
        withholding = self.env.ref("acorn_iamazon_reconcile.deduction_type_withholding")
        rounding = self.env.ref("acorn_iamazon_reconcile.deduction_type_rounding")
        deductions = []
        for line in self.line_ids:
            parts = [
                (discount, line.discount),
                (withholding, line.withholding),
                (rounding, line.rounding),
            ]
            if line.kind == "deduction":
                whole = line.paid + line.discount + line.withholding
                parts.append((line.deduction_type_id, -whole))
            deductions += [
                (line, deduction_type, amount)
                for deduction_type, amount in parts
                if not self.currency_id.is_zero(amount)
            ]
        return deductions

    def _has_document(self, line, deduction_type, _amount):
        """:return: whether a document is booked for it: not for columns of an invoice's line"""
        return bool(deduction_type.document_kind) and deduction_type == line.deduction_type_id

    def _prepare_deduction_items(self, partner):
        """:return: values of the journal items, each deduction before its taxes"""
        items = []
        for line, deduction_type, amount in self._get_deductions():
            if self._has_document(line, deduction_type, amount):
                continue
            deduction_type = deduction_type.with_company(self.company_id)
            label = f"{deduction_type.name} {line.number}"
            items += self._prepare_taxed_items(
                deduction_type, label, amount, deduction_type.partner_id or partner
            )
        return items

    def _prepare_taxed_items(self, deduction_type, label, amount, partner):
        """Amazon's amount includes the tax, which is taken out of it."""
        account = self._get_account_of(deduction_type)
        analytic = {"analytic_distribution": deduction_type.analytic_distribution or False}
        tax = deduction_type.tax_id
        if not tax:
            return [self._prepare_item(account, label, amount, partner, **analytic)]
        # What lowers a sale is a refund of the sale's tax; a service bought has its own tax.
        is_refund = (amount > 0) == (tax.type_tax_use == "sale")
        result = tax.with_context(force_price_include=True).compute_all(
            amount, self.currency_id, partner=partner, is_refund=is_refund
        )
        taxes = []
        for part in result["taxes"]:
            tax_account = self.env["account.account"].browse(part["account_id"]) or account
            taxes.append(
                self._prepare_item(
                    tax_account,
                    f"{label} {part['name']}",
                    part["amount"],
                    partner,
                    tax_repartition_line_id=part["tax_repartition_line_id"],
                    tax_tag_ids=part["tag_ids"],
                    **(analytic if part["analytic"] else {}),
                )
            )
        net = amount - sum(part["amount"] for part in result["taxes"])
        base = self._prepare_item(
            account,
            label,
            net,
            partner,
            tax_ids=tax.ids,
            tax_tag_ids=result["base_tags"],
            **analytic,
        )
        return [base, *taxes]

    def _get_account_of(self, deduction_type):
        account = deduction_type.account_id or self.account_id.sudo()._get_deduction_account()
        if not account:
            raise UserError(
                self.env._(
                    "No account for %(type)s. Choose one on the type of deduction, or the default "
                    "of the Amazon account %(account)s.",
                    type=deduction_type.name,
                    account=self.account_id.name,
                )
            )
        return account
