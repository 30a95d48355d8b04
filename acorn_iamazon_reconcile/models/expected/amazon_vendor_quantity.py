# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import api, models

from odoo.addons.acorn_iamazon.quantities import allot


class AmazonVendorQuantity(models.AbstractModel):
    """What Amazon claims of a line for shortages."""

    _inherit = "amazon.vendor.quantity"

    @api.model
    def _collect(self, lines):
        numbers = super()._collect(lines)
        claimed = self._count_claimed(lines)
        for line in lines:
            numbers[line]["claimed"] = claimed[line]
        return numbers

    @api.model
    def _count_claimed(self, lines):
        """Amazon claims an amount of an invoice and names no line: it is taken for what is missing
        of the invoice first, then for its other goods.

        :return: eaches by order line"""
        claimed = defaultdict(float)
        invoices = lines.invoice_lines.move_id.filtered("amazon_remittance_line_ids")
        for move, facts in invoices._amazon_read_facts().items():
            amount = move._amazon_get_claimed_amount()
            missing = [fact.short_received for fact in facts]
            whole = [fact.share.invoiced * fact.price for fact in facts]
            first = allot(amount, missing)
            rest = allot(
                amount - sum(first),
                [all_ - part for all_, part in zip(whole, missing, strict=True)],
            )
            for fact, part, more in zip(facts, first, rest, strict=True):
                if fact.price:
                    claimed[fact.order_line] += round((part + more) / fact.price, 2)
        return claimed
