# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, models

# What the file is, where it is, and by what it is known to be a copy: with another ``res_field`` it
# would be a field of the invoice.
FROZEN_FIELDS = {
    "checksum",
    "company_id",
    "datas",
    "db_datas",
    "mimetype",
    "name",
    "public",
    "raw",
    "res_field",
    "res_id",
    "res_model",
    "store_fname",
    "type",
    "url",
}


class IrAttachment(models.Model):
    """Copies of what was submitted to Amazon stay what they are, while the retention runs."""

    _inherit = "ir.attachment"

    def _get_amazon_copies(self):
        """Copies are files of invoices, outside of the invoice's own fields: of all others nobody
        is asked."""
        copies = self.env["amazon.vendor.invoice.copy"].sudo()
        files = self.sudo().filtered(
            lambda file: file.res_model == "account.move" and not file.res_field
        )
        return copies.search([("attachment_id", "in", files.ids)]) if files else copies

    def write(self, vals):
        if FROZEN_FIELDS & set(vals):
            self._get_amazon_copies()._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon_copies(self):
        self._get_amazon_copies()._refuse_change()
