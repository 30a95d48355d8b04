# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from .amazon_vendor_document import INVOICE_KINDS

# Invoices that one run looks after; the next run takes the others.
BATCH = 200


class AmazonVendorDocument(models.Model):
    """The watch over the invoices that Amazon has: their copies, and those that are late."""

    _inherit = "amazon.vendor.document"

    @api.model
    def _watch(self, account):
        self._keep_late_copies(account)
        self._alert_late(account)
        account._commit()

    @api.model
    def _keep_late_copies(self, account):
        documents = self.search(
            [
                ("account_id", "=", account.id),
                ("kind", "in", INVOICE_KINDS),
                ("sent_at", "!=", False),
                ("copies_kept_at", "=", False),
                ("move_id", "!=", False),
            ],
            order="id",
            limit=BATCH,
        )
        account._work_through(
            "watch_invoices", documents, lambda document: document._keep_copies(), step="copies"
        )

    @api.model
    def _alert_late(self, account):
        """*Accepted* because nobody objected is no proof: such an invoice is told of as well."""
        if not account.invoice_accept_hours:
            return
        limit = fields.Datetime.now() - timedelta(hours=account.invoice_accept_hours)
        late = self.search(
            [
                ("account_id", "=", account.id),
                ("kind", "in", INVOICE_KINDS),
                ("create_date", "<", limit),
                ("late_alert_at", "=", False),
                ("move_id", "!=", False),
                "|",
                ("state", "in", ["ready", "sending", "sent", "unknown"]),
                "&",
                ("state", "=", "accepted"),
                ("evidence", "=", "silence"),
            ],
            order="id",
            limit=BATCH,
        )
        account._work_through(
            "watch_invoices", late, lambda document: document._tell_late(), step="late"
        )

    def _tell_late(self):
        self.move_id._amazon_open_late_activity(self)
        self.late_alert_at = fields.Datetime.now()
