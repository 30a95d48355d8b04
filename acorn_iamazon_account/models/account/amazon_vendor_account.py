# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.spapi import utc_text

# Invoices API 2026-06-25: a search spans at most 90 days, and so many are searched by default.
REACH = timedelta(days=90)
OVERLAP = timedelta(hours=2)


class AmazonVendorAccount(models.Model):
    _inherit = "amazon.vendor.account"

    journal_id = fields.Many2one(
        "account.journal",
        "Invoice journal",
        domain="[('type', '=', 'sale')]",
        check_company=True,
        help="Journal of the invoices for Amazon; Odoo's own choice when empty.",
    )
    submit_on_post = fields.Boolean(
        "Submit posted invoices", help="Posting an invoice for Amazon makes it ready to submit."
    )
    payments_fetched_until = fields.Datetime("Invoice status fetched until", copy=False)

    def action_fetch_payments(self):
        """Fetch what Amazon says of our invoices: status, what it paid, what it keeps and why."""
        for account in self._as_workers():
            account._run_job("fetch_payments", account._fetch_payments)
            account._apply_documents()

    def _fetch_payments(self):
        client = self._get_client()
        now = fields.Datetime.now()
        since = (self.payments_fetched_until or now - REACH) - OVERLAP
        headers = self._get_invoice_headers(client, since)
        documents = self.env["amazon.vendor.document"].sudo()
        documents._store_incoming(
            self, "invoice_status", [h for h in headers if h.get("invoiceNumber")], False
        )
        self.payments_fetched_until = now
        self._commit()

    def _get_invoice_headers(self, client, modified_after):
        """:return: the invoices, as Amazon tells them, that were modified since; from all
        marketplaces of the account"""
        headers = []
        marketplaces = self.marketplace_ids.mapped("amazon_id")
        self._commit()
        for marketplace in marketplaces:
            query = {
                "marketplaceId": marketplace,
                "invoicesModifiedAfter": utc_text(modified_after - OVERLAP),
            }
            for page in client.pages("getInvoiceHeaders", query):
                headers += page.data.get("invoices") or []
        return headers

    @api.model
    def _cron_fetch_payments(self):
        self._run_for_each_account(
            self._get_due_accounts("fetch_payments"),
            lambda account: account.action_fetch_payments(),
        )

    def action_request_fetch_payments(self):
        self._let_run("fetch_payments")
        return self._notify_requested(self.env._("Amazon will be asked within a minute."))
