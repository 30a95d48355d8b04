# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.spapi import get_records, jsontext, utc_text
from odoo.addons.acorn_iamazon.spapi.invoice_header import read_invoice_header

# Invoices API 2026-06-25: a search spans at most 90 days, and so many are searched by default.
REACH = timedelta(days=90)
OVERLAP = timedelta(hours=2)


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("invoice_status", "Invoice status")], ondelete={"invoice_status": "cascade"}
    )


class AmazonVendorKindInvoiceStatus(models.AbstractModel):
    """What Amazon says of our invoices: status, what it paid, what it keeps and why."""

    _name = "amazon.vendor.kind.invoice.status"
    _inherit = "amazon.vendor.kind"
    _description = "Status of an Invoice at Amazon"

    _kind = "invoice_status"
    _direction = "in"

    @api.model
    def _fetch(self, account):
        client = account._get_client()
        now = fields.Datetime.now()
        since = (account.payments_fetched_until or now - REACH) - OVERLAP
        headers = self._fetch_headers(account, client, since)
        documents = self.env["amazon.vendor.document"].sudo()
        documents._store_incoming(
            account,
            "invoice_status",
            [h for h in headers if not isinstance(h, dict) or h.get("invoiceNumber")],
            False,
        )
        account.payments_fetched_until = now
        account._commit()

    @api.model
    def _fetch_headers(self, account, client, modified_after):
        """:return: the invoices, as Amazon tells them, that were modified since; from all
        marketplaces of the account"""
        headers = []
        marketplaces = account.marketplace_ids.mapped("amazon_id")
        account._commit()
        for marketplace in marketplaces:
            query = {
                "marketplaceId": marketplace,
                "invoicesModifiedAfter": utc_text(modified_after - OVERLAP),
            }
            for page in client.pages("getInvoiceHeaders", query):
                headers += get_records(page.data, "invoices")
        return headers

    def _get_number(self, record):
        number = record.get("invoiceNumber")
        return str(number).strip() if number else super()._get_number(record)

    def _get_moment(self, record):
        moment = self._read_moment(record.get("lastUpdatedDate"))
        return moment or super()._get_moment(record)

    def _apply(self, document):
        """Amazon's figures go beside Odoo's; an invoice that is not from Odoo is left alone."""
        header = read_invoice_header(jsontext.loads(document.payload))
        account = document.account_id
        move = self.env["account.move"]._amazon_find_by_number(account, header.number)
        if not move:
            return
        document.move_id = move
        move._amazon_set_status(header)
        submissions = move._get_amazon_submissions().filtered(lambda d: d.account_id == account)
        latest = submissions.sorted("id")[-1:]
        if latest:
            latest._get_kind()._believe(latest, header)
