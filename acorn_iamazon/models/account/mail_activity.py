# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    amazon_key = fields.Char(
        "Amazon Matter",
        index="btree_not_null",
        readonly=True,
        copy=False,
        help="What is asked, by a name that is the same in every language: the activity is found "
        "by it when the matter is settled.",
        prefetch="amazon",
    )
