# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The work is done by the scheduled action of each account."""

from odoo import SUPERUSER_ID, api

INTERVALS = {"create_invoices": 60, "watch_invoices": 60}

KEYS = {"mail_activity_type_invoice": "refused", "mail_activity_type_invoice_late": "late"}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    data = env["ir.model.data"].search(
        [("module", "=", "acorn_iamazon_account"), ("model", "=", "ir.cron")]
    )
    env["ir.cron"].with_context(active_test=False).browse(data.mapped("res_id")).exists().unlink()
    data.exists().unlink()
    for code, minutes in INTERVALS.items():
        jobs = env["amazon.vendor.job"].search([("code", "=", code), ("interval", "=", 0)])
        jobs.interval = minutes
    for name, key in KEYS.items():
        kind = env.ref(f"acorn_iamazon_account.{name}")
        env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("amazon_key", "=", False)]
        ).amazon_key = key
