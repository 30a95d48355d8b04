# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorToken(models.Model):
    """The access token that all workers of an account share, for the hour that it lives.

    It stands apart from the account so that renewing it never waits for somebody who edits the
    account. Only the superuser reads it.
    """

    _name = "amazon.vendor.token"
    _description = "Amazon Access Token"
    _inherit = "amazon.vendor.owned"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    value_encrypted = fields.Char(groups=fields.NO_ACCESS)
    expires_at = fields.Datetime()

    _account_unique = models.Constraint("unique (account_id)", "One token an account.")
