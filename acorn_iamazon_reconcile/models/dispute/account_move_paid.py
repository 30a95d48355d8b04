# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections import defaultdict

from odoo import models
from odoo.tools import format_date

from odoo.addons.acorn_iamazon.quantities import Measure

KEPT = "kept_"


class AccountMove(models.Model):
    """The last step of the story: what Amazon paid, what it kept and what is open."""

    _inherit = "account.move"

    def _amazon_get_later_steps(self):
        return self._amazon_get_paid_steps()

    def _amazon_get_paid_steps(self):
        """:return: (steps, notes) of the payments of these invoices. The ledger counts without
        taxes: so does this, by the share of each invoice"""
        posted = self.sudo().filtered(lambda move: move.state == "posted")
        invoices = posted.filtered(lambda move: move.move_type == "out_invoice")
        if not invoices:
            return [], {}
        kept, open_, settled, factors = defaultdict(float), 0.0, 0.0, {}
        for move in posted:
            factor = move.amount_untaxed / move.amount_total if move.amount_total else 1.0
            factors[move] = factor
            sign = -move.direction_sign
            open_ += sign * move.amount_residual * factor
            settled += sign * (move.amount_total - move.amount_residual) * factor
        for line in posted._amazon_find_deductions():
            kept[line.deduction_type_id] -= line.paid * factors[line.move_id]
        parts = [
            (f"{KEPT}{kind.id}", kind.name or self.env._("Deducted"), Measure(0.0, amount))
            for kind, amount in kept.items()
        ]
        parts.append(("unpaid", self.env._("Open"), Measure(0.0, open_)))
        paid = Measure(0.0, settled - sum(kept.values()))
        return [("paid", paid, parts)], invoices._amazon_describe_disputes()

    def _amazon_describe_disputes(self):
        """:return: what is said of what Amazon kept, by the code of the part"""
        notes = {}
        for dispute in self._amazon_find_disputes():
            words = dict(dispute._fields["verdict"]._description_selection(self.env))
            states = dict(dispute._fields["state"]._description_selection(self.env))
            is_open = dispute.state == "proposed"
            note = words.get(dispute.verdict, "") if is_open else states[dispute.state]
            if is_open and dispute.deadline:
                day = format_date(self.env, dispute.deadline)
                note = self.env._("%(verdict)s, until %(day)s", verdict=note, day=day)
            notes[f"{KEPT}{dispute.deduction_type_id.id}"] = note
        return notes

    def _amazon_find_disputes(self):
        return self.env["amazon.vendor.dispute"].search([("move_id", "in", self.ids)])

    def _amazon_find_evidence(self, code):
        return self._amazon_find_paid_evidence(code) or super()._amazon_find_evidence(code)

    def _amazon_find_paid_evidence(self, code):
        """:return: the verdicts about what Amazon kept, else its lines; nothing for other steps"""
        lines = self.amazon_remittance_line_ids
        if code.startswith(KEPT):
            lines = self._amazon_find_deductions().filtered(
                lambda line: f"{KEPT}{line.deduction_type_id.id}" == code
            )
            disputes = self._amazon_find_disputes()
            return disputes.filtered(lambda one: one._get_claim_lines() & lines) or lines
        if code in ("missing", "not_received"):
            return self._amazon_find_disputes()
        if code == "paid":
            return lines.remittance_id or self
        return self if code == "unpaid" else lines.browse()
