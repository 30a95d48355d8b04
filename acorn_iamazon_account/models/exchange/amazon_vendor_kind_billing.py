# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import models

from odoo.addons.acorn_iamazon.spapi import SpApiError, decimal_text, get_records, jsontext
from odoo.addons.acorn_iamazon.spapi.invoice_header import read_invoice_header
from odoo.addons.acorn_iamazon.spapi.invoice_item import compare_items, read_invoice_item

from ...payloads import OPERATION, get_payload
from ...rejections import find_reason

# The invoice may have gone to Amazon by hand before the suite built its own.
SHADOW_REACH = timedelta(days=60)
NOT_FOUND = 404


class AmazonVendorKindBilling(models.AbstractModel):
    """What invoices and credit notes have in common. What Amazon's accounts payable say of one
    overrules what was believed before."""

    _name = "amazon.vendor.kind.billing"
    _inherit = "amazon.vendor.kind"
    _description = "Invoice or Credit Note for Amazon"

    _direction = "out"
    _operation = OPERATION

    def _rebuild(self, document):
        document.move_id.action_amazon_submit()

    def _find_evidence(self, document, client):
        """The transaction of an invoice stays *Processing* for ever (use case guide 2021): the
        Invoices API tells whether Amazon knows the number."""
        header = self._find_header(document, client, document.sent_at or document.sending_at)
        if header and self._is_told_of(document, header):
            return self._weigh_status(document, header.status)
        return None

    def _find_differences(self, document, client):
        """What was sent by hand has the same number: Amazon's total and currency are compared, and
        the lines."""
        header = self._find_header(document, client, document.create_date - SHADOW_REACH)
        if not header:
            return None
        shown = self._fetch_items(document, client, header) if header.identifier else []
        return self._compare(document, header) + self._compare_items(document, shown)

    def _weigh_refusal(self, document, client, refusal):
        """*Duplicate* may be about our own first submission, whose answer was lost: then Amazon
        shows the number with our total, and has accepted it."""
        state, _evidence, message = refusal
        if find_reason(message) != "duplicate":
            return super()._weigh_refusal(document, client, refusal)
        header = self._find_header(document, client, document.create_date)
        if header and header.status != "REJECTED" and not self._compare(document, header):
            return ("accepted", "records", False)
        return (state, False, message)

    def _on_sent(self, document):
        document.account_id._wake_for("watch_invoices")
        return super()._on_sent(document)

    def _on_accepted(self, document):
        if document.move_id:
            document.move_id._amazon_close_activities()
        return super()._on_accepted(document)

    def _on_refused(self, document):
        if document.move_id:
            document.move_id._amazon_ask_about_refusal(document)
        if document.move_id and not document.sale_order_id:
            return None  # the invoice asks already
        return super()._on_refused(document)

    # === WHAT AMAZON'S RECORDS SAY === #

    def _find_header(self, document, client, modified_after):
        """:return: what the Invoices API tells of the number, or None"""
        status = self.env["amazon.vendor.kind.invoice.status"]
        for record in status._fetch_headers(document.account_id, client, modified_after):
            if record.get("invoiceNumber") == document.number:
                return read_invoice_header(record)
        return None

    def _fetch_items(self, document, client, header):
        """:return: list of :class:`InvoiceItem`, the lines that Amazon shows; none where it shows
        the invoice without them"""
        account, items = document.account_id, []
        for marketplace in account.marketplace_ids.mapped("amazon_id"):
            account._commit()
            pages = client.pages(
                "getInvoice",
                {"marketplaceId": marketplace},
                {"invoiceIdentifier": header.identifier},
            )
            try:
                for page in pages:
                    records = get_records(page.data, "invoiceItems")
                    items += [read_invoice_item(record, document.number) for record in records]
            except SpApiError as error:
                if error.status != NOT_FOUND:
                    raise
                continue  # it is another marketplace's
            break
        return items

    def _compare_items(self, document, shown):
        """:param shown: as :meth:`_fetch_items` gives them
        :return: sentences on what is otherwise, product by product"""
        if not shown:
            return []
        payload = get_payload(document.schema_version)
        ours = payload.list_items(jsontext.loads(document.payload))
        return [self._describe_difference(*pair) for pair in compare_items(ours, shown)]

    def _describe_difference(self, ours, theirs):
        if not theirs:
            return self.env._(
                "%(product)s: we would invoice %(ours)s; Amazon was sent none.",
                product=ours.name,
                ours=self._describe_item(ours),
            )
        if not ours:
            return self.env._(
                "%(product)s: we would invoice none; Amazon was sent %(theirs)s.",
                product=theirs.name,
                theirs=self._describe_item(theirs),
            )
        return self.env._(
            "%(product)s: we would invoice %(ours)s; Amazon was sent %(theirs)s.",
            product=ours.name,
            ours=self._describe_item(ours),
            theirs=self._describe_item(theirs),
        )

    def _describe_item(self, item):
        if item.cost is None:
            return str(item.quantity)
        return self.env._(
            "%(quantity)s at %(cost)s", quantity=item.quantity, cost=decimal_text(item.cost)
        )

    def _compare(self, document, header):
        """:param header: an :class:`InvoiceHeader` of the Invoices API
        :return: sentences on what it has otherwise than the payload"""
        payload = get_payload(document.schema_version)
        difference = payload.compare(jsontext.loads(document.payload), header)
        if not difference:
            return []
        ours, theirs = difference
        return [
            self.env._(
                "We would invoice %(ours)s %(currency)s; Amazon was sent %(theirs)s "
                "%(their_currency)s.",
                ours=ours[0],
                currency=ours[1],
                theirs=theirs[0],
                their_currency=theirs[1],
            )
        ]

    def _weigh_status(self, document, status):
        if status != "REJECTED":
            return ("accepted", "records", False)
        # No field of the Invoices API says why.
        return (
            "rejected",
            False,
            self.env._(
                "Amazon rejected %s without telling why through the API. Vendor Central shows the "
                "reason: Payments, Invoices, Rejection details.",
                document.number,
            ),
        )

    def _believe(self, document, header):
        """
        :param document: the latest submission of an invoice
        :param header: an :class:`InvoiceHeader` of the Invoices API, about its number
        """
        if not self._is_told_of(document, header):
            return
        if header.status == "REJECTED":
            if document.state in ("sent", "accepted"):
                document._set_evidence(*self._weigh_status(document, header.status))
        elif document.state == "sent" or self._is_unproven(document):
            accepted_at = document.accepted_at
            document._set_evidence("accepted", "records", False)
            document.accepted_at = accepted_at or document.accepted_at

    def _is_unproven(self, document):
        """:return: whether the document went out, and nothing of Amazon's proves its fate"""
        silent = document.state == "accepted" and document.evidence == "silence"
        return silent or document.state == "unknown"

    def _is_told_of(self, document, header):
        """:return: whether the header is of this submission: a number that Amazon refused is sent
        again, and until Amazon has read it the records show the refusal of before"""
        sent_at = document.sent_at or document.sending_at
        if header.status != "REJECTED" or not header.updated_at or not sent_at:
            return True
        earlier = document.search_count(
            [
                ("account_id", "=", document.account_id.id),
                ("kind", "=", document.kind),
                ("number", "=", document.number),
                ("state", "=", "rejected"),
                ("id", "<", document.id),
            ],
            limit=1,
        )
        updated_at = header.updated_at.replace(tzinfo=None)
        return not earlier or updated_at >= sent_at.replace(microsecond=0)
