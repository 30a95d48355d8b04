# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import format_amount

from odoo.addons.acorn_iamazon.rights import right


class AccountMove(models.Model):
    """A paid invoice says what Amazon kept of it, and leads to the verdict about that."""

    _inherit = "account.move"

    amazon_kept_amount = fields.Monetary(
        "Kept by Amazon",
        compute="_compute_amazon_kept",
        compute_sudo=True,
        help="Deductions of booked remittances about this invoice, less what was paid back.",
    )
    amazon_kept_reason = fields.Char(compute="_compute_amazon_kept", compute_sudo=True)

    @api.depends("amazon_account_id", "amazon_remittance_line_ids.remittance_state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_amazon_kept(self):
        """To whom may see the remittances that say so; to others the invoice is like any other."""
        ours = self.filtered("amazon_account_id")
        (self - ours).amazon_kept_amount = 0.0
        (self - ours).amazon_kept_reason = False
        kept = ours.sudo(False)._amazon_find_deductions().grouped("move_id")
        for move in ours:
            lines = kept.get(move, self.env["amazon.vendor.remittance.line"])
            move.amazon_kept_amount = max(0.0, -sum(lines.mapped("paid")))
            move.amazon_kept_reason = ", ".join(
                move._amazon_describe_deduction(line) for line in lines
            )

    def _amazon_describe_deduction(self, line):
        amount = format_amount(self.env, -line.paid, line.currency_id)
        return f"{line.deduction_type_id.name}: {amount} ({line.remittance_id.name})"

    def _amazon_find_deductions(self):
        """:return: what booked remittances kept of these invoices, as far as the user may see it"""
        lines = self.env["amazon.vendor.remittance.line"]
        if not self.ids or not lines.has_access("read"):
            return lines
        return lines.search(
            [
                ("move_id", "in", self.ids),
                ("kind", "=", "deduction"),
                ("remittance_state", "=", "posted"),
            ]
        )

    @right("see")
    def action_amazon_open_kept_lines(self):
        """Show the lines of the remittances with which Amazon kept it."""
        self.ensure_one()
        lines = self._amazon_find_deductions()
        return lines._get_records_action(name=self.env._("Kept by Amazon"))

    @right("see")
    def action_amazon_open_kept(self):
        """Show the verdict about what Amazon kept, or the deductions that have none."""
        self.ensure_one()
        disputes = self.env["amazon.vendor.dispute"].search([("move_id", "=", self.id)])
        records = disputes or self._amazon_find_deductions()
        return records._get_records_action(name=self.env._("Kept by Amazon"))
