# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Copies that the daily clean-up deletes in one go.
BATCH = 10_000


class AmazonVendorInvoiceCopy(models.Model):
    """A file that is kept for audit beside a submitted invoice, with its hash."""

    _name = "amazon.vendor.invoice.copy"
    _description = "Amazon Invoice Copy"
    _inherit = "amazon.vendor.owned"
    _order = "id desc"
    _rec_name = "filename"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="restrict", readonly=True
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, index=True, ondelete="restrict", readonly=True
    )
    document_id = fields.Many2one(
        "amazon.vendor.document", index="btree_not_null", ondelete="set null", readonly=True
    )
    kind = fields.Selection(
        [
            ("request", "What was sent (JSON)"),
            ("answer", "What Amazon answered"),
            ("ubl", "Invoice as UBL 2.1 (XML)"),
        ],
        required=True,
        readonly=True,
    )
    attachment_id = fields.Many2one(
        "ir.attachment", required=True, index=True, ondelete="restrict", readonly=True
    )
    filename = fields.Char(related="attachment_id.name")
    sha256 = fields.Char("SHA-256", required=True, readonly=True)

    _kind_unique = models.UniqueIndex(
        "(document_id, kind) WHERE document_id IS NOT NULL",
        "There is one copy of each kind for a submission.",
    )

    @api.model
    def _keep(self, document, contents):
        """
        :param document: the submission of an invoice
        :param contents: ``[(kind, filename, bytes)]``
        :return: the copies, attached to the invoice
        """
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": filename,
                    "raw": content,
                    "res_model": "account.move",
                    "res_id": document.move_id.id,
                    "company_id": document.company_id.id,
                }
                for _kind, filename, content in contents
            ]
        )
        return self.create(
            [
                {
                    "account_id": document.account_id.id,
                    "move_id": document.move_id.id,
                    "document_id": document.id,
                    "kind": kind,
                    "attachment_id": attachment.id,
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
                for (kind, _filename, content), attachment in zip(
                    contents, attachments, strict=True
                )
            ]
        )

    def _is_intact(self):
        """:return: whether the file is still the one that was kept"""
        self.ensure_one()
        return hashlib.sha256(self.attachment_id.raw or b"").hexdigest() == self.sha256

    def _get_kept(self):
        """:return: the copies whose retention runs"""
        now = fields.Datetime.now()
        return self.filtered(
            lambda copy: (
                not copy.account_id.keep_documents_years
                or copy.create_date + relativedelta(years=copy.account_id.keep_documents_years)
                > now
            )
        )

    def _refuse_change(self):
        kept = self._get_kept()
        if kept:
            raise UserError(
                self.env._(
                    "%(file)s is the copy of an invoice that was submitted to Amazon. It is kept "
                    "for audit for %(years)s years.",
                    file=kept[0].filename,
                    years=kept[0].account_id.keep_documents_years or self.env._("unlimited"),
                )
            )

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        self._refuse_change()

    @api.autovacuum
    def _gc_copies(self):
        """Delete what is older than its account wants to keep it, with the files."""
        accounts = self.env["amazon.vendor.account"]._get_all_accounts()
        for account in accounts.filtered("keep_documents_years"):
            limit = fields.Datetime.now() - relativedelta(years=account.keep_documents_years)
            old = self.search(
                [("account_id", "=", account.id), ("create_date", "<", limit)], limit=BATCH
            )
            attachments = old.attachment_id
            account._delete_old(old)
            account._delete_old(attachments - old.exists().attachment_id)
