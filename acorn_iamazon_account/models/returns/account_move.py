# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.acorn_iamazon.link import Link


class AccountMove(models.Model):
    _inherit = "account.move"

    amazon_return_id = Link(
        "amazon.vendor.return",
        "Amazon Return",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        prefetch="amazon",
        help="The returned goods that the credit note is for.",
    )
