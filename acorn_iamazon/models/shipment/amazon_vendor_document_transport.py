# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorDocument(models.Model):
    """Collect freight: the transfer that Amazon's answer is about."""

    _inherit = "amazon.vendor.document"

    def _find_picking(self):
        picking = self.env["stock.picking"].search(
            [("name", "=", self.number), ("amazon_account_id", "=", self.account_id.id)], limit=1
        )
        self.picking_id = picking
        return picking
