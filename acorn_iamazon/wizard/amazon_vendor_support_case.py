# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64
import io
import zipfile

from odoo import api, fields, models

from ..rights import check_ask, right
from ..spapi import jsontext, utc_text
from ..spapi.redact import redact

# So many calls that led to the one that failed are told.
STEPS = 5


class AmazonVendorSupportCase(models.TransientModel):
    """The text and the files that Amazon's support asks for, and the number it gives the case."""

    _name = "amazon.vendor.support.case"
    _description = "Amazon Support Case"
    _inherit = "amazon.vendor.given"

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
        document, call = self.document_id, self._get_failed_call()
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
            ("Steps", self._tell_steps()),
            ("Attempts", document.attempts),
        ]

    def _get_failed_call(self):
        """:return: the call that the case is about: the one it was opened from, else the document's
        last one that Amazon refused or did not answer, else its last one"""
        calls = self.document_id.call_ids.sorted("id", reverse=True)
        return self.call_id or calls.filtered("category")[:1] or calls[:1]

    def _tell_steps(self):
        """:return: the calls that led to the one that failed, oldest first, and what to call"""
        call = self._get_failed_call()
        steps = [
            "{when} {method} {path}: {status}, request ID {request}".format(
                when=utc_text(step.date),
                method=step.method or step.operation,
                path=step.path or "",
                status=step.status or "no answer",
                request=step.request_id or "?",
            )
            for step in self._find_calls_before(call) | call
        ]
        if self.document_id.payload and self.document_id.direction == "out":
            steps.append(f"The body was the one in request.json ({self.document_id.kind}).")
        return "".join(f"\n{number}. {step}" for number, step in enumerate(steps, start=1))

    @api.model
    def _find_calls_before(self, call):
        """:return: the document's earlier calls; of a call without a document, the account's"""
        if not call:
            return call
        about = ("document_id", "=", call.document_id.id) if call.document_id else None
        about = about or ("account_id", "=", call.account_id.id)
        calls = call.search([about, ("id", "<", call.id)], order="id desc", limit=STEPS)
        return calls.sorted("id")

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
        about = self.document_id or self.call_id
        check_ask(about)
        about.sudo().support_case = self.case_number
        return {"type": "ir.actions.act_window_close"}
