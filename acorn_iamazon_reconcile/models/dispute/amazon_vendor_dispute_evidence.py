# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import io

from PIL import Image

from odoo import models
from odoo.tools.pdf import merge_pdf

from odoo.addons.acorn_iamazon.rights import right

from .evidence_words import Words

REPORT = "acorn_iamazon_reconcile.report_dispute_evidence"
INVOICE = "account.account_invoices"
PHOTOS = ("image/jpeg", "image/png")
# By the code of a type of deduction: its name in ``evidence_words``.
EVIDENCE_TYPES = {"shortage": "shortage", "price": "price_claim"}


class AmazonVendorDispute(models.Model):
    """The file that Amazon is shown: facts, papers and proofs, in the language of the marketplace;
    what we think of our own records is not in there."""

    _inherit = "amazon.vendor.dispute"

    # === EVIDENCE === #

    @right("change")
    def action_make_evidence(self):
        self._make_evidence()
        return self._download_evidence()

    def _make_evidence(self):
        """Put the evidence of each dispute together as one PDF, attached to it."""
        for dispute in self:
            attachment = self.env["ir.attachment"].create(
                {
                    "name": self.env._("Evidence %s.pdf", dispute.number.replace("/", "-")),
                    "res_model": dispute._name,
                    "res_id": dispute.id,
                    "raw": dispute._build_evidence(),
                    "mimetype": "application/pdf",
                }
            )
            dispute.evidence_id = attachment

    def _build_evidence(self):
        """:return: one PDF, as bytes"""
        self.ensure_one()
        reports = self.env["ir.actions.report"]
        sheet, _kind = reports._render_qweb_pdf(REPORT, self.ids)
        parts = [sheet, *(content for _name, content in self._get_attached_documents())]
        return merge_pdf(parts) if len(parts) > 1 else sheet

    def _get_attached_documents(self):
        """:return: list of (name, PDF) of the invoice, as it was sent or else as it would be, and
        of the transfers: what the carrier signed is attached there, as a document or a photo"""
        signed = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "stock.picking"),
                ("res_id", "in", self._get_transfers().ids),
                ("mimetype", "in", ("application/pdf", *PHOTOS)),
            ]
        )
        return self._get_invoice() + [
            (
                attachment.name,
                self._make_page(attachment.raw)
                if attachment.mimetype in PHOTOS
                else attachment.raw,
            )
            for attachment in signed
            if attachment.raw
        ]

    def _get_invoice(self):
        """:return: a list of the invoice's name and PDF, empty where the deduction names none"""
        move = self.move_id
        if not move:
            return []
        sent = move.invoice_pdf_report_id
        if sent:
            return [(move.name, sent.raw)]
        content, kind = self.env["ir.actions.report"]._render_qweb_pdf(INVOICE, move.ids)
        return [(move.name, content)] if kind == "pdf" else []

    def _get_attached_names(self):
        """:return: what follows the sheet, in words; nothing is promised that is not there"""
        return ", ".join(name for name, _content in self._get_attached_documents())

    def _make_page(self, photo):
        """:return: a photo as a PDF"""
        page = io.BytesIO()
        Image.open(io.BytesIO(photo)).convert("RGB").save(page, "PDF")
        return page.getvalue()

    # === WHAT IT TELLS === #

    def _get_words(self):
        """:return: :class:`Words` in the language of the marketplace
        :raise AccessError: for whoever may not read the dispute"""
        self.check_access("read")
        return Words(self._get_country().code or "")

    def _get_type_words(self):
        """:return: the type of the deduction in words that Amazon knows"""
        code = EVIDENCE_TYPES.get(self.deduction_type_id.code)
        return (
            self._get_words()(code)
            if code
            else self.deduction_type_id.with_context(lang="en_US").name
        )

    def _get_acknowledgements(self, order):
        documents = order.sudo().amazon_document_ids
        return documents.filtered(
            lambda one: one._of_kind("acknowledgement") and one.state == "accepted"
        )

    def _get_carrier(self, picking):
        """:return: the carrier's code, or its name where Odoo's delivery addon is there"""
        name = picking.carrier_id.name if "carrier_id" in picking._fields else ""
        return picking.amazon_carrier_scac or name or ""

    def _get_cartons(self, picking):
        """:return: list of (number on the label, tracking number, product, units)"""
        rows = []
        for line in picking.move_line_ids:
            carton, pallet = line._amazon_get_packages()
            package = carton or pallet
            if package:
                number = package.amazon_container_number or package.name
                tracking = picking._amazon_get_tracking(package) or ""
                rows.append((number, tracking, line.product_id, line.quantity))
        return rows

    def _get_short_orders(self):
        """:return: the orders that these shortage claims are about"""
        claims = self.filtered(
            lambda one: (one.deduction_type_id.code or "").startswith("shortage")
        )
        return claims._get_orders()

    def _get_orders(self):
        return self.move_id.invoice_line_ids.sale_line_ids.order_id

    def _get_transfers(self):
        return self._get_orders().picking_ids.filtered(
            lambda picking: picking._amazon_goes_to_amazon() and picking.state == "done"
        )

    def _get_facts(self):
        """:return: see :meth:`account.move._amazon_get_facts`"""
        return self.move_id._amazon_get_facts()
