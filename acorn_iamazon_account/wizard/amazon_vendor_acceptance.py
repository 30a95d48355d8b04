# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.rights import check_send, right

from ..rules import find_problems


class AmazonVendorAcceptance(models.TransientModel):
    """The warnings of an invoice, and why it goes to Amazon in spite of them."""

    _name = "amazon.vendor.acceptance"
    _description = "Accept Warnings of an Amazon Invoice"
    _inherit = "amazon.vendor.given"

    move_id = fields.Many2one("account.move", "Invoice", required=True, readonly=True)
    warnings = fields.Text(compute="_compute_warnings")
    reason = fields.Char(required=True)
    scope = fields.Selection(
        [
            ("invoice", "This invoice"),
            ("account", "All invoices of the account that break the same rules"),
        ],
        "For",
        required=True,
        default="invoice",
    )

    @api.depends("move_id")
    def _compute_warnings(self):
        for wizard in self:
            wizard.warnings = "\n".join(
                finding.message
                for finding in find_problems(wizard.move_id)
                if finding.severity == "warning" and finding.is_blocking
            )

    @right("change")
    def action_accept(self):
        """Keep the reason; submitting the invoice is a step of its own."""
        self.ensure_one()
        check_send(self.move_id)
        self.move_id._amazon_accept_warnings(self.reason, self.scope == "account")
        return {"type": "ir.actions.client", "tag": "soft_reload"}
