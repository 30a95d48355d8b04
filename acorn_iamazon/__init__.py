# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from . import alarms, checks, controllers, models, wizard
from .columns import forget_foreign_keys


def uninstall_hook(env):
    """What Odoo does not know as ours: numbers of cartons, and names kept under another module."""
    forget_foreign_keys(env, "acorn_iamazon")
    env["amazon.vendor.account"]._get_all_accounts().cron_id.unlink()
    sequences = env["ir.sequence"].with_context(active_test=False)
    sequences.search([("code", "=", models.shipment.res_company.SEQUENCE)]).unlink()
    # What a mixin gives to our models is named under the mixin's module.
    env["ir.model.data"].search(
        [
            ("model", "in", ("ir.model.fields.selection", "ir.model.inherit")),
            ("module", "not like", "acorn_iamazon"),
            "|",
            ("name", "=like", r"selection\_\_amazon\_vendor\_%"),
            ("name", "=like", r"model\_inherit\_\_amazon\_vendor\_%"),
        ]
    ).unlink()
