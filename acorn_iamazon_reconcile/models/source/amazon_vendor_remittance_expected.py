# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, fields, models

from odoo.addons.acorn_iamazon.rights import right

# How the Invoices API names what Amazon keeps; the rest waits for a person.
TYPES = {"QuantityVariance": "shortage", "PriceVariance": "price", "Withh": "withholding"}


class AmazonVendorRemittance(models.Model):
    """What is expected by the Invoices API, and how it becomes certain."""

    _inherit = "amazon.vendor.remittance"

    amount_expected = fields.Monetary(
        "Expected", readonly=True, help="What Amazon's API let expect before the payment came."
    )

    def _prepare_expected(self, account, number, moves, settlements):
        """
        :param moves: the invoices of one currency that the payment pays
        :param settlements: {invoice: {name of the amount: amount}}
        """
        lines = []
        for move in moves:
            lines += self._prepare_expected_lines(move, settlements.get(move, {}))
        amount = moves.currency_id.round(sum(line["paid"] for line in lines))
        dates = [move.amazon_due_date for move in moves if move.amazon_due_date]
        return {
            "name": number,
            "account_id": account.id,
            "date": max(dates, default=fields.Date.context_today(self)),
            "currency_id": moves.currency_id.id,
            "amount": amount,
            "amount_expected": amount,
            "source": "api",
            "state": "draft" if account.book_expected else "expected",
            "line_ids": [Command.create(line) for line in lines],
        }

    def _prepare_expected_lines(self, move, settlement):
        """The invoice, and beside it what Amazon keeps of it by kind."""
        kept = {name: float(amount) for name, amount in settlement.items() if amount < 0}
        # Amazon tells what it paid after what it kept.
        whole = move.currency_id.round(move.amazon_amount_paid - sum(kept.values()))
        rows = [
            {
                "number": move.name,
                "date": move.invoice_date,
                "invoice_amount": move.amount_total,
                "paid": whole,
                "match_reason": self.env._("Amazon's API names this invoice"),
            }
        ]
        if not move.currency_id.compare_amounts(whole, move.amount_total):
            rows[0] |= {"move_id": move.id, "match_confidence": 100}
        for name, amount in kept.items():
            code = next((code for start, code in TYPES.items() if name.startswith(start)), None)
            kind = code and self.env.ref(f"acorn_iamazon_reconcile.deduction_type_{code}")
            rows.append(
                {
                    "number": f"{move.name} {name}",
                    "description": name,
                    "invoice_amount": amount,
                    "paid": amount,
                    "move_id": kind and move.id,
                    "deduction_type_id": kind and kind.id,
                    "match_reason": self.env._("Amazon's API says so"),
                }
            )
        return rows

    def _confirm_by(self, values):
        """The payment itself has come: its figures replace what was expected."""
        expected = self.amount
        self.line_ids.unlink()
        self.write({**values, "amount_expected": expected})
        self._set_aside_earlier()
        self.message_post(
            body=self.env._(
                "%(expected)s were expected, Amazon paid %(paid)s.",
                expected=self.currency_id.format(expected),
                paid=self.currency_id.format(self.amount),
            )
        )

    @right("change")
    def action_confirm_expected(self):
        """The bank, or a person, confirms an expected remittance: it can be matched and booked."""
        expected = self.filtered(lambda remittance: remittance.state == "expected")
        expected.state = "draft"
        expected.action_match()
