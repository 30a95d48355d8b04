# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta
from decimal import Decimal

from odoo import fields, models

from odoo.addons.acorn_iamazon.spapi import jsontext
from odoo.addons.acorn_iamazon.spapi.invoice_header import read_invoice_header

# The invoice may have gone to Amazon by hand before the suite built its own.
SHADOW_REACH = timedelta(days=60)
INVOICE_KINDS = ("invoice", "credit_note")


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[
            ("invoice", "Invoice"),
            ("credit_note", "Credit note"),
            ("invoice_status", "Invoice status"),
        ],
        ondelete={kind: "cascade" for kind in (*INVOICE_KINDS, "invoice_status")},
    )
    move_id = fields.Many2one("account.move", index="btree_not_null", check_company=True)

    def _get_operations(self):
        return {**super()._get_operations(), **dict.fromkeys(INVOICE_KINDS, "submitInvoices")}

    def _get_incoming_number(self, record):
        number = record.get("invoiceNumber")
        return str(number).strip() if number else super()._get_incoming_number(record)

    def _get_incoming_date(self, record):
        if "invoiceNumber" not in record:
            return super()._get_incoming_date(record)
        updated_at = read_invoice_header(record).updated_at
        if not updated_at:
            return fields.Datetime.now()
        return updated_at.replace(tzinfo=None, microsecond=0)

    # === WHAT AMAZON SAYS OF OUR INVOICES === #

    def _apply_invoice_status(self):
        """Amazon's figures go beside Odoo's; an invoice that is not from Odoo is left alone."""
        header = read_invoice_header(jsontext.loads(self.payload))
        move = self.env["account.move"]._amazon_find_by_number(self.account_id, header.number)
        if move:
            self.move_id = move
            move._amazon_set_status(header)
            submissions = move._get_amazon_submissions().filtered(
                lambda d: d.account_id == self.account_id and d.direction == "out"
            )
            submissions.sorted("id")[-1:]._believe_invoice_status(header)

    def _find_evidence_invoice(self, client):
        return self._find_invoice_evidence(client)

    def _find_evidence_credit_note(self, client):
        return self._find_invoice_evidence(client)

    def _find_invoice_evidence(self, client):
        """The transaction of an invoice stays *Processing* for ever (use case guide 2021): the
        Invoices API tells whether Amazon knows the number."""
        header = self._find_invoice_header(client, self.sent_at or self.sending_at)
        if header and self._is_told_of(header):
            return self._weigh_invoice_status(header.status)
        return None

    def _find_invoice_header(self, client, modified_after):
        """:return: what the Invoices API tells of the number, or None"""
        for record in self.account_id._get_invoice_headers(client, modified_after):
            if record.get("invoiceNumber") == self.number:
                return read_invoice_header(record)
        return None

    def _weigh_invoice_status(self, status):
        if status != "REJECTED":
            return ("accepted", "records", False)
        # No field of the Invoices API says why.
        return (
            "rejected",
            False,
            self.env._(
                "Amazon rejected %s without telling why through the API. Vendor Central shows the "
                "reason: Payments, Invoices, Rejection details.",
                self.number,
            ),
        )

    def _find_differences_invoice(self, client):
        """What was sent by hand has the same number: Amazon's total and currency are compared."""
        header = self._find_invoice_header(client, self.create_date - SHADOW_REACH)
        return self._compare_invoice(header) if header else None

    def _find_differences_credit_note(self, client):
        return self._find_differences_invoice(client)

    def _compare_invoice(self, header):
        (invoice,) = jsontext.loads(self.payload)["invoices"]
        total = invoice["invoiceTotal"]
        ours = (Decimal(total["amount"]), total["currencyCode"])
        if header.amount is None or (abs(header.amount), header.currency) == ours:
            return []
        return [
            self.env._(
                "We would invoice %(ours)s %(currency)s; Amazon was sent %(theirs)s "
                "%(their_currency)s.",
                ours=ours[0],
                currency=ours[1],
                theirs=header.amount,
                their_currency=header.currency,
            )
        ]

    def _on_refused(self):
        result = super()._on_refused()
        if self.move_id:
            self.move_id._amazon_open_activity(self)
        return result

    def _rebuild_invoice(self):
        self.move_id.action_amazon_submit()

    def _rebuild_credit_note(self):
        self.move_id.action_amazon_submit()
