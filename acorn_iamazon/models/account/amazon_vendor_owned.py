# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.exceptions import UserError

from .amazon_vendor_guarded import AmazonVendorGuarded


class AmazonVendorOwned(models.AbstractModel):
    """Belongs to an account for good: who may see a record is decided by its account."""

    _name = "amazon.vendor.owned"
    _description = "Belongs to an Amazon Account"
    _inherit = AmazonVendorGuarded._name
    # Fields that the account follows from.
    _amazon_owners = frozenset(["account_id"])

    def write(self, vals):
        if not self._amazon_owners & vals.keys():
            return super().write(vals)
        accounts = [record.account_id for record in self.sudo()]
        result = super().write(vals)
        self._check_account_stays(accounts)
        return result

    def _check_account_stays(self, accounts):
        """:raise UserError: when a record went over to another account"""
        for record, account in zip(self.sudo(), accounts, strict=True):
            if account and record.account_id != account:
                raise UserError(
                    self.env._(
                        "%s belongs to its Amazon account for good. Make a new one for the other "
                        "account.",
                        record.display_name,
                    )
                )
