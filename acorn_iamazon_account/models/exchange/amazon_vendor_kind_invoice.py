# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorKindInvoice(models.AbstractModel):
    _name = "amazon.vendor.kind.invoice"
    _inherit = "amazon.vendor.kind.billing"
    _description = "Invoice for Amazon"

    _kind = "invoice"
    _is_rehearsed = True
