# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""Letters of all scripts count in the keys of numbers; quick-pay documents are known by theirs."""

from odoo import SUPERUSER_ID, api

QUICK_PAY = r"(?P<root>.+?)-?QPD"


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """SELECT id FROM account_move
            WHERE amazon_account_id IS NOT NULL AND name ~ '[^[:ascii:]]'"""
    )
    moves = env["account.move"].browse(row[0] for row in cr.fetchall())
    env.add_to_compute(moves._fields["amazon_match_key"], moves)
    cr.execute("SELECT id FROM amazon_vendor_remittance_line WHERE number ~ '[^[:ascii:]]'")
    lines = env["amazon.vendor.remittance.line"].browse(row[0] for row in cr.fetchall())
    for name in ("number_key", "chain_key", "claim_rounds"):
        env.add_to_compute(lines._fields[name], lines)
    discount = env.ref("acorn_iamazon_reconcile.deduction_type_discount", raise_if_not_found=False)
    if discount and not discount.number_pattern:
        discount.number_pattern = QUICK_PAY
