# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from decimal import Decimal

from odoo import fields, models

from ...booking import Role, share_out

# The confidence of what a person chose: the matching is never as sure of a deduction.
CHOSEN = 100


class AmazonVendorRemittanceLine(models.Model):
    """What a line is booked by."""

    _inherit = "amazon.vendor.remittance.line"

    item_ids = fields.One2many(
        "account.move.line",
        "amazon_remittance_line_id",
        "Journal Items",
        readonly=True,
        groups="account.group_account_invoice",
    )

    def _make_key(self, role, deduction_type=None):
        """:return: what an item of this line is known by in its entry"""
        parts = (role.value, self.id, *(deduction_type.ids if deduction_type else ()))
        return ":".join(map(str, parts))

    def _share_by_taxes(self, deduction_type, amount):
        """A deduction that changes an invoice has the taxes of its lines, in proportion: what a
        type says never overrules the document. Others have the tax of their type.

        :param float amount: taxes included
        :return: [(taxes, share of the amount, as a decimal)]
        """
        whole = self.remittance_id._round(amount)
        if not (deduction_type.is_taxed_as_document and self.move_id):
            return [(deduction_type.tax_id, whole)]
        weights = self._weigh_taxes(deduction_type)
        if not weights:
            # Such a line is objected to, and never booked.
            return [(self.env["account.tax"], whole)]
        currency = self.remittance_id._describe_currency(self.currency_id)
        return list(zip(weights, share_out(whole, list(weights.values()), currency), strict=True))

    def _weigh_taxes(self, deduction_type):
        """An allowance on the invoice, with a tax of its own, lowers what that tax is of: its
        weight is below zero. Free goods weigh nothing.

        :return: {taxes: amount of the invoice's lines that have them, taxes included}; nothing when
            the lines come to nothing, or to less: then they tell no proportion
        """
        move = self.move_id
        if deduction_type.code == "discount" and not move._amazon_discount_lowers_tax():
            return {self.env["account.tax"]: Decimal(1)}
        products = move.invoice_line_ids.filtered(lambda item: item.display_type == "product")
        totals = {
            taxes: move.currency_id.round(sum(items.mapped("price_total")))
            for taxes, items in products.grouped("tax_ids").items()
        }
        weights = {taxes: Decimal(str(total)) for taxes, total in totals.items() if total}
        return weights if sum(weights.values()) > 0 else {}

    def _lacks_taxes(self, deduction_type):
        """:return: whether the deduction has the taxes of an invoice that tells none"""
        return bool(
            deduction_type.is_taxed_as_document
            and self.move_id
            and not self._weigh_taxes(deduction_type)
        )

    def _has_document(self, deduction_type):
        """:return: whether a document is booked for it: not for columns of an invoice's line"""
        return bool(deduction_type.document_kind) and deduction_type == self.deduction_type_id

    def _is_chosen(self):
        """:return: whether a person chose the deduction"""
        return self.match_confidence == CHOSEN

    def _open_with_choices(self, objection, reason):
        """The line waits. What a person may tell is offered: the credit note that it may be, and
        the deduction as it was.

        :param str reason: why
        """
        choices = []
        if objection.code == "note":
            choices.append({"move_id": objection.document, "confidence": 50, "reason": reason})
        if objection.code in ("note", "discounted"):
            deduction = {
                "move_id": self.move_id.id,
                "deduction_type_id": self.deduction_type_id.id,
                "confidence": 40,
                "reason": self.env._("A deduction that costs by itself"),
            }
            choices.append(deduction)
        if objection.code == "documented":
            more = self.env._("One discount more")
            choices.append({"move_id": self.move_id.id, "confidence": 40, "reason": more})
        self._open_again(reason)
        self.candidate_ids.sudo().unlink()
        self.env["amazon.vendor.match.candidate"].sudo().create(
            [{"line_id": self.id, **choice} for choice in choices]
        )

    def _get_counterparts(self, receivable, amount):
        """What the item of an invoice's line is reconciled with.

        :param receivable: the items of the invoice that are to be paid
        :param amount: of the item, below zero for the payment of an invoice
        :return: (journal items, whether they have paid the invoice and leave it open now)
        """
        if not amount:
            return receivable.browse(), False
        if (amount > 0) != self._is_owed_by_amazon():
            return receivable, False
        return self.reversed_line_id._get_settling_item(), True

    def _is_owed_by_amazon(self):
        if self.opening_item_id:
            return self.opening_item_id.amount_currency > 0
        return self.move_id.is_inbound()

    def _get_settling_item(self):
        """:return: the booked item by which this line pays its invoice"""
        key = self._make_key(Role.SETTLEMENT)
        entry = self.remittance_id.payment_id.move_id
        return self.sudo().item_ids.filtered(
            lambda item: item.amazon_key == key and item.move_id == entry
        )
