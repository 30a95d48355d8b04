# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models


class AmazonVendorRemittanceLine(models.Model):
    """What we expected Amazon to pay, beside what it paid."""

    _inherit = "amazon.vendor.remittance.line"  # pylint: disable=consider-merging-classes-inherited

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
                line.expected = line.move_id.amazon_expected_amount
            else:
                line.expected = line.expected

    @api.depends("expected", "paid", "kind")
    def _compute_expected_difference(self):
        for line in self:
            line.expected_difference = line.kind == "invoice" and line.paid - line.expected
