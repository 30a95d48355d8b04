# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The database that is upgraded is the real one, unless Odoo made it as a copy of another."""

from odoo import SUPERUSER_ID, api

from odoo.addons.acorn_iamazon import identity


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    account = env["amazon.vendor.account"]._find_with_secrets()
    if account and not identity.is_sealed(env) and not is_copy(env, account):
        identity.seal(env)


def is_copy(env, account):
    """Odoo notes when a database was made, and notes it anew in what it copies or restores."""
    made_at = env["ir.config_parameter"].get_param("database.create_date")
    return bool(made_at) and str(account.create_date) < made_at
