# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    amazon_gs1_prefix = fields.Char(related="company_id.amazon_gs1_prefix", readonly=False)
