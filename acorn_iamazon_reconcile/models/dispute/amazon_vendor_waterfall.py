# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models


class AmazonVendorWaterfall(models.AbstractModel):
    """The story ends with the payment."""

    _inherit = "amazon.vendor.waterfall"

    @api.model
    def _get_words(self):
        return {**super()._get_words(), "paid": self.env._("Paid")}
