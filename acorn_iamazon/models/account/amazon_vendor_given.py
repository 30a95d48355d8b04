# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

# Odoo's models whose records tell of Amazon's.
ODOOS = {
    "account.bank.statement.line",
    "account.move",
    "account.move.line",
    "sale.order",
    "sale.order.line",
    "stock.picking",
}


class AmazonVendorGiven(models.AbstractModel):
    """A wizard works on records that it is given, and shows something of them. Over RPC anybody
    gives it any: they must be readable for who gives them, before anything is computed of them."""

    _name = "amazon.vendor.given"
    _description = "Works on Records that It is Given"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_given(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_given(vals)
        return super().write(vals)

    def onchange(self, values, field_names, fields_spec):
        self._check_given(values)
        return super().onchange(values, field_names, fields_spec)

    def _check_given(self, vals):
        """:raise AccessError: when a person may not read what they give, in the context as well"""
        if self.env.su:
            return
        prefix = "default_"
        defaults = {
            key.removeprefix(prefix): value
            for key, value in self.env.context.items()
            if key.startswith(prefix)
        }
        for name, value in [*defaults.items(), *vals.items()]:
            field = self._fields.get(name)
            is_shown = field and field.relational and self._is_shown(field.comodel_name)
            if is_shown and (ids := self._get_given_ids(value)):
                self.env[field.comodel_name].browse(ids).check_access("read")

    @api.model
    def _is_shown(self, model):
        if model.startswith("amazon.vendor"):
            return not self.env[model]._transient
        return model in ODOOS

    @api.model
    def _get_given_ids(self, value):
        """:param value: of a relational field: an identifier, several, records or commands
        :return: the identifiers of the records that are there already"""
        if isinstance(value, models.BaseModel):
            return value.ids
        if isinstance(value, dict):
            return self._get_given_ids(value.get("id"))
        if isinstance(value, int | str):
            return [int(value)] if value else []
        found = []
        for command in value or ():
            if isinstance(command, list | tuple):
                found += command[1:2] if command[0] else []
                found += command[2] if command[0] == 6 else []
            else:
                found += self._get_given_ids(command)
        return [one for one in found if one and isinstance(one, int)]
