# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorRemittance(models.Model):
    """A booked remittance proposes its disputes, and its repayments close earlier ones."""

    _inherit = "amazon.vendor.remittance"

    def action_post(self):
        result = super().action_post()
        booked = self.filtered(lambda remittance: remittance.state == "posted")
        booked.line_ids._look_for_disputes()
        return result

    def action_unpost(self):
        result = super().action_unpost()
        lines = self.filtered(lambda remittance: remittance.state != "posted").line_ids
        lines._forget_disputes()
        return result

    def action_open_disputes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_reconcile.amazon_vendor_dispute_action"
        )
        action["domain"] = [("remittance_id", "in", self.ids)]
        action["context"] = {}
        return action
