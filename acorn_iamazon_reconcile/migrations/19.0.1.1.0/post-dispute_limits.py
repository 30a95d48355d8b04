# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""The days in which Amazon takes a dispute of a chargeback stood on its type; they are in a table
with their sources. Other days than those that came with the addon are somebody's own, and stay."""

from odoo import SUPERUSER_ID, api

FORMER = 30


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    types = env["amazon.vendor.deduction.type"].with_context(active_test=False)
    types.search([("code", "=like", "chargeback%"), ("dispute_days", "=", FORMER)]).dispute_days = 0
    waiting = env["amazon.vendor.dispute"].search(
        [("state", "=", "proposed"), ("deadline", "=", False)]
    )
    waiting._compute_deadline()
