# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.acorn_iamazon.rights import right


class AmazonVendorRemittance(models.Model):
    """The disputes that a remittance led to."""

    _inherit = "amazon.vendor.remittance"

    @right("see")
    def action_open_disputes(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon_reconcile.amazon_vendor_dispute_action"
        )
        action["domain"] = [
            "|",
            ("remittance_id", "in", self.ids),
            ("slice_line_ids.remittance_id", "in", self.ids),
        ]
        action["context"] = {}
        return action
