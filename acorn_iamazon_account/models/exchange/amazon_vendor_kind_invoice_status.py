# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import models

from odoo.addons.acorn_iamazon.spapi import jsontext
from odoo.addons.acorn_iamazon.spapi.invoice_header import read_invoice_header


class AmazonVendorKindInvoiceStatus(models.AbstractModel):
    """What Amazon says of our invoices: status, what it paid, what it keeps and why."""

    _name = "amazon.vendor.kind.invoice.status"
    _inherit = "amazon.vendor.kind"
    _description = "Status of an Invoice at Amazon"

    _kind = "invoice_status"
    _direction = "in"

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
