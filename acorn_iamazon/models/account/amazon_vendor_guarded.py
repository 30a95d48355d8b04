# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import ormcache

from ...rights import USER, check_members, is_in_method


class AmazonVendorGuarded(models.AbstractModel):
    """Has fields of ours that people are shown and methods set: what stands there has consequences,
    such as to whose account an order belongs. Whoever may write the record does not write them."""

    _name = "amazon.vendor.guarded"
    _description = "Has Fields that Methods Set"

    @api.model_create_multi
    def create(self, vals_list):
        if not self._are_set_by_methods():
            return super().create(vals_list)
        shown_only = self._get_shown_only(True)
        for vals in vals_list:
            self._check_set_by_methods(vals, shown_only)
        defaults = {f"default_{name}" for name in shown_only} & self.env.context.keys()
        if defaults:  # a value by another road
            return super(AmazonVendorGuarded, self.with_context(**dict.fromkeys(defaults))).create(
                vals_list
            )
        return super().create(vals_list)

    def write(self, vals):
        if self._are_set_by_methods():
            self._check_set_by_methods(vals, self._get_shown_only())
            self._check_account_is_own(vals)
        return super().write(vals)

    @api.model
    @ormcache()
    def _get_own_fields(self):
        """:return: the names of the fields that we added to a model of Odoo's; what belongs to an
        account for good has rules of its own about who may write it"""
        if self._name.startswith("amazon.vendor"):
            return frozenset()
        return frozenset(
            name
            for name, field in self._fields.items()
            if str(field._module).startswith("acorn_iamazon")
        )

    def _check_account_is_own(self, vals):
        """What is told to Amazon, with which carrier or for which credit, is for members of the
        account, among those who work for Amazon accounts; Odoo's rights decide about others.

        :raise AccessError: when it is not for the user, though Odoo lets them write the record
        """
        if self._get_own_fields() & vals.keys() and self.env.user.has_group(USER):
            check_members(self)

    @api.model
    @ormcache("new")
    def _get_shown_only(self, new=False):
        """
        :param new: of a record that is being made: what a duplicate takes over is left out then,
            for a record of Odoo's is duplicated by whoever may make one
        :return: the names of our fields that people are shown and methods set
        """
        is_ours = self._name.startswith("amazon.vendor")
        return frozenset(
            name
            for name, field in self._fields.items()
            if field.store
            and field.readonly
            and str(field._module).startswith("acorn_iamazon")
            and not (new and field.copy and not is_ours)
        )

    def _are_set_by_methods(self):
        """:return: whether a person is at work, and no method of ours"""
        return not (self.env.su or is_in_method())

    def _check_set_by_methods(self, vals, shown_only):
        """:raise AccessError: when a person writes what follows from what happened"""
        names = sorted(shown_only & vals.keys())
        if names:
            raise AccessError(
                self.env._(
                    "%(fields)s of %(model)s: nobody writes this by hand; use the buttons.",
                    fields=", ".join(self._fields[name].string for name in names),
                    model=self._description,
                )
            )
