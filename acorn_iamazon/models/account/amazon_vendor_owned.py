# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import ormcache

from ...rights import is_in_method


class AmazonVendorOwned(models.AbstractModel):
    """Belongs to an account for good: who may see a record is decided by its account."""

    _name = "amazon.vendor.owned"
    _description = "Belongs to an Amazon Account"
    # Fields that the account follows from.
    _amazon_owners = frozenset(["account_id"])

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_set_by_methods(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_set_by_methods(vals)
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

    @api.model
    @ormcache()
    def _get_shown_only(self):
        """:return: the names of our fields that people are shown and methods set: what stands there
        has consequences"""
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and str(field._module).startswith("acorn_iamazon")
        )

    def _check_set_by_methods(self, vals):
        """:raise AccessError: when a person writes what follows from what happened"""
        if self.env.su or is_in_method():
            return
        names = sorted(self._get_shown_only() & vals.keys())
        if names:
            raise AccessError(
                self.env._(
                    "%(fields)s of %(model)s: nobody writes this by hand; use the buttons.",
                    fields=", ".join(self._fields[name].string for name in names),
                    model=self._description,
                )
            )
