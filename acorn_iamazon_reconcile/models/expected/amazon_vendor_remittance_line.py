# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import json

from odoo import api, fields, models
from odoo.tools import SQL

from .account_move import EXPECTED_FIELDS


class AmazonVendorRemittanceLine(models.Model):
    """What we expected Amazon to pay, beside what it paid."""

    _inherit = "amazon.vendor.remittance.line"

    expected = fields.Monetary(
        compute="_compute_expected",
        store=True,
        help="What we expected Amazon to pay of the invoice when the line was matched.",
    )
    expected_difference = fields.Monetary(
        "Against expected", compute="_compute_expected_difference", store=True
    )

    @api.depends("move_id", "kind")
    def _compute_expected(self):
        """As it was when the line found its invoice: once it is booked, nothing is expected."""
        for line in self:
            if line.kind != "invoice":
                line.expected = 0
            elif line.remittance_state != "posted":
                line.expected = line.move_id._amazon_get_expected(without=line.remittance_id)
            else:
                line.expected = line.expected

    @api.depends("expected", "paid", "kind", "remittance_id.line_ids.move_id")
    def _compute_expected_difference(self):
        """All that the remittance says of the invoice counts: its payment and its deductions."""
        for remittance, lines in self.grouped("remittance_id").items():
            paid = {
                move: sum(own.mapped("paid"))
                for move, own in remittance.line_ids.grouped("move_id").items()
            }
            for line in lines:
                line.expected_difference = (
                    line.kind == "invoice" and paid[line.move_id] - line.expected
                )

    def _note_expected(self):
        """What was expected of the invoices that the matching has just found, past the ORM: one
        statement for all lines, as the matching itself writes them."""
        paid = {
            (remittance, move): sum(own.mapped("paid"))
            for remittance in self.remittance_id
            for move, own in remittance.line_ids.grouped("move_id").items()
        }
        rows = []
        invoices = self.filtered(lambda line: line.kind == "invoice")
        facts = invoices.move_id._amazon_read_facts()
        for line in invoices:
            move = line.move_id
            expected = move._amazon_get_expected(line.remittance_id, facts.get(move, ()))
            difference = paid[line.remittance_id, line.move_id] - expected
            rows.append({"id": line.id, "expected": expected, "difference": difference})
        self.env.cr.execute(
            SQL(
                """UPDATE amazon_vendor_remittance_line AS line
                      SET expected = v.expected, expected_difference = v.difference
                     FROM jsonb_to_recordset(%s::jsonb)
                       AS v(id int, expected numeric, difference numeric)
                    WHERE line.id = v.id""",
                json.dumps(rows),
            )
        )
        self.invalidate_recordset(["expected", "expected_difference"], flush=False)
        # An invoice that is only paid is expected as before.
        moves = self.filtered(lambda line: line.kind == "deduction").move_id
        for name in EXPECTED_FIELDS:
            self.env.add_to_compute(moves._fields[name], moves)
