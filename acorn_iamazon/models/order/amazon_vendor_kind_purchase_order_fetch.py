# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...spapi import PagingError, SpApiError, get_records, utc_text
from ..exchange.amazon_vendor_account_work import ENDS_RUN

# Vendor Orders v1: a search window spans at most 7 days, and reaches back about 6 months.
FETCH_WINDOW = timedelta(days=7)
FETCH_REACH = timedelta(days=180)
# Clocks differ and records turn up late: each fetch looks again at the end of the one before.
FETCH_OVERLAP = timedelta(hours=1)
# A window that a failing page is looked for in is halved down to this, then taken order by order.
SMALLEST_WINDOW = timedelta(hours=1)
# Amazon answered, but this page it cannot give: vendors report 400 and 500 for single pages.
STATUS_OF_PAGE = (400, 413, 500, 502, 503, 504)
SWEEP_REACH = timedelta(days=30)


def is_about_page(error):
    """:return: whether another way through the list may lead round the error"""
    return isinstance(error, PagingError) or error.status in STATUS_OF_PAGE


def get_windows(fetched_until):
    """:return: the windows (start, end), oldest first, from the last fetch until now"""
    now = fields.Datetime.now()
    start = max((fetched_until or now) - FETCH_OVERLAP, now - FETCH_REACH)
    windows = []
    while start < now:
        end = min(start + FETCH_WINDOW, now)
        windows.append((start, end))
        start = end
    return windows


class AmazonVendorKindPurchaseOrder(models.AbstractModel):
    """How purchase orders are fetched, also when all does not go well: failing pages, orders that
    were missed, single wishes."""

    _inherit = "amazon.vendor.kind.purchase.order"

    @api.model
    def _fetch(self, account):
        """Store what Amazon has, window by window; the mark moves when a window is complete.

        :raise SpApiError: when Amazon cannot be asked; what was stored by then stays
        """
        client = account._get_client()
        if not account.first_fetched_at:
            account.first_fetched_at = fields.Datetime.now()
        account._serve_fetch_requests(client)
        for start, end in get_windows(account.fetched_until):
            # "Created" and "changed" are asked apart: an unchanged order has no change date.
            for moment in ("created", "changed"):
                self._store_window(account, client, moment, start, end)
            account.fetched_until = end
            account._commit()

    @api.model
    def _store_purchase_orders(self, account, client, query):
        documents = self.env["amazon.vendor.document"].sudo()
        account._commit()
        for page in client.pages("getPurchaseOrders", query):
            orders = [
                self._fetch_details(client, order)
                if isinstance(order, dict) and not order.get("orderDetails")
                else order
                for order in get_records(page.data, "orders")
            ]
            documents._store_incoming(account, "purchase_order", orders, page.request_id)
            account._commit()

    @api.model
    def _fetch_details(self, client, order):
        """:return: the whole order when the list told its number only"""
        number = order.get("purchaseOrderNumber")
        if not number:
            return order
        try:
            return client.call(
                "getPurchaseOrder", path_parameters={"purchaseOrderNumber": number}
            ).data
        except SpApiError as error:
            if error.category in ENDS_RUN or not error.status:
                raise
            return order  # applying it tells what is missing; the other orders go on

    # === WINDOWS === #

    @api.model
    def _get_fetched_codes(self, account):
        """:return: the vendor codes to ask for; one None for all of them at once"""
        return account.code_ids.mapped("name") if account.fetch_by_code else [None]

    @api.model
    def _store_window(self, account, client, moment, start, end):
        """Store the orders of a window, whatever it takes.

        :param moment: ``created`` or ``changed``
        :raise SpApiError: when Amazon cannot be asked at all
        """
        for code in self._get_fetched_codes(account):
            self._store_part(account, client, moment, start, end, code)

    @api.model
    def _store_part(self, account, client, moment, start, end, code):
        query = {
            f"{moment}After": utc_text(start),
            f"{moment}Before": utc_text(end),
            "limit": 100,
            **({"orderingVendorCode": code} if code else {}),
        }
        try:
            self._store_purchase_orders(account, client, query)
        except SpApiError as error:
            if not is_about_page(error):
                raise
            self._store_otherwise(account, client, moment, start, end, code, query, error)

    @api.model
    def _store_otherwise(self, account, client, moment, start, end, code, query, error):
        """A page fails: the other order of sorting, smaller windows, at last order by order. What
        came before the failing page is stored already, and is not doubled."""
        try:
            self._store_purchase_orders(account, client, {**query, "sortOrder": "DESC"})
            return
        except SpApiError as again:
            if not is_about_page(again):
                raise
        # Numbers alone: when not even they come, it is Amazon that is out of order, not a page.
        numbers = {**query, "includeDetails": "false"}
        if end - start <= SMALLEST_WINDOW:
            self._store_purchase_orders(account, client, numbers)
            return
        try:
            client.call("getPurchaseOrders", query={**numbers, "limit": 1})
        except SpApiError:
            raise error from None
        middle = start + (end - start) / 2
        self._store_part(account, client, moment, start, middle, code)
        self._store_part(account, client, moment, middle, end, code)

    # === SINGLE WISHES === #

    @api.model
    def _store_number(self, account, client, number):
        """:raise SpApiError: when Amazon refuses, as it does for a number that it does not know"""
        answer = client.call("getPurchaseOrder", path_parameters={"purchaseOrderNumber": number})
        documents = self.env["amazon.vendor.document"].sudo()
        documents._store_incoming(account, "purchase_order", [answer.data], answer.request_id)
        account._commit()

    @api.model
    def _store_period(self, account, client, start, end):
        """Store what was created from one moment to another, showing how far it is."""
        start = max(start, fields.Datetime.now() - FETCH_REACH)
        windows = []
        while start < end:
            windows.append((start, min(start + FETCH_WINDOW, end)))
            start += FETCH_WINDOW
        for place, (first, last) in enumerate(windows):
            self._store_window(account, client, "created", first, last)
            with account._job_line("fetch_purchase_orders") as line:
                line.write({"done": place + 1, "total": len(windows)})
            account._commit()

    # === COMPLETENESS === #

    @api.model
    def _sweep(self, account):
        client = account._get_client()
        missing = self._find_missing_numbers(account, client)
        account._work_through(
            "sweep_purchase_orders",
            missing,
            lambda number: self._store_number(account, client, number),
        )
        if missing:
            account.message_post(
                body=self.env._(
                    "The completeness check found %(count)s purchase orders that were not here, "
                    "and fetched them: %(numbers)s",
                    count=len(missing),
                    numbers=", ".join(missing[:50]),
                )
            )

    @api.model
    def _find_missing_numbers(self, account, client):
        """What the list tells of orders that are here is kept as well: Amazon's model leaves open
        whether a receipt is an update, so one may be told here and by no list of updates.

        :return: the numbers in Amazon's status list, of the last 30 days, that no document here
            has; of the wanted vendor codes only
        """
        now = fields.Datetime.now()
        start = now - SWEEP_REACH
        status = self.env["amazon.vendor.kind.order.status"]
        documents = self.env["amazon.vendor.document"].sudo()
        told = {}
        while start < now:
            end = min(start + FETCH_WINDOW, now)
            for code in self._get_fetched_codes(account):
                query = {"orderingVendorCode": code} if code else {}
                account._commit()
                for page in status._walk(client, "created", start, end, **query):
                    records = get_records(page.data, "ordersStatus")
                    documents._store_incoming(account, status._kind, records, page.request_id)
                    account._commit()
                    for record in records:
                        if isinstance(record, dict) and record.get("purchaseOrderNumber"):
                            told[status._read_head(record, "")["number"]] = True
            start = end
        known = documents.search_fetch(
            [
                ("account_id", "=", account.id),
                ("kind", "=", "purchase_order"),
                ("number", "in", list(told)),
            ],
            ["number"],
        )
        return sorted(set(told) - set(known.mapped("number")))
