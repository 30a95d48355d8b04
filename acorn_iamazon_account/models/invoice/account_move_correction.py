# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import re

from odoo import models

from odoo.addons.acorn_iamazon.rights import right, telling

LINE_NUMBER = re.compile(r"\b(?:items?|line)\s*(?:\[|#|no\.?|number)?\s*(\d+)", re.IGNORECASE)


class AccountMove(models.Model):
    """An invoice that Amazon refused is corrected and submitted again."""

    _inherit = "account.move"

    @right("see")
    def action_amazon_correct(self):
        """Show why Amazon refused the invoice and let it be corrected."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_account.amazon_vendor_correction_action"
        )
        return action | {"context": {"default_move_id": self.id}}

    def _amazon_get_rejection_reasons(self):
        """:return: ``{"text", "line_id"}`` a reason; without a line when it names none"""
        reasons = (self.amazon_submission_message or "").splitlines()
        return [
            {"text": reason, "line_id": self._amazon_find_line_of(reason).id}
            for reason in reasons
            if reason.strip()
        ]

    def _amazon_find_line_of(self, reason):
        """:return: the line whose ASIN, product code or place on the invoice the reason names"""
        lines = self._amazon_get_goods_lines()
        for line in lines:
            order_line = line._amazon_get_order_line()
            names = (
                *order_line._amazon_build_identifiers().values(),
                line.product_id.default_code,
                line.product_id.barcode,
            )
            if any(name and name in reason for name in names):
                return line
        match = LINE_NUMBER.search(reason)
        place = int(match.group(1)) if match else 0
        return lines[place - 1] if 0 < place <= len(lines) else lines.browse()

    def _amazon_reopen(self):
        """:return: the invoice itself, a draft again, under its number"""
        self.button_draft()
        return self

    def _amazon_replace(self):
        """Amazon does not take the number (again): Odoo's reversal cancels the invoice.

        :return: the new draft; the credit note is Odoo's alone, Amazon has nothing to credit
        """
        reversal = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=self.ids)
            .create({"journal_id": self.journal_id.id, "reason": self.env._("Refused by Amazon")})
        )
        with telling(not_for_amazon=True):
            reversal.modify_moves()
        draft = reversal.new_move_ids
        self.sudo().amazon_replaced_by_id = draft
        return draft
