# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import base64
import csv
import io
import zipfile

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.acorn_iamazon.rights import right

COLUMNS = (
    "file",
    "sha256",
    "intact",
    "kind",
    "invoice",
    "invoice_date",
    "amount",
    "currency",
    "purchase_order",
    "account",
    "state",
    "evidence",
    "sent_at",
    "accepted_at",
    "transaction_id",
    "request_id",
    "reasons",
)
# Amazon's words come into the index, and a spreadsheet takes what begins so for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class AmazonVendorAuditExport(models.TransientModel):
    """The copies of a period in one file, with an index that proves them intact."""

    _name = "amazon.vendor.audit.export"
    _description = "Audit Export of Amazon Invoices"
    _inherit = "amazon.vendor.given"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("From", required=True, default=lambda self: self._default_date(12))
    date_to = fields.Date("To", required=True, default=lambda self: self._default_date(0))
    file = fields.Binary("ZIP file", readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    @api.model
    def _default_date(self, months_ago):
        return fields.Date.context_today(self) - relativedelta(months=months_ago)

    @right("change")
    def action_export(self):
        """Write the copies of the invoices of the period, by invoice date, into a ZIP file.

        :return: the action that shows the file
        :raise UserError: when nothing was submitted in the period
        """
        self.ensure_one()
        copies = self.env["amazon.vendor.invoice.copy"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("move_id.invoice_date", ">=", self.date_from),
                ("move_id.invoice_date", "<=", self.date_to),
            ],
            order="id",
        )
        if not copies:
            raise UserError(
                self.env._(
                    "No invoice from %(start)s to %(end)s was submitted to Amazon.",
                    start=self.date_from,
                    end=self.date_to,
                )
            )
        self.write(
            {
                "file": base64.b64encode(self._pack(copies)),
                "filename": f"amazon-invoices_{self.date_from}_{self.date_to}.zip",
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _pack(self, copies):
        """:return: the bytes of a ZIP file: ``index.csv`` and a folder a month"""
        index = io.StringIO()
        writer = csv.DictWriter(index, COLUMNS)
        writer.writeheader()
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in copies:
                attachment = copy.attachment_id.sudo()
                path = f"{copy.move_id.invoice_date:%Y-%m}/{attachment.name}"
                archive.writestr(path, attachment.raw)
                line = self._describe(copy, path)
                writer.writerow({name: self._quote(value) for name, value in line.items()})
            archive.writestr("index.csv", index.getvalue())
        return result.getvalue()

    @api.model
    def _quote(self, value):
        """:return: the value; what a spreadsheet would take for a formula as text, after a quote"""
        is_formula = isinstance(value, str) and value.startswith(FORMULA_SIGNS)
        return f"'{value}" if is_formula else value

    @api.model
    def _describe(self, copy, path):
        """:return: the line of the index"""
        move, document = copy.move_id, copy.document_id.sudo()
        return {
            "file": path,
            "sha256": copy.sha256,
            "intact": "yes" if copy.sudo()._is_intact() else "NO",
            "kind": copy.kind,
            "invoice": document.number or move.name,
            "invoice_date": move.invoice_date,
            "amount": move.currency_id.round(move.amount_total),
            "currency": move.currency_id.name,
            "purchase_order": move.amazon_purchase_order_number or "",
            "account": copy.sudo().account_id.name,
            "state": document.state or "",
            "evidence": document.evidence or "",
            "sent_at": document.sent_at or "",
            "accepted_at": document.accepted_at or "",
            "transaction_id": document.transaction_id or "",
            "request_id": document.request_id or "",
            "reasons": document.error_message or "",
        }
