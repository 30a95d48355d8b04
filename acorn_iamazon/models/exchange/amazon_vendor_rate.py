# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorRate(models.Model):
    """The token bucket of one operation of one account, shared by all workers on all hosts.

    Amazon counts calls by application and vendor (SP-API page "Usage plans and rate limits"), so
    no worker can know alone how many calls are left.
    """

    _name = "amazon.vendor.rate"
    _description = "Amazon Rate Limit"
    _inherit = "amazon.vendor.owned"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    operation = fields.Char(required=True)
    tokens = fields.Float(help="Calls left; below zero when calls were promised already.")
    rate = fields.Float(help="Calls a second, as Amazon last told.")
    moment = fields.Float(help="When the tokens were counted, in seconds of the database's clock.")

    _operation_unique = models.Constraint(
        "unique (account_id, operation)", "One bucket an operation."
    )
