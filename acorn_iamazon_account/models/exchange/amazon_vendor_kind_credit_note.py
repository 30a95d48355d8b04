# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models


class AmazonVendorKindCreditNote(models.AbstractModel):
    _name = "amazon.vendor.kind.credit.note"
    _inherit = "amazon.vendor.kind.billing"
    _description = "Credit Note for Amazon"

    _kind = "credit_note"
