# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo.addons.acorn_iamazon_account.rules import rule


@rule("scratch_reference", "warning", "ours: the recipe of a rule")
def check_scratch_reference(move):
    """The invoice's own reference is not SCRATCH."""
    if move.ref == "SCRATCH":
        yield move, "ref", move.env._("%s: choose another reference.", move.display_name)
