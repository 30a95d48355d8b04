# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...rights import right

CODES = [
    ("fetch_purchase_orders", "Fetch purchase orders"),
    ("apply_documents", "Apply received documents"),
    ("acknowledge_orders", "Acknowledge purchase orders"),
    ("send_documents", "Send documents"),
    ("poll_transactions", "Ask what became of documents"),
    ("run_checks", "Health check"),
    ("compare_shadow_run", "Compare the shadow run"),
    ("fetch_reports", "Fetch reports"),
    ("fetch_order_status", "Fetch purchase order status"),
    ("fetch_transport", "Fetch transport details and labels"),
    ("sweep_purchase_orders", "Completeness check of purchase orders"),
    ("plan_demand", "Plan the demand"),
    ("send_digest", "Daily digest"),
]
# Minutes between two runs of the work that the clock starts.
INTERVALS = {
    "fetch_purchase_orders": 20,
    "acknowledge_orders": 15,
    "run_checks": 24 * 60,
    "compare_shadow_run": 6 * 60,
    "fetch_reports": 60,
    "fetch_order_status": 2 * 60,
    "fetch_transport": 60,
    "sweep_purchase_orders": 24 * 60,
    "plan_demand": 24 * 60,
    "send_digest": 24 * 60,
}


# So many failures of a work in a row are not by chance.
PATIENCE = 2
# Amazon that is busy or out of reach mends itself; when no call of a work went through for so long,
# whether it was tried often or seldom, it is none of its moods.
LONGEST_PUT_OFF = timedelta(minutes=15)
# Seconds until a work whose worker died is tried again: it may be what the worker died of.
INTERRUPTED_WAIT = 5 * 60


class Work(NamedTuple):
    """How a lane does one kind of work; each takes the account.

    :ivar run: does it; returns whether more is left that another turn should do now
    :ivar wanted: whether there is anything to do, or the account wants it done
    :ivar paused: also while the account is paused
    :ivar on_request: also once when somebody asks for it, whatever the account wants by itself
    :ivar local: does not talk to Amazon: also without credentials, and when it is out of reach
    :ivar put_off: whether some of it waits since Amazon was busy or out of reach, though the others
        went through
    """

    run: Callable
    wanted: Callable = bool
    paused: bool = False
    local: bool = False
    on_request: bool = False
    put_off: Callable = lambda account: False


def has_documents(work, **values):
    domain = [(name, "=", value) for name, value in values.items()]
    return lambda account: account._has_documents(work, domain)


WORKS = {
    "fetch_purchase_orders": Work(
        lambda account: account.action_fetch_purchase_orders(),
        lambda account: account.fetch_automatically,
        on_request=True,
    ),
    "fetch_order_status": Work(
        lambda account: account.action_fetch_purchase_order_status(),
        lambda account: account.fetch_automatically,
        on_request=True,
    ),
    "fetch_transport": Work(
        lambda account: account.action_fetch_transport(),
        lambda account: account.fetch_automatically,
        on_request=True,
    ),
    "apply_documents": Work(
        lambda account: account._apply_batch(),
        has_documents("apply_documents", direction="in", state="new"),
        paused=True,
        local=True,
    ),
    "acknowledge_orders": Work(
        lambda account: account._acknowledge_batch(), paused=True, local=True
    ),
    "send_documents": Work(
        lambda account: account._send_batch(),
        lambda account: account._has_to_send(),
        put_off=lambda account: account._has_put_off_documents(),
    ),
    "poll_transactions": Work(
        lambda account: account._poll_batch(), lambda account: account._has_to_poll()
    ),
    "sweep_purchase_orders": Work(
        lambda account: account.action_sweep_purchase_orders(),
        lambda account: account.fetch_automatically,
        on_request=True,
    ),
    # After what others wait for: its many questions take their time.
    "run_checks": Work(lambda account: account.action_run_checks(), paused=True),
    "compare_shadow_run": Work(
        lambda account: account.action_compare_shadow_run(),
        lambda account: account._has_to_compare(),
    ),
    "fetch_reports": Work(
        lambda account: account.action_fetch_reports(),
        lambda account: account.report_schedule_ids or account._has_open_reports(),
    ),
    "plan_demand": Work(
        lambda account: account.action_plan_demand(),
        lambda account: account.order_ids[:1],
        paused=True,
        local=True,
    ),
    "send_digest": Work(
        lambda account: account.action_send_digest(),
        lambda account: account.digest_daily,
        paused=True,
        local=True,
    ),
}


class AmazonVendorJob(models.Model):
    """One kind of scheduled work of an account: how far it is, how it ended, when it runs again."""

    _name = "amazon.vendor.job"
    _description = "Amazon Scheduled Work"
    _inherit = "amazon.vendor.owned"
    _order = "account_id, id"
    _rec_name = "code"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    code = fields.Selection(
        CODES,
        "Work",
        required=True,
        readonly=True,
    )
    interval = fields.Integer(
        "Every (minutes)",
        help="Minutes between two runs. 0: as soon as there is something to do.",
    )
    started_at = fields.Datetime("Last run", readonly=True)
    ended_at = fields.Datetime(readonly=True)
    succeeded_at = fields.Datetime("Last success", readonly=True)
    next_run_at = fields.Datetime("Next run", readonly=True)
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)
    progress = fields.Char(compute="_compute_progress")
    message = fields.Char(readonly=True)
    failures_in_a_row = fields.Integer(readonly=True)
    put_off_since = fields.Datetime(
        readonly=True, help="Since then Amazon is too busy for what waits here, or out of reach."
    )
    is_asked_for = fields.Boolean(
        readonly=True, help="Somebody wants it once, also where it does not run by itself."
    )
    state = fields.Selection(
        [
            ("waiting", "Never ran"),
            ("running", "Running"),
            ("succeeded", "Succeeded"),
            ("failed", "Failed"),
        ],
        default="waiting",
        readonly=True,
    )

    _code_unique = models.Constraint(
        "unique (account_id, code)", "There is one line for each kind of work of an account."
    )

    @api.constrains("interval")
    def _check_interval(self):
        for job in self:
            if job.interval < 0 or (job.code in self._get_intervals() and job.interval < 5):
                raise ValidationError(
                    self.env._("%s: let at least 5 minutes pass between two runs.", job.code)
                )

    @api.depends("done", "total")
    def _compute_progress(self):
        for job in self:
            job.progress = f"{job.done} / {job.total}" if job.total else False

    def write(self, vals):
        if "interval" in vals:
            for job in self.filtered("ended_at"):
                job.sudo().next_run_at = job.ended_at + timedelta(minutes=vals["interval"])
        return super().write(vals)

    @api.model
    def _get_intervals(self):
        """:return: minutes between the runs of the work that the clock starts, by its code"""
        return INTERVALS

    @api.model
    def _get_works(self):
        """:return: a :class:`Work` by its code, in the order in which a lane does them"""
        return WORKS

    def _sort_by_work(self):
        places = {code: place for place, code in enumerate(self._get_works())}
        return self.sorted(lambda job: places.get(job.code, len(places)))

    def _is_wanted(self):
        """:return: whether the account wants such work at all, now or later"""
        work, account = self._get_works()[self.code], self.account_id
        if (account.paused and not work.paused) or (account.shut and not work.local):
            return False
        can_be_done = account.has_credentials or work.local
        return can_be_done and (self.is_asked_for or bool(work.wanted(account)))

    def _is_due(self):
        now = fields.Datetime.now()
        if self.next_run_at and self.next_run_at > now:
            return False
        if self.account_id._is_resting() and not self._get_works()[self.code].local:
            return False
        return self._is_wanted()

    def _is_done_since(self, moment):
        """:return: whether the work was begun and done after the moment, or there is nothing to do,
        though it could be done"""
        if self._find_obstacle():
            return False
        is_done = self.state == "succeeded" and self.started_at > moment
        return is_done or not self._is_wanted()

    def _end_interrupted(self):
        """Nobody does what is shown as running: its worker is gone."""
        for job in self.filtered(lambda job: job.state == "running"):
            account, code = job.account_id, job.code
            with account._job_lock(code) as locked:
                if not locked:
                    continue
                # The lock rolls back when it is given up.
                account._commit()
                with account._job_line(code) as line:
                    if line.state == "running":
                        line._set_ended(
                            self.env._("The server stopped before the work ended."),
                            # What is done once a day does not wait for tomorrow.
                            wait=min(job.interval * 60, INTERRUPTED_WAIT),
                        )
                        line._tell_if_stuck(PATIENCE)

    @api.model
    def _get_watched(self, account):
        """:return: the work that the health check watches over: (code, the account's field that
        says until when it is done)"""
        return [("fetch_purchase_orders", "fetched_until")]

    @api.model
    def _prepare_for(self, accounts):
        """Make the lines that the accounts do not have yet."""
        known = {
            (job.account_id.id, job.code)
            for job in self.search([("account_id", "in", accounts.ids)])
        }
        intervals = self._get_intervals()
        self.create(
            [
                {"account_id": account.id, "code": code, "interval": intervals.get(code, 0)}
                for account in accounts
                for code, _name in self._fields["code"].selection
                if (account.id, code) not in known
            ]
        )

    def _ask_for(self):
        """Let the work be done once, where the account does not want it in any case; who asked is
        told how far it is."""
        self.write({"asked_by_id": self.env.uid, "is_stop_asked": False})
        works = self._get_works()
        self.filtered(
            lambda job: works[job.code].on_request and not job._is_wanted()
        ).is_asked_for = True

    def _find_obstacles(self):
        """:return: why Amazon is not asked as things are, a sentence an account"""
        return [text for job in self if (text := job._find_obstacle())]

    def _find_obstacle(self):
        work, account = self._get_works()[self.code], self.account_id
        text = None
        if account.shut and not work.local:
            text = account.shut_message
        elif not (account.has_credentials or work.local):
            text = self.env._("The credentials are not complete. Type them on the account.")
        elif account.paused and not work.paused:
            text = self.env._(
                "Amazon refuses the login: %s Renew the authorisation in Vendor Central and type "
                "it on the account.",
                account.connection_message or "",
            )
        return text and f"{account.name}: {text}"

    @api.model
    def _find_all(self, accounts, code):
        return self.search([("account_id", "in", accounts.ids), ("code", "=", code)])

    @api.model
    def _find(self, account, code):
        job = self.search([("account_id", "=", account.id), ("code", "=", code)])
        if not job:
            self._prepare_for(account)
            job = self.search([("account_id", "=", account.id), ("code", "=", code)])
        return job

    def _set_started(self):
        self.write(
            {
                "state": "running",
                "started_at": fields.Datetime.now(),
                "ended_at": False,
                "message": False,
                "done": 0,
                "total": 0,
            }
        )
        self._tell()

    def _set_ended(self, error=None, wait=None):
        """:param error: what went wrong, as text
        :param wait: seconds until it runs again, in place of its interval"""
        now = fields.Datetime.now()
        seconds = self.interval * 60 if wait is None else wait
        values = {
            "state": "failed" if error else "succeeded",
            "ended_at": now,
            "message": error or False,
            "next_run_at": now + timedelta(seconds=seconds) if seconds else False,
        }
        if error:
            values["failures_in_a_row"] = self.failures_in_a_row + 1
        else:
            values |= {"succeeded_at": now, "failures_in_a_row": 0}
        self.write(values)
        self._tell()
        if wait is None and (self.is_asked_for or self.asked_by_id or self.is_stop_asked):
            self.write({"is_asked_for": False, "asked_by_id": False, "is_stop_asked": False})

    def _tell_if_stuck(self, patience):
        """Ask, and write to the members once, when the work failed too often in a row.

        :param patience: how often; None: however often"""
        if patience and self.failures_in_a_row >= patience:
            self._ask_about(self.message)

    # === PUT OFF BY AMAZON === #

    def _note_put_off(self, is_put_off):
        """
        :param is_put_off: whether Amazon was busy or out of reach this time"""
        if is_put_off or self._get_works()[self.code].put_off(self.account_id):
            self.put_off_since = self.put_off_since or fields.Datetime.now()
        elif self.put_off_since:
            self.put_off_since = False
        if not (self.put_off_since or self.failures_in_a_row):
            self.account_id._amazon_settle(self._get_key())

    def _get_told_at(self):
        """:return: when people are told that Amazon puts the work off, a moment for each"""
        return [job.put_off_since + LONGEST_PUT_OFF for job in self if job.put_off_since]

    def _tell_if_put_off(self):
        """By the clock: an account that rests, or work that is seldom tried, is no reason to learn
        of it later. What was put off and waits no more, since somebody did it by hand or gave it
        up, is nobody's task."""
        for job in self.filtered("put_off_since"):
            if not job._waits_for_amazon():
                job.put_off_since = False
                job.account_id._amazon_settle(job._get_key())
            elif job._get_told_at()[0] <= fields.Datetime.now():
                text = self.env._(
                    "Since %s (UTC) Amazon has been too busy for what waits here, or out of reach. "
                    "It goes on by itself as soon as Amazon answers. When Amazon is too busy, "
                    "another application may be using up the limits of your account.",
                    fields.Datetime.to_string(job.put_off_since),
                )
                job._ask_about("\n".join(filter(None, [job.message, text])))

    def _waits_for_amazon(self):
        """:return: whether it would be done if Amazon answered: it is wanted, or some of it waits
        for its next attempt"""
        account = self.account_id
        if account.paused or account.shut:
            return False  # people are asked about that
        failures = account.failure_ids.filtered(lambda failure: failure.work == self.code)
        return bool(self._is_wanted() or failures or self._get_works()[self.code].put_off(account))

    def _ask_about(self, note):
        """Ask, and write to the members, once."""
        account = self.account_id
        if account._amazon_get_asked(self._get_key()):
            return
        summary = self.env._("%(work)s: stuck", work=self._get_name())
        account._amazon_ask(self._get_key(), summary, note)
        account._email_members(f"{account.name}: {summary}", note)

    def _get_key(self):
        return f"job {self.code}"

    def _get_name(self):
        return dict(self._fields["code"]._description_selection(self.env))[self.code]

    @right("ask")
    def action_run_now(self):
        """Let the work run as soon as a worker is free; the line shows how far it is."""
        for job in self:
            job.account_id._let_run(job.code)
        return self.account_id._notify_requested(
            self.env._("The work starts within a minute. Its progress is shown on this page."),
            self[:1].code,
        )
