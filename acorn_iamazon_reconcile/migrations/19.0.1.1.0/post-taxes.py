# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Deductions that change an invoice have the taxes of its lines."""

from odoo import SUPERUSER_ID, api

CODES = ("shortage", "price", "damage", "return", "discount")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    types = env["amazon.vendor.deduction.type"].with_context(active_test=False)
    types.search([("code", "in", CODES)]).is_taxed_as_document = True
