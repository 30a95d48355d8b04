# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.acorn_iamazon.spapi import SpApiError, get_records, jsontext, utc_text
from odoo.addons.acorn_iamazon.spapi.remittance import read_remittance

WORK = "fetch_remittances"
# Remittance API 2026-03-17: a search spans at most 90 days of payment dates, and goes at most one
# year back.
WINDOW = timedelta(days=90)
REACH = timedelta(days=364)
# The search knows payment dates only, not changes: payments of so many days are looked at again,
# for a payment in progress succeeds or fails within days, and a bank gives money back in weeks.
LOOK_BACK = timedelta(days=60)


def get_windows(fetched_until, now):
    """:return: (start, end) of the searches that lead up to now, oldest first, a day in common"""
    start = max((fetched_until or now - REACH) - LOOK_BACK, now - REACH)
    windows = []
    while True:
        end = min(start + WINDOW, now)
        windows.append((start, end))
        if end == now:
            return windows
        start = end - timedelta(days=1)


def make_digest(header):
    """:return: what tells whether Amazon's list says of a payment what it said before"""
    return hashlib.sha256(jsontext.dumps(header).encode()).hexdigest()


class AmazonVendorDocument(models.Model):
    _inherit = "amazon.vendor.document"

    kind = fields.Selection(
        selection_add=[("remittance", "Remittance")], ondelete={"remittance": "cascade"}
    )


class AmazonVendorKindRemittance(models.AbstractModel):
    """A payment of the Remittance API: its head, and its lines of all pages."""

    _name = "amazon.vendor.kind.remittance"
    _inherit = "amazon.vendor.kind"
    _description = "Remittance of Amazon's API"

    _kind = "remittance"
    _direction = "in"

    # === FETCH === #

    @api.model
    def _fetch(self, account):
        """Fetch the payments that are new or have changed, window by window: what was fetched stays
        when a run ends in between."""
        client = account._get_client()
        for start, end in get_windows(account.remittances_fetched_until, fields.Datetime.now()):
            headers, refusal = self._fetch_headers(account, client, start, end)
            if refusal:
                account._leave_remittances_in_peace(refusal)
                return
            news = self._find_news(account, headers)
            account._work_through(
                WORK,
                list(news),
                lambda number, news=news: self._fetch_one(account, client, *news[number]),
            )
            account.remittances_fetched_until = end
            account._commit()
        account._amazon_settle("remittance_api")

    @api.model
    def _fetch_headers(self, account, client, start, end):
        """The API is not there in all marketplaces, and no role is documented: a marketplace that
        refuses it holds up no other.

        :return: ({uniquePaymentId: (marketplace, header)}, the refusal when all refuse)
        """
        found, refusals = {}, []
        marketplaces = account.marketplace_ids.mapped("amazon_id")
        for marketplace in marketplaces:
            account._commit()
            query = {
                "marketplaceId": marketplace,
                "startDate": utc_text(start),
                "endDate": utc_text(end),
            }
            try:
                for page in client.pages("getRemittanceHeaders", query):
                    for header in get_records(page.data, "remittances"):
                        number = self._get_number({"remittanceHeader": header})
                        found.setdefault(number or make_digest(header), (marketplace, header))
            except SpApiError as error:
                if not (error.is_about_role or error.status == 404):
                    raise
                refusals.append(error)
        return found, refusals[0] if refusals and len(refusals) == len(marketplaces) else None

    @api.model
    def _find_news(self, account, headers):
        """:return: those of the headers that say something new"""
        known = self.env["amazon.vendor.remittance"].search_fetch(
            [("account_id", "=", account.id), ("unique_payment_id", "in", list(headers))],
            ["unique_payment_id", "header_digest"],
        )
        digests = {payment.unique_payment_id: payment.header_digest for payment in known}
        return {
            number: (marketplace, header)
            for number, (marketplace, header) in headers.items()
            if digests.get(number) != make_digest(header)
        }

    @api.model
    def _fetch_one(self, account, client, marketplace, header):
        record = {"remittanceHeader": header, "remittanceItems": [], "remittances": [header]}
        number, request_id = self._get_number(record), ""
        # What has no number cannot be asked for: it is kept, and says that it cannot be applied.
        pages = number and client.pages(
            "getRemittance", {"marketplaceId": marketplace}, {"uniquePaymentId": number}
        )
        for page in pages or ():
            record["remittanceHeader"] = page.data.get("remittanceHeader") or header
            record["remittanceItems"] += get_records(page.data, "remittanceItems")
            request_id = page.request_id
        documents = self.env["amazon.vendor.document"].sudo()
        stored = documents._store_incoming(account, self._kind, [record], request_id)
        if not stored:
            self._take_up_again(account, record)

    @api.model
    def _take_up_again(self, account, record):
        """Amazon says again what it said before something else, or what could not be applied."""
        digest = hashlib.sha256(jsontext.dumps(record).encode()).hexdigest()
        document = self.env["amazon.vendor.document"].search(
            [
                ("account_id", "=", account.id),
                ("kind", "=", self._kind),
                ("payload_digest", "=", digest),
            ]
        )
        document.write({"state": "new", "changed_at": fields.Datetime.now()})

    # === APPLY === #

    def _get_number(self, record):
        header = record.get("remittanceHeader")
        number = header.get("uniquePaymentId") if isinstance(header, dict) else None
        return str(number or "").strip()

    def _apply(self, document):
        record = jsontext.loads(document.payload)
        told = read_remittance(record["remittanceHeader"], record["remittanceItems"])
        remittances = self.env["amazon.vendor.remittance"].sudo()
        remittance = remittances._take_told(document.account_id, told)
        remittance.header_digest = make_digest(record["remittances"][0])
        remittance.action_match()
