# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...spapi import SpApiError, utc_text
from .amazon_vendor_account_jobs import FETCH_REACH, FETCH_WINDOW

# A window that a failing page is looked for in is halved down to this, then taken order by order.
SMALLEST_WINDOW = timedelta(hours=1)
# Amazon answered, but this page it cannot give: vendors report 400 and 500 for single pages.
STATUS_OF_PAGE = (400, 413, 500, 502, 503, 504)
SWEEP_REACH = timedelta(days=30)


class AmazonVendorAccount(models.Model):
    """Fetching when all does not go well: failing pages, orders that were missed, single wishes."""

    _inherit = "amazon.vendor.account"

    fetch_by_code = fields.Boolean(
        "Fetch each vendor code on its own",
        help="For accounts whose authorisation sees vendor codes that are not to come into Odoo: "
        "only the orders of the vendor codes listed here are fetched.",
    )
    fetch_request_ids = fields.One2many("amazon.vendor.fetch.request", "account_id")

    # === WINDOWS === #

    def _get_fetched_codes(self):
        """:return: the vendor codes to ask for; one None for all of them at once"""
        return self.code_ids.mapped("name") if self.fetch_by_code else [None]

    def _store_window(self, client, moment, start, end):
        """Store the orders of a window, whatever it takes.

        :param moment: ``created`` or ``changed``
        :raise SpApiError: when Amazon cannot be asked at all
        """
        for code in self._get_fetched_codes():
            self._store_part(client, moment, start, end, code)

    def _store_part(self, client, moment, start, end, code):
        query = {
            f"{moment}After": utc_text(start),
            f"{moment}Before": utc_text(end),
            "limit": 100,
            **({"orderingVendorCode": code} if code else {}),
        }
        try:
            self._store_purchase_orders(client, query)
        except SpApiError as error:
            if error.status not in STATUS_OF_PAGE:
                raise
            self._store_otherwise(client, moment, start, end, code, query, error)

    def _store_otherwise(self, client, moment, start, end, code, query, error):
        """A page fails: the other order of sorting, smaller windows, at last order by order. What
        came before the failing page is stored already, and is not doubled."""
        try:
            self._store_purchase_orders(client, {**query, "sortOrder": "DESC"})
            return
        except SpApiError as again:
            if again.status not in STATUS_OF_PAGE:
                raise
        # Numbers alone: when not even they come, it is Amazon that is out of order, not a page.
        numbers = {**query, "includeDetails": "false"}
        if end - start <= SMALLEST_WINDOW:
            self._store_purchase_orders(client, numbers)
            return
        try:
            client.call("getPurchaseOrders", query={**numbers, "limit": 1})
        except SpApiError:
            raise error from None
        middle = start + (end - start) / 2
        self._store_part(client, moment, start, middle, code)
        self._store_part(client, moment, middle, end, code)

    # === SINGLE WISHES === #

    def _serve_fetch_requests(self, client):
        """Fetch the orders and periods that somebody asked for."""
        waiting = self.fetch_request_ids.filtered(lambda request: request.state == "waiting")
        for request in waiting.sorted("id"):
            request._serve(client)
            self._commit()

    def _store_number(self, client, number):
        """:raise SpApiError: when Amazon refuses, as it does for a number that it does not know"""
        answer = client.call("getPurchaseOrder", path_parameters={"purchaseOrderNumber": number})
        documents = self.env["amazon.vendor.document"].sudo()
        documents._store_incoming(self, "purchase_order", [answer.data], answer.request_id)
        self._commit()

    def _store_period(self, client, start, end):
        """Store what was created from one moment to another, showing how far it is."""
        start = max(start, fields.Datetime.now() - FETCH_REACH)
        windows = []
        while start < end:
            windows.append((start, min(start + FETCH_WINDOW, end)))
            start += FETCH_WINDOW
        for place, (first, last) in enumerate(windows):
            self._store_window(client, "created", first, last)
            with self._job_line("fetch_purchase_orders") as line:
                line.write({"done": place + 1, "total": len(windows)})
            self._commit()

    def action_open_fetch_request(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "acorn_iamazon.amazon_vendor_fetch_request_action_new"
        )
        action["context"] = {"default_account_id": self.id}
        return action

    # === COMPLETENESS === #

    def action_sweep_purchase_orders(self):
        """Compare what Amazon knows with what is here, and fetch what is missing."""
        for account in self._as_workers():
            account._run_job("sweep_purchase_orders", account._sweep_purchase_orders)
            account._apply_documents()

    def _sweep_purchase_orders(self):
        client = self._get_client()
        missing = self._find_missing_numbers(client)
        for number in self._step_through_numbers(missing):
            self._store_number(client, number)
        if missing:
            self.message_post(
                body=self.env._(
                    "The completeness check found %(count)s purchase orders that were not here, "
                    "and fetched them: %(numbers)s",
                    count=len(missing),
                    numbers=", ".join(missing[:50]),
                )
            )

    def _find_missing_numbers(self, client):
        """:return: the numbers in Amazon's status list, of the last 30 days, that no document here
        has; of the wanted vendor codes only"""
        now = fields.Datetime.now()
        start = now - SWEEP_REACH
        told = {}
        while start < now:
            end = min(start + FETCH_WINDOW, now)
            for code in self._get_fetched_codes():
                query = {
                    "createdAfter": utc_text(start),
                    "createdBefore": utc_text(end),
                    "limit": 100,
                    **({"orderingVendorCode": code} if code else {}),
                }
                for page in client.pages("getPurchaseOrdersStatus", query):
                    for status in page.data.get("ordersStatus") or []:
                        told[status["purchaseOrderNumber"]] = True
            start = end
        known = (
            self.env["amazon.vendor.document"]
            .sudo()
            .search_fetch(
                [
                    ("account_id", "=", self.id),
                    ("kind", "=", "purchase_order"),
                    ("number", "in", list(told)),
                ],
                ["number"],
            )
        )
        return sorted(set(told) - set(known.mapped("number")))

    def _step_through_numbers(self, numbers):
        for place, number in enumerate(numbers):
            yield number
            with self._job_line("sweep_purchase_orders") as line:
                line.write({"done": place + 1, "total": len(numbers)})

    @api.model
    def _cron_sweep_purchase_orders(self):
        self._run_for_each_account(
            [("fetch_automatically", "=", True), *self._get_due_accounts("sweep_purchase_orders")],
            lambda account: account.action_sweep_purchase_orders(),
        )
