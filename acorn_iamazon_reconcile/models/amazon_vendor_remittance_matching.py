# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.fields import Domain

from .account_move import make_match_key


class AmazonVendorRemittance(models.Model):
    """Finding what each line is about. The number of queries does not depend on the lines."""

    _inherit = "amazon.vendor.remittance"  # pylint: disable=consider-merging-classes-inherited

    def action_match(self):
        """Match the open lines to invoices, credit notes and types of deductions.

        What is not sure stays open, with the reason, for a person to choose.
        """
        waiting = self.filtered(lambda remittance: remittance.state in ("draft", "matched"))
        types = self.env["amazon.vendor.deduction.type"].search([])  # pylint: disable=no-search-all
        for remittance in waiting:
            remittance._match_lines(types)
        waiting._update_matched_state()

    def _match_lines(self, types):
        lines = self.line_ids.filtered(lambda line: line.kind == "open")
        recognised = {line: types._recognise(line.number, line.description) for line in lines}
        numbers = {line.number for line in lines}
        numbers |= {root for _type, root in recognised.values() if root}
        by_name, by_key = self._find_invoices(numbers)
        for line in lines:
            result = self._match_invoice(line, by_name, by_key)
            if "move_id" not in result:
                deduction_type, root = recognised[line]
                result = (
                    self._match_deduction(line, deduction_type, root, by_name, by_key) or result
                )
            line.write(result)

    def _find_invoices(self, numbers):
        """:return: the posted invoices by number, and by what is left of a number without
        separators, as two dicts of recordsets"""
        keys = {make_match_key(number) for number in numbers} - {""}
        moves = self.env["account.move"].search_fetch(
            Domain("amazon_account_id", "=", self.account_id.id)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("amazon_match_key", "in", list(keys)),
            [
                "name",
                "move_type",
                "company_id",
                "currency_id",
                "amount_total",
                "amount_residual",
                "amazon_match_key",
            ],
        )
        by_name = {move.name: move for move in moves}
        return by_name, moves.grouped("amazon_match_key")

    def _match_invoice(self, line, by_name, by_key):
        """:return: values of the line; with ``move_id`` only when nothing speaks against it"""
        move = by_name.get(line.number)
        reason = self.env._("Number")
        if not move:
            move = by_key.get(make_match_key(line.number), self.env["account.move"])
            reason = self.env._("Number without separators")
        if not move:
            return {"match_reason": self.env._("No invoice has this number.")}
        doubt = self._find_doubt(line, move)
        return {"match_reason": doubt} if doubt else {"move_id": move.id, "match_reason": reason}

    def _find_doubt(self, line, move):
        """:return: why the invoice may not be the one that the line pays, or None"""
        if len(move) > 1:
            return self.env._(
                "Several invoices have this number: %s", ", ".join(move.mapped("name"))
            )
        if move.currency_id != self.currency_id:
            return self.env._(
                "%(move)s is in %(currency)s.", move=move.name, currency=move.currency_id.name
            )
        if self.currency_id.compare_amounts(abs(line.invoice_amount), move.amount_total):
            return self.env._(
                "%(move)s is over %(total)s, the line says %(amount)s.",
                move=move.name,
                total=move.amount_total,
                amount=line.invoice_amount,
            )
        if self.currency_id.compare_amounts(abs(line.paid), move.amount_residual) > 0:
            return self.env._(
                "%(move)s has %(residual)s left to be paid only.",
                move=move.name,
                residual=move.amount_residual,
            )
        return None

    def _match_deduction(self, line, deduction_type, root, by_name, by_key):
        """:return: values of the line, or None when no type of deduction fits"""
        if not deduction_type:
            return None
        if not root:
            return {"deduction_type_id": deduction_type.id, "match_reason": deduction_type.name}
        move = by_name.get(root) or by_key.get(make_match_key(root), self.env["account.move"])
        if len(move) != 1:
            return {
                "match_reason": self.env._(
                    "Looks like %(type)s, but no invoice has the number %(root)s.",
                    type=deduction_type.name,
                    root=root,
                )
            }
        return {
            "deduction_type_id": deduction_type.id,
            "move_id": move.id,
            "match_reason": self.env._(
                "%(type)s for %(move)s", type=deduction_type.name, move=move.name
            ),
        }

    def _update_matched_state(self):
        for remittance in self:
            if remittance.state not in ("draft", "matched"):
                continue
            done = bool(remittance.line_ids) and not remittance.count_open
            remittance.state = "matched" if done else "draft"
