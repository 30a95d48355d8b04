# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

INVOICE_KINDS = ("invoice", "credit_note")


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    move_id = fields.Many2one("account.move", index="btree_not_null", check_company=True)
    late_alert_at = fields.Datetime("Late alert", readonly=True, copy=False)
