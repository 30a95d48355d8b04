# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorCheck(models.Model):
    """One line of an account's health check, as it was found last."""

    _name = "amazon.vendor.check"
    _description = "Amazon Health Check"
    _order = "sequence, id"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    sequence = fields.Integer()
    code = fields.Char(required=True)
    name = fields.Char("Check", required=True)
    status = fields.Selection(
        [("good", "Good"), ("warning", "Warning"), ("bad", "Bad")], required=True
    )
    finding = fields.Char()
    mend = fields.Char("What to do")
    date = fields.Datetime("Checked on", required=True, default=fields.Datetime.now)

    _code_unique = models.Constraint("unique (account_id, code)", "One line a check.")
