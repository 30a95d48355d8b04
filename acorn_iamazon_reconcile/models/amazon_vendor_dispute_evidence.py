# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models
from odoo.tools.pdf import merge_pdf

REPORT = "acorn_iamazon_reconcile.report_dispute_evidence"


class AmazonVendorDispute(models.Model):
    """The evidence of a dispute: a sheet of figures, the invoice, the proof of delivery."""

    _inherit = "amazon.vendor.dispute"

    def _build_evidence(self):
        """:return: one PDF, as bytes"""
        self.ensure_one()
        reports = self.env["ir.actions.report"]
        sheet, _kind = reports._render_qweb_pdf(REPORT, self.ids)
        parts = [sheet, *self._get_attached_documents()]
        return merge_pdf(parts) if len(parts) > 1 else sheet

    def _get_attached_documents(self):
        """:return: the PDFs of the invoice as it was sent, and of the transfers: what the carrier
        signed is attached there"""
        attachments = self.move_id.invoice_pdf_report_id
        attachments |= self.env["ir.attachment"].search(
            [
                ("res_model", "=", "stock.picking"),
                ("res_id", "in", self._get_transfers().ids),
                ("mimetype", "=", "application/pdf"),
            ]
        )
        return [attachment.raw for attachment in attachments if attachment.raw]

    def _get_orders(self):
        return self.move_id.invoice_line_ids.sale_line_ids.order_id

    def _get_transfers(self):
        return self._get_orders().picking_ids.filtered(
            lambda picking: picking.picking_type_code == "outgoing" and picking.state == "done"
        )

    def _get_facts(self):
        """:return: see :meth:`account.move._amazon_get_facts`"""
        return self.move_id._amazon_get_facts()
