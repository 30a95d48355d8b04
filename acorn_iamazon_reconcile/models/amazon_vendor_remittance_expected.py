# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorRemittance(models.Model):
    """A booked remittance ends the provisions of the deductions that it brings."""

    _inherit = "amazon.vendor.remittance"

    def action_post(self):
        result = super().action_post()
        for remittance in self.filtered(lambda remittance: remittance.state == "posted"):
            self.env["amazon.vendor.provision"].sudo()._reverse_landed(remittance)
        return result

    def action_unpost(self):
        result = super().action_unpost()
        for remittance in self.filtered(lambda remittance: remittance.state != "posted"):
            self.env["amazon.vendor.provision"].sudo()._restore_landed(remittance)
        return result
