# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The work is done by the scheduled action of each account."""

from odoo import SUPERUSER_ID, api

INTERVALS = {"book_remittances": 60, "match_bank_lines": 60}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    data = env["ir.model.data"].search(
        [("module", "=", "acorn_iamazon_reconcile"), ("model", "=", "ir.cron")]
    )
    env["ir.cron"].with_context(active_test=False).browse(data.mapped("res_id")).exists().unlink()
    data.exists().unlink()
    for code, minutes in INTERVALS.items():
        jobs = env["amazon.vendor.job"].search([("code", "=", code), ("interval", "=", 0)])
        jobs.interval = minutes
