# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("credit_note", "Credit note")], ondelete={"credit_note": "cascade"}
    )


class AmazonVendorKindCreditNote(models.AbstractModel):
    _name = "amazon.vendor.kind.credit.note"
    _inherit = "amazon.vendor.kind.billing"
    _description = "Credit Note for Amazon"

    _kind = "credit_note"
