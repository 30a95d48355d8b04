# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

OPEN = ("proposed", "disputed")


class AmazonVendorDispute(models.Model):
    """Amazon takes one claim in slices, over several payments: they are one dispute. Each row of a
    slice repeats the amount of the whole claim, by which it is known."""

    _inherit = "amazon.vendor.dispute"

    slice_line_ids = fields.One2many(
        "amazon.vendor.remittance.line",
        "slice_of_dispute_id",
        "Further Slices",
        readonly=True,
        help="What Amazon took of the same claim by later payments.",
    )

    def _get_claim_lines(self):
        return self.line_id | self.slice_line_ids

    @api.model
    def _join_or_create(self, lines):
        """:param lines: deductions that can be disputed
        :return: the new disputes: of those that are no further slice of a claim that is open"""
        alone = self._join_slices(lines)
        claims = alone.grouped(lambda line: (line.number_key, line.move_id, line.deduction_type_id))
        firsts = lines.browse().union(*(own[:1] for own in claims.values()))
        disputes = self._create_for(firsts)
        return disputes | self._create_for(self._join_slices(alone - firsts))

    @api.model
    def _create_for(self, lines):
        return self.create(
            [{"line_id": line.id, **self._prepare_judgement(line)} for line in lines]
        )

    @api.model
    def _join_slices(self, lines):
        """:return: those of the lines that are no further slice of a claim that is open"""
        slices = lines.filtered(
            lambda line: line.currency_id.compare_amounts(abs(line.invoice_amount), -line.paid) > 0
        )
        if not slices:
            return lines
        known = self.search(
            [
                ("account_id", "in", slices.account_id.ids),
                ("line_id.number_key", "in", slices.mapped("number_key")),
                ("state", "in", OPEN),
            ],
            order="id",
        ).grouped(lambda one: one.line_id.number_key)
        for line in slices:
            whole = known.get(line.number_key, self).filtered(
                lambda one, line=line: one._may_be_sliced_by(line)
            )
            if whole:
                whole[0]._take_slice(line)
        return lines.filtered(lambda line: not line.slice_of_dispute_id)

    def _may_be_sliced_by(self, line):
        first = self.line_id
        same = ("account_id", "number_key", "move_id", "deduction_type_id", "currency_id")
        return (
            first != line
            and all(first[name] == line[name] for name in same)
            and not self.currency_id.compare_amounts(first.invoice_amount, line.invoice_amount)
            and self.currency_id.compare_amounts(self.amount - line.paid, abs(first.invoice_amount))
            <= 0
        )

    def _take_slice(self, line):
        line.slice_of_dispute_id = self
        self._judge_claim()
        self.message_post(
            body=self.env._(
                "Amazon took a further slice of %(amount)s by payment %(payment)s.",
                amount=self.currency_id.format(-line.paid),
                payment=line.remittance_id.name,
            )
        )

    def _judge_claim(self):
        """Look into all slices again. What was filed is claimed with what the new ones add."""
        for dispute in self:
            values = self._prepare_judgement(dispute._get_claim_lines())
            if dispute.state == "disputed":
                more = values["amount"] - dispute.amount
                kept = min(dispute.amount_disputed + more, values["amount"])
                values = {"amount": values["amount"], "amount_disputed": max(0.0, kept)}
            dispute.write(values)

    @api.model
    def _prepare_judgement(self, lines):
        """:param lines: the slices of a claim
        :return: values of what our own records say of it"""
        currency = lines.currency_id
        told = [line._judge() for line in lines]
        verdicts = [verdict for verdict, _justified, _reason in told]
        verdict = next((one for one in ("dispute", "unsure") if one in verdicts), "leave")
        amount = currency.round(-sum(lines.mapped("paid")))
        justified = currency.round(sum(justified for _verdict, justified, _reason in told))
        return {
            "amount": amount,
            "amount_justified": justified,
            "amount_disputed": 0 if verdict == "leave" else currency.round(amount - justified),
            "verdict": verdict,
            "verdict_reason": "\n".join(dict.fromkeys(reason for *_rest, reason in told)),
        }

    @api.model
    def _part_slices(self, lines):
        """The booking of these lines was undone.

        :return: the slices that are left of claims whose first slice is gone
        """
        parted = lines.filtered("slice_of_dispute_id")
        disputes = parted.slice_of_dispute_id
        parted.slice_of_dispute_id = False
        gone = self.search([("line_id", "in", lines.ids), ("state", "=", "proposed")])
        rest = gone.slice_line_ids
        gone.unlink()
        disputes.exists()._judge_claim()
        return rest


class AmazonVendorRemittanceLine(models.Model):
    _inherit = "amazon.vendor.remittance.line"

    slice_of_dispute_id = fields.Many2one(
        "amazon.vendor.dispute",
        "Slice of",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="The dispute of the claim that this line takes a further slice of.",
    )
