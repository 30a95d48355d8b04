# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

INVOICE_KINDS = ("invoice", "credit_note")


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[
            ("invoice", "Invoice"),
            ("credit_note", "Credit note"),
            ("invoice_status", "Invoice status"),
        ],
        ondelete={kind: "cascade" for kind in (*INVOICE_KINDS, "invoice_status")},
    )
    move_id = fields.Many2one("account.move", index="btree_not_null", check_company=True)
    late_alert_at = fields.Datetime("Late alert", readonly=True, copy=False)
