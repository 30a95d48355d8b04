# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import hashlib
import logging
import time
from ast import literal_eval
from contextlib import contextmanager
from functools import partial

from odoo import api, fields, models

from ...conflicts import CONFLICTS
from ...rights import right
from ...spapi import SpApiError
from ...spapi.client import LONGEST_PAUSE
from .amazon_vendor_account_lane import OutOfTime
from .amazon_vendor_job import INTERRUPTED_WAIT, PATIENCE
from .amazon_vendor_job_news import StopAsked

_logger = logging.getLogger(__name__)

# Documents of one account that a scheduled run takes before the next account has its turn.
BATCH = 50
SECONDS_BETWEEN_NEWS = 2
# What mends itself; for how long, :meth:`~.AmazonVendorJob._tell_if_put_off` says.
PUT_OFF = ("network", "throttled")
# Seconds until a work that Amazon was too busy for is tried again.
BUSY_WAIT = 60


class AmazonVendorAccount(models.Model):
    """The scheduled work of an account: fetch, apply, send, poll, check."""

    _inherit = "amazon.vendor.account"

    def _as_workers(self):
        """:return: the accounts one by one, as the jobs work on them, for a user who may see them
        :raise AccessError: when the user is not a member
        """
        self.check_access("read")
        return [account.sudo().with_company(account.company_id) for account in self]

    # === HOW A JOB RUNS === #

    def _run_job(self, name, job):
        """Run one kind of work of the account, unless another worker is at it.

        An error of Amazon's is written on the account, not raised: the other accounts go on.

        :param str name: the kind of work, a code of ``amazon.vendor.job``
        :param callable job: takes no argument; may commit
        :return: whether the work was done without an error
        """
        self.ensure_one()
        with self._job_lock(name) as locked:
            if not locked:
                _logger.info("Amazon account %s: %s runs elsewhere", self.name, name)
                return False
            self._commit()
            with self._job_line(name) as line:
                line._set_started()
            try:
                job()
            except OutOfTime:
                self._interrupt_job(name)
                raise
            except StopAsked:
                self._stop_job(name)
                return False
            except CONFLICTS:
                self._end_job(name, wait=0)
                raise
            except SpApiError as error:
                self._record_failure(error, name)
                self._commit()
                self._end_failed_job(name, error)
                return False
            except Exception as error:
                self._end_job(name, str(error) or repr(error))
                raise
            self._record_success()
            self._commit()
            self._end_job(name)
            return True

    @contextmanager
    def _job_lock(self, name):
        """A lock of PostgreSQL's that outlives the commits of a job and dies with its worker."""
        digest = hashlib.sha256(f"amazon.vendor.account/{name}".encode()).digest()
        key = (int.from_bytes(digest[:4], "big", signed=True), self.id)
        self.env.cr.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        locked = self.env.cr.fetchone()[0]
        try:
            yield locked
        finally:
            if locked:
                if self._can_commit():
                    self.env.cr.rollback()
                self.env.cr.execute("SELECT pg_advisory_unlock(%s, %s)", key)

    @contextmanager
    def _job_line(self, name):
        """The line that shows the job, in a transaction of its own: it is to be seen at once."""
        with self._separate_transaction() as account:
            yield account.env["amazon.vendor.job"].sudo()._find(account, name)

    def _end_job(self, name, error=None, wait=None, patience=PATIENCE, is_put_off=False):
        with self._job_line(name) as line:
            line._set_ended(error, wait)
            line._note_put_off(is_put_off)
            line._tell_if_stuck(patience)
            line._tell_if_put_off()

    def _end_failed_job(self, name, error):
        """:param error: of Amazon's"""
        self._end_job(
            name,
            str(error),
            wait=self._get_wait(name, error),
            patience=self._get_patience(error),
            is_put_off=error.category in PUT_OFF,
        )

    def _get_patience(self, error):
        """:return: after how many failures in a row people are asked; None: not by their number:
        they are asked about the authorisation or the role, or when it lasts"""
        is_asked = error.category == "authorisation" or error.is_about_role
        return None if is_asked or error.category in PUT_OFF else PATIENCE

    def _get_wait(self, name, error):
        """:return: seconds until the work is tried again; None: when its turn comes"""
        if error.is_about_role:
            refusal = self._get_refusals().filtered(
                lambda refusal: (refusal.work, refusal.item) == (name, error.operation)
            )
            return (refusal.next_attempt_at - fields.Datetime.now()).total_seconds()
        if error.category == "network":
            # What is done once a day does not wait for tomorrow; the account rests in any case.
            job = self.env["amazon.vendor.job"].sudo()._find(self, name)
            return min(job.interval * 60, INTERRUPTED_WAIT)
        if error.category != "throttled":
            return None
        return min(error.retry_after or BUSY_WAIT, LONGEST_PAUSE)

    def _stop_job(self, name):
        """Somebody stopped it: what was done is kept."""
        self._commit()
        self._end_job(name)

    def _interrupt_job(self, name):
        """The time of the run is over: the next run goes on."""
        self._commit()
        self._end_job(name, wait=0)

    def _step_through(self, name, items):
        """Yield the records, or texts, one by one, and show how far the job is.

        A commit empties the cache: records of one set would read all the others each time.
        """
        is_records = isinstance(items, models.BaseModel)
        shown_at = 0
        for place, item in enumerate(items.ids if is_records else items):
            if time.monotonic() - shown_at > SECONDS_BETWEEN_NEWS:
                shown_at = time.monotonic()
                self._show_progress(name, len(items) - place, len(items))
            yield items.browse(item) if is_records else item
        if items:
            self._show_progress(name, 0, len(items))

    def _show_progress(self, name, left, total):
        """:raise StopAsked: when somebody stopped the work, and some of it is left"""
        with self._job_line(name) as line:
            is_stopped = line._show_progress(total - left, total)
        if is_stopped and left:
            raise StopAsked

    # === FETCH === #

    @right("run")
    def action_fetch_purchase_orders(self):
        """Fetch and apply what is new or changed since the last successful fetch."""
        for account in self._as_workers():
            orders = account.env["amazon.vendor.kind.purchase.order"]
            account._run_job("fetch_purchase_orders", partial(orders._fetch, account))
            account._apply_documents()

    # === APPLY === #

    def _apply_documents(self, limit=None):
        """Apply what was stored; a document that cannot be applied holds no other back."""
        documents = self.env["amazon.vendor.document"]
        self._run_local_job("apply_documents", partial(documents._apply_new, self, limit))

    def _run_local_job(self, name, job):
        """Run work that does not talk to Amazon: it says nothing about the connection."""
        with self._job_lock(name) as locked:
            if not locked:
                return
            self._commit()
            with self._job_line(name) as line:
                line._set_started()
            try:
                job()
            except OutOfTime:
                self._interrupt_job(name)
                raise
            except StopAsked:
                self._stop_job(name)
                return
            except CONFLICTS:
                self._end_job(name, wait=0)
                raise
            except Exception as error:
                self._end_job(name, str(error) or repr(error))
                raise
            self._commit()
            self._end_job(name)

    def _apply_waiting_purchase_orders(self):
        """A product was mapped: what waited for it is applied by the next run, and what Amazon
        returns of it is expected."""
        self.env["amazon.vendor.return"]._fill_in(self)
        waiting = self.env["amazon.vendor.document"].sudo()
        for account in self.sudo():
            waiting |= waiting.search(
                [
                    ("account_id", "=", account.id),
                    *account._get_environment_domain(),
                    ("kind", "=", "purchase_order"),
                    "|",
                    "&",
                    ("state", "=", "failed"),
                    ("error_category", "=", "data"),
                    "&",
                    ("state", "=", "done"),
                    ("is_unmapped", "=", True),
                ]
            )
        if waiting:
            waiting.state = "new"
            waiting.account_id._wake_lanes()

    # === SEND === #

    @right("run")
    def action_send_documents(self):
        """Send every ready document of the accounts."""
        for account in self._as_workers():
            documents = account.env["amazon.vendor.document"]
            account._run_job("send_documents", partial(documents._send_ready, account))

    @api.model
    def _get_due_domain(self, field):
        return ["|", (field, "=", False), (field, "<=", fields.Datetime.now())]

    # === POLL === #

    @right("run")
    def action_poll_transactions(self):
        """Ask Amazon what became of what was sent."""
        for account in self._as_workers():
            documents = account.env["amazon.vendor.document"]
            account._run_job("poll_transactions", partial(documents._poll_sent, account))

    # === IN BATCHES, FOR THE LANE === #

    def _apply_batch(self):
        """:return: whether documents are left, for the account's next turn"""
        self._apply_documents(limit=BATCH)
        return self._has_documents(
            "apply_documents",
            [("direction", "=", "in"), ("state", "=", "new"), *self._get_environment_domain()],
        )

    def _has_to_send(self):
        """:return: whether something is due for sending, or was interrupted"""
        refused = self.env["amazon.vendor.document"]._get_refused_kinds(self)
        here = self._get_environment_domain()
        ready = [("state", "=", "ready"), ("kind", "not in", refused), *here]
        due = self._get_due_domain("next_attempt_at")
        ready += due
        interrupted = [("state", "=", "sending"), *here, *due]
        return self.can_send and (
            self._has_documents("send_documents", interrupted)
            or self._has_documents("send_documents", ready)
        )

    def _has_put_off_documents(self):
        """:return: whether documents wait since Amazon was busy or out of reach"""
        domain = [("account_id", "=", self.id), ("state", "=", "ready")]
        domain += [("error_category", "in", PUT_OFF), *self._get_environment_domain()]
        documents = self.env["amazon.vendor.document"].sudo()
        return self.can_send and bool(documents.search_count(domain, limit=1))

    def _has_to_poll(self):
        sent = [("state", "=", "sent"), *self._get_environment_domain()]
        sent += self._get_due_domain("next_poll_at")
        return self._has_documents("poll_transactions", sent)

    def _send_batch(self):
        """:return: as :meth:`_apply_batch`"""
        documents = self.env["amazon.vendor.document"]
        done = self._run_job("send_documents", partial(documents._send_ready, self, BATCH))
        return done and self._has_to_send()

    def _poll_batch(self):
        """:return: as :meth:`_apply_batch`"""
        documents = self.env["amazon.vendor.document"]
        done = self._run_job("poll_transactions", partial(documents._poll_sent, self, BATCH))
        return done and self._has_to_poll()

    def _has_documents(self, work, domain):
        """:return: whether there are some for another turn of that work now"""
        documents = self.env["amazon.vendor.document"].sudo()
        domain = [("account_id", "=", self.id), *domain]
        domain += self._get_resting(work, documents._name)
        return bool(documents.search_count(domain, limit=1))

    @api.model
    def _commit_progress(self, processed=0, **values):
        """
        :param values: of Odoo's method of that name
        :return: the seconds left for this run; infinite when no scheduled action runs
        """
        if not self._can_commit():
            return float("inf")
        return self.env["ir.cron"]._commit_progress(processed, **values)

    # === BUTTONS === #

    def _let_run(self, name):
        """Let the work of these accounts run now, whatever its interval says."""
        self.check_access("read")
        self.sudo().resting_until = False
        refusals = self._get_refusals().filtered(lambda refusal: refusal.work == name)
        refusals.next_attempt_at = fields.Datetime.now()
        self.env["amazon.vendor.job"].sudo()._find_all(self, name)._ask_for()
        self._wake_for(name)

    @right("ask")
    def action_request_fetch(self):
        self._let_run("fetch_purchase_orders")
        return self._notify_requested(
            self.env._("Purchase orders will be fetched within a minute."),
            "fetch_purchase_orders",
        )

    @right("ask")
    def action_request_send(self):
        self._let_run("send_documents")
        return self._notify_requested(
            self.env._("Ready documents will be sent within a minute."), "send_documents"
        )

    @right("ask")
    def action_request_poll(self):
        self._let_run("poll_transactions")
        return self._notify_requested(
            self.env._("Amazon will be asked within a minute."), "poll_transactions"
        )

    def _notify_requested(self, message, work=None):
        """
        :param str message: what happens now
        :param str work: that was asked for; what stands in its way is said instead, at once"""
        obstacles = self.env["amazon.vendor.job"].sudo()._find_all(self, work)._find_obstacles()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if obstacles else "success",
                "sticky": bool(obstacles),
                "message": "\n".join(obstacles) or message,
                # A dialog closes, and the screen behind it is read again.
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === NAVIGATION === #

    @right("see")
    def action_open_orders(self):
        return self._open("sale_order_action_amazon", "amazon_account_id", "to_acknowledge")

    @right("see")
    def action_open_documents(self):
        return self._open("amazon_vendor_document_action", "account_id", "waiting")

    @right("see")
    def action_open_failed_documents(self):
        return self._open("amazon_vendor_document_action", "account_id", "failed")

    @right("see")
    def action_open_unmapped_products(self):
        return self._open("amazon_vendor_product_action", "account_id", "unmapped")

    @right("see")
    def action_open_calls(self):
        return self._open("amazon_vendor_call_action", "account_id")

    def _open(self, action, account_field, search_filter=None):
        """:return: the action, for this account alone, with a filter of its view switched on"""
        self.ensure_one()
        result = self.env["ir.actions.act_window"]._for_xml_id(f"acorn_iamazon.{action}")
        domain = literal_eval(result["domain"] or "[]")
        result["domain"] = [*domain, (account_field, "=", self.id)]
        result["context"] = {f"search_default_{search_filter}": 1} if search_filter else {}
        return result
