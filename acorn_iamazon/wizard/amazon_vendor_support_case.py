# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64
import io
import zipfile

from odoo import api, fields, models

from ..rights import check_ask, right
from ..spapi import jsontext, utc_text
from ..spapi.redact import redact


class AmazonVendorSupportCase(models.TransientModel):
    """The text and the files that Amazon's support asks for, and the number it gives the case."""

    _name = "amazon.vendor.support.case"
    _description = "Amazon Support Case"

    document_id = fields.Many2one("amazon.vendor.document", readonly=True)
    call_id = fields.Many2one("amazon.vendor.call", readonly=True)
    text = fields.Text(compute="_compute_text", compute_sudo=False, store=True, readonly=False)
    archive = fields.Binary("Files", compute="_compute_archive")
    archive_name = fields.Char(compute="_compute_archive")
    case_number = fields.Char("Amazon's case number")

    @api.depends("document_id", "call_id")
    def _compute_text(self):
        self.document_id.check_access("read")
        self.call_id.check_access("read")
        for case in self:
            case.text = "\n".join(f"{name}: {value}" for name, value in case._get_facts() if value)

    def _get_facts(self):
        """:return: what Amazon's support asks for: names and values, times in UTC"""
        document, call = self.document_id, self.call_id or self.document_id.call_ids[:1]
        account = (document or call).account_id
        operation = (document and document._get_kind()._operation) or call.operation
        return [
            ("API and operation", operation),
            ("Method and path", " ".join(filter(None, [call.method, call.path]))),
            ("Marketplace", ", ".join(account.marketplace_ids.mapped("amazon_id"))),
            ("Vendor group", account.selling_partner_id),
            ("Application ID", account.application_id),
            ("Vendor code", ", ".join(account.code_ids.mapped("name"))),
            ("Request ID", document.request_id or call.request_id),
            ("Transaction ID", document.transaction_id),
            ("Document", document and f"{document.kind} {document.number}"),
            ("Sent at (UTC)", self._tell_time(document.sent_at or document.sending_at)),
            ("Called at (UTC)", self._tell_time(call.date)),
            ("HTTP status", call.status),
            ("Error", document.error_message or call.message),
            ("Expected", "The document is accepted, or refused with the field and the reason."),
            ("Steps", f"Call {operation} with the body in request.json." if document else ""),
            ("Attempts", document.attempts),
        ]

    @api.model
    def _tell_time(self, moment):
        return moment and utc_text(moment)

    @api.depends("text")
    def _compute_archive(self):
        for case in self:
            number = case.document_id.number or case.call_id.request_id or "call"
            case.archive_name = f"amazon-case-{number.replace('/', '-')}.zip"
            case.archive = base64.b64encode(case._make_archive())

    def _make_archive(self):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("case.txt", self.text or "")
            for name, text in (
                ("request.json", self.document_id.payload),
                ("answer.json", self.document_id.answer),
            ):
                if text:
                    archive.writestr(name, self._redact(text))
        return content.getvalue()

    @api.model
    def _redact(self, text):
        try:
            return jsontext.dumps(redact(jsontext.loads(text)), indent=4)
        except ValueError:
            return text

    @right("change")
    def action_keep_number(self):
        self.ensure_one()
        check_ask(self.document_id)
        self.document_id.sudo().support_case = self.case_number
        return {"type": "ir.actions.act_window_close"}
