# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(selection_add=[("invoice", "Invoice")], ondelete={"invoice": "cascade"})


class AmazonVendorKindInvoice(models.AbstractModel):
    _name = "amazon.vendor.kind.invoice"
    _inherit = "amazon.vendor.kind.billing"
    _description = "Invoice for Amazon"

    _kind = "invoice"
    _is_rehearsed = True
