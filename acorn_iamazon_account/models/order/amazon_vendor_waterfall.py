# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

from odoo.addons.acorn_iamazon.quantities import STEPS


class AmazonVendorWaterfall(models.AbstractModel):
    """The story goes on to the invoice."""

    _inherit = "amazon.vendor.waterfall"

    @api.model
    def _get_steps(self):
        return STEPS

    @api.model
    def _get_words(self):
        return {
            **super()._get_words(),
            "not_invoiced": self.env._("Shipped, not invoiced"),
            "not_received": self.env._("Invoiced, not received"),
            "invoiced": self.env._("Invoiced"),
        }
