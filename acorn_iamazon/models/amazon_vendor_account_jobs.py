# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging
from datetime import timedelta

from odoo import api, fields, models

from ..spapi import DataError, utc_text

_logger = logging.getLogger(__name__)

# Vendor Orders v1: a search window spans at most 7 days, and reaches back about 6 months.
FETCH_WINDOW = timedelta(days=7)
FETCH_REACH = timedelta(days=180)
# Clocks differ and records turn up late: each fetch looks again at the end of the one before.
FETCH_OVERLAP = timedelta(hours=1)


class AmazonVendorAccount(models.Model):
    """The scheduled work of an account: fetch, apply, send, poll, check."""

    _inherit = "amazon.vendor.account"  # pylint: disable=consider-merging-classes-inherited

    def _as_workers(self):
        """:return: the accounts one by one, as the jobs work on them, for a user who may see them
        :raise AccessError: when the user is not a member
        """
        self.check_access("read")
        return [account.sudo().with_company(account.company_id) for account in self]

    # === FETCH === #

    def action_fetch_purchase_orders(self):
        """Fetch and apply what is new or changed since the last successful fetch."""
        for account in self._as_workers():
            account._run_job("fetch_purchase_orders", account._fetch_purchase_orders)
            account._apply_documents()

    def _fetch_purchase_orders(self):
        """Store what Amazon has, window by window; the mark moves when a window is complete.

        :raise SpApiError: when Amazon cannot be asked; what was stored by then stays
        """
        client = self._get_client()
        for start, end in self._get_fetch_windows():
            # "Created" and "changed" are asked apart: an unchanged order has no change date.
            for moment in ("created", "changed"):
                query = {f"{moment}After": utc_text(start), f"{moment}Before": utc_text(end)}
                self._store_purchase_orders(client, {**query, "limit": 100})
            self.fetched_until = end
            self._commit()

    def _get_fetch_windows(self):
        """:return: the windows (start, end), oldest first, from the last fetch until now"""
        now = fields.Datetime.now()
        start = max((self.fetched_until or now) - FETCH_OVERLAP, now - FETCH_REACH)
        windows = []
        while start < now:
            end = min(start + FETCH_WINDOW, now)
            windows.append((start, end))
            start = end
        return windows

    def _store_purchase_orders(self, client, query):
        documents = self.env["amazon.vendor.document"].sudo()
        self._commit()
        for page in client.pages("getPurchaseOrders", query):
            orders = [
                order if order.get("orderDetails") else self._fetch_details(client, order)
                for order in page.data.get("orders") or []
            ]
            documents._store_incoming(self, "purchase_order", orders, page.request_id)
            self._commit()

    def _fetch_details(self, client, order):
        """:return: the whole order when the list told its number only"""
        number = order.get("purchaseOrderNumber")
        if not number:
            return order
        try:
            return client.call(
                "getPurchaseOrder", path_parameters={"purchaseOrderNumber": number}
            ).data
        except DataError:
            return order  # applying it tells what is missing; the other orders go on

    # === APPLY === #

    def _apply_documents(self):
        """Apply what was stored; a document that cannot be applied holds no other back."""
        with self._job_lock("apply_documents") as locked:
            if not locked:
                return
            self._commit()
            documents = self.env["amazon.vendor.document"].sudo()
            waiting = documents.search(
                [("account_id", "=", self.id), ("direction", "=", "in"), ("state", "=", "new")],
                order="changed_at, id",
            )
            for document in self._one_by_one(waiting._supersede_older_versions()):
                document._apply()
                self._commit()

    @api.model
    def _one_by_one(self, documents):
        """A commit empties the cache: records of one set would read all the others each time."""
        return (documents.browse(document_id) for document_id in documents.ids)

    def _apply_waiting_purchase_orders(self):
        """A product was mapped: what waited for it is applied by the next run."""
        waiting = (
            self.env["amazon.vendor.document"]
            .sudo()
            .search(
                [
                    ("account_id", "in", self.ids),
                    ("kind", "=", "purchase_order"),
                    ("state", "=", "failed"),
                    ("error_category", "=", "data"),
                ]
            )
        )
        if waiting:
            waiting.state = "new"
            self._trigger_job("apply_documents")

    # === SEND === #

    def action_send_documents(self):
        """Send every ready document of the accounts."""
        for account in self._as_workers():
            account._run_job("send_documents", account._send_documents)

    def _send_documents(self, due_only=False):
        client = self._get_client()
        documents = self.env["amazon.vendor.document"].sudo()
        # We hold the lock of this job: whoever was sending these is dead.
        documents.search(
            [("account_id", "=", self.id), ("state", "=", "sending")]
        )._settle_interrupted(client)
        domain = [("account_id", "=", self.id), ("state", "=", "ready")]
        if due_only:
            domain += [
                "|",
                ("next_attempt_at", "=", False),
                ("next_attempt_at", "<=", fields.Datetime.now()),
            ]
        for document in self._one_by_one(documents.search(domain, order="id")):
            document._send(client)

    # === POLL === #

    def action_poll_transactions(self):
        """Ask Amazon what became of what was sent."""
        for account in self._as_workers():
            account._run_job("poll_transactions", account._poll_transactions)

    def _poll_transactions(self, due_only=False):
        client = self._get_client()
        domain = [("account_id", "=", self.id), ("state", "=", "sent")]
        if due_only:
            domain.append(("next_poll_at", "<=", fields.Datetime.now()))
        documents = self.env["amazon.vendor.document"].sudo().search(domain, order="id")
        for document in self._one_by_one(documents):
            document._poll(client)

    # === SCHEDULED ACTIONS === #

    @api.model
    def _cron_fetch_purchase_orders(self):
        self._run_for_each_account(
            [("fetch_automatically", "=", True)],
            lambda account: account.action_fetch_purchase_orders(),
        )

    @api.model
    def _cron_apply_documents(self):
        for account in self.search([("document_ids.state", "=", "new")]):
            account.with_company(account.company_id)._apply_documents()

    @api.model
    def _cron_send_documents(self):
        self._run_for_each_account(
            [("document_ids.state", "in", ["ready", "sending"])],
            lambda account: account._run_job(
                "send_documents", lambda: account._send_documents(due_only=True)
            ),
        )

    @api.model
    def _cron_poll_transactions(self):
        self._run_for_each_account(
            [("document_ids.state", "=", "sent")],
            lambda account: account._run_job(
                "poll_transactions", lambda: account._poll_transactions(due_only=True)
            ),
        )

    @api.model
    def _cron_run_checks(self):
        # Also the paused ones: the check that succeeds lets an account run again.
        self._run_for_each_account([], lambda account: account.action_run_checks(), paused=True)

    @api.model
    def _run_for_each_account(self, domain, job, paused=False):
        """Run the job for each account that may talk to Amazon; one that fails stops no other."""
        if not paused:
            domain = [*domain, ("paused", "=", False)]
        accounts = self.search(domain).filtered("has_credentials")
        self._commit_progress(remaining=len(accounts))
        for account in (self.browse(account_id) for account_id in accounts.ids):
            try:
                job(account.with_company(account.company_id))
            except Exception:  # the next account must have its turn
                _logger.exception("Amazon account %s: the scheduled work failed", account.id)
                if self._can_commit():
                    self.env.cr.rollback()
            if not self._commit_progress(1):
                break

    @api.model
    def _commit_progress(self, processed=0, remaining=None):
        """:return: the seconds left for this run; infinite when no scheduled action runs"""
        if not self._can_commit():
            return float("inf")
        return self.env["ir.cron"]._commit_progress(processed, remaining=remaining)

    @api.model
    def _trigger_job(self, name):
        """Let the scheduled action run soon: buttons ask for work, they do not talk to Amazon.

        :param str name: ``fetch_purchase_orders``, ``send_documents``, ``poll_transactions`` …
        """
        cron = self.env.ref(f"acorn_iamazon.ir_cron_{name}", raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    # === BUTTONS === #

    def action_request_fetch(self):
        self._trigger_job("fetch_purchase_orders")
        return self._notify_requested(
            self.env._("Purchase orders will be fetched within a minute.")
        )

    def action_request_send(self):
        self._trigger_job("send_documents")
        return self._notify_requested(self.env._("Ready documents will be sent within a minute."))

    def action_request_poll(self):
        self._trigger_job("poll_transactions")
        return self._notify_requested(self.env._("Amazon will be asked within a minute."))

    def _notify_requested(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": message},
        }

    # === NAVIGATION === #

    def action_open_orders(self):
        return self._open("sale_order_action_amazon", "amazon_account_id", "amazon_to_acknowledge")

    def action_open_documents(self):
        return self._open("amazon_vendor_document_action", "account_id", "waiting")

    def action_open_failed_documents(self):
        return self._open("amazon_vendor_document_action", "account_id", "failed")

    def action_open_unmapped_products(self):
        return self._open("amazon_vendor_product_action", "account_id", "unmapped")

    def action_open_calls(self):
        return self._open("amazon_vendor_call_action", "account_id")

    def _open(self, action, account_field, search_filter=None):
        """:return: the action, for this account alone, with a filter of its view switched on"""
        self.ensure_one()
        result = self.env["ir.actions.act_window"]._for_xml_id(f"acorn_iamazon.{action}")
        result["domain"] = [(account_field, "=", self.id)]
        result["context"] = {f"search_default_{search_filter}": 1} if search_filter else {}
        return result
