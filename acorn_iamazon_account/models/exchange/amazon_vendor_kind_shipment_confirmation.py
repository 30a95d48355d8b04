# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorKindShipmentConfirmation(models.AbstractModel):
    _inherit = "amazon.vendor.kind.shipment.confirmation"

    def _on_accepted(self, document):
        """What Amazon knows to be under way may be invoiced."""
        result = super()._on_accepted(document)
        if document.account_id.invoice_automatically:
            document.account_id._wake_for("create_invoices")
        return result
