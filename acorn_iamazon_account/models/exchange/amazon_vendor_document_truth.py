# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models

from ...rejections import find_reason
from .amazon_vendor_document import INVOICE_KINDS


class AmazonVendorDocument(models.Model):
    """What Amazon's accounts payable say of an invoice overrules what was believed before."""

    _inherit = "amazon.vendor.document"

    late_alert_at = fields.Datetime("Late alert", readonly=True, copy=False)

    def _believe_invoice_status(self, header):
        """
        :param header: an :class:`InvoiceHeader` of the Invoices API, about the number of ``self``,
            which is the latest submission of an invoice
        """
        if not self._is_told_of(header):
            return
        if header.status == "REJECTED":
            if self.state in ("sent", "accepted"):
                self._set_evidence(*self._weigh_invoice_status(header.status))
        elif self.state == "sent" or self._is_unproven():
            accepted_at = self.accepted_at
            self._set_evidence("accepted", "records", False)
            self.accepted_at = accepted_at or self.accepted_at

    def _is_unproven(self):
        """:return: whether the document went out, and nothing of Amazon's proves its fate"""
        silent = self.state == "accepted" and self.evidence == "silence"
        lost = self.state == "failed" and self.attempts and self.error_category == "network"
        return silent or bool(lost)

    def _is_told_of(self, header):
        """:return: whether the header is of this submission: a number that Amazon refused is sent
        again, and until Amazon has read it the records show the refusal of before"""
        sent_at = self.sent_at or self.sending_at
        if header.status != "REJECTED" or not header.updated_at or not sent_at:
            return True
        earlier = self.search_count(
            [
                ("account_id", "=", self.account_id.id),
                ("kind", "=", self.kind),
                ("number", "=", self.number),
                ("state", "=", "rejected"),
                ("id", "<", self.id),
            ],
            limit=1,
        )
        updated_at = header.updated_at.replace(tzinfo=None)
        return not earlier or updated_at >= sent_at.replace(microsecond=0)

    def _weigh_refusal(self, client, refusal):
        """*Duplicate* may be about our own first submission, whose answer was lost: then Amazon
        shows the number with our total, and has accepted it."""
        state, _evidence, message = refusal
        if self.kind not in INVOICE_KINDS or find_reason(message) != "duplicate":
            return super()._weigh_refusal(client, refusal)
        header = self._find_invoice_header(client, self.create_date)
        if header and header.status != "REJECTED" and not self._compare_invoice(header):
            return ("accepted", "records", False)
        return (state, False, message)

    def _on_accepted(self):
        result = super()._on_accepted()
        if self.kind in INVOICE_KINDS and self.move_id:
            self.move_id._amazon_close_activities()
        elif self.kind == "shipment_confirmation" and self.account_id.invoice_automatically:
            self.env["amazon.vendor.account"]._trigger_job("create_invoices")
        return result
