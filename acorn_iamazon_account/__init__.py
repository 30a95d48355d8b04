# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.addons.acorn_iamazon.columns import forget_foreign_keys

from . import alarms, checks, models, payloads, wizard


def uninstall_hook(env):
    forget_foreign_keys(env, "acorn_iamazon_account")
