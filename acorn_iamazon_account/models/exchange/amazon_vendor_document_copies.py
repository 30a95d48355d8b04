# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging

from odoo import fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class AmazonVendorDocument(models.Model):
    """Copies for audit of the invoices that went to Amazon."""

    _inherit = "amazon.vendor.document"

    copies_kept_at = fields.Datetime(readonly=True, copy=False)
    copy_ids = fields.One2many("amazon.vendor.invoice.copy", "document_id")

    def _keep_copies(self):
        """Attach what was sent, what was answered, and the invoice as UBL 2.1, once."""
        for document in self.filtered(lambda d: d.move_id and d.sent_at and not d.copies_kept_at):
            name = document.number.replace("/", "_")
            stem = f"{name}_amazon_{document.id}"
            contents = [("request", f"{stem}_sent.json", document.payload.encode())]
            if document.answer:
                contents.append(("answer", f"{stem}_answer.json", document.answer.encode()))
            ubl = document._build_ubl()
            if ubl:
                contents.append(("ubl", f"{stem}_ubl.xml", ubl))
            self.env["amazon.vendor.invoice.copy"]._keep(document, contents)
            document.copies_kept_at = fields.Datetime.now()

    def _build_ubl(self):
        """:return: the invoice as UBL 2.1, or None when Odoo cannot build it; the reason is noted
        on the invoice then"""
        move = self.move_id
        try:
            # What UBL wants beyond Amazon's rules does not matter for a copy.
            xml, _wishes = self.env["account.edi.xml.ubl_21"]._export_invoice(move)
            return xml
        except UserError as error:
            reason = str(error)
        except Exception:  # the other copies are kept all the same
            _logger.exception("Amazon: no UBL copy of invoice %s", move.id)
            reason = self.env._("Internal error: see the log of the server.")
        move.message_post(body=self.env._("No XML copy (UBL) could be kept: %s", reason))
        return None
