# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorRuleAcceptance(models.Model):
    """Who accepted which warning of which invoice, when and why. It is kept for good."""

    _name = "amazon.vendor.rule.acceptance"
    _description = "Accepted Warning of an Amazon Invoice"
    _inherit = "amazon.vendor.owned"
    _order = "id desc"
    _rec_name = "code"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: the warning is accepted for all invoices of the account.",
    )
    code = fields.Char("Rule", required=True)
    message = fields.Text("Warning")
    reason = fields.Char(required=True)
    user_id = fields.Many2one("res.users", "Accepted by", required=True)
    create_date = fields.Datetime("Accepted on")
    active = fields.Boolean(default=True, help="Off: the acceptance is withdrawn.")

    @right("configure")
    def action_withdraw(self):
        """Let the warning stop invoices again; what was accepted before stays on record."""
        self.check_access("read")
        self.sudo().active = False
