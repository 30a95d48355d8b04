# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging
import time
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.base.models.ir_cron import MIN_TIME_PER_JOB

from ...conflicts import CONFLICTS

_logger = logging.getLogger(__name__)

# Minutes between two looks at an account that nothing wakes; triggers wake it when work is due.
INTERVAL = 10
# Seconds after which a run ends between two records. Works are begun for ten, as Odoo has it; with
# one last call that nobody answers it stays below a minute.
LONGEST_RUN = 25
# Minutes that an account rests when Amazon is out of its reach, once and more often in a row.
REST_GAPS = [1, 2, 5, 15, 30, 60]


class OutOfTime(Exception):
    """The run has lasted long enough: the other accounts have their turn, then this one goes on."""


class AmazonVendorAccount(models.Model):
    """The lane of an account: a scheduled action of its own, which does whatever work is due.

    Any worker on any host takes any lane, so a slow or dead account delays only itself.
    """

    _inherit = "amazon.vendor.account"

    cron_id = fields.Many2one(
        "ir.cron",
        "Scheduled Action",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    next_look_at = fields.Datetime("Next Look", compute="_compute_next_look_at", compute_sudo=True)
    resting_until = fields.Datetime(
        readonly=True,
        copy=False,
        help="Amazon was out of reach: until then nothing is tried by itself.",
    )
    failures_in_a_row = fields.Integer(readonly=True, copy=False)

    @api.depends("cron_id.nextcall")
    def _compute_next_look_at(self):
        triggers = dict(
            self.env["ir.cron.trigger"]._read_group(
                [("cron_id", "in", self.cron_id.ids)], ["cron_id"], ["call_at:min"]
            )
        )
        for account in self:
            moments = [account.cron_id.nextcall, triggers.get(account.cron_id)]
            account.next_look_at = min(filter(None, moments), default=False)

    # === THE SCHEDULED ACTION === #

    def _prepare_lane(self):
        self.ensure_one()
        return {
            "name": self.env._("Amazon: %s", self.name),
            "model_id": self.env["ir.model"]._get_id(self._name),
            "state": "code",
            "code": f"model.browse({self.id})._run_lane()",
            "user_id": self.env.ref("base.user_root").id,
            "interval_number": INTERVAL,
            "interval_type": "minutes",
            "active": self.active,
        }

    def _make_lanes(self):
        """Give each account that has none its scheduled action."""
        for account in self.sudo().filtered(lambda account: not account.cron_id):
            account.cron_id = self.env["ir.cron"].sudo().create(account._prepare_lane())

    def _change_lanes(self, names):
        """Let the scheduled actions follow their accounts.

        Odoo lets nobody change one that runs: then the account gets another one, and the one that
        runs goes when it ends.

        :param names: of the values of :meth:`_prepare_lane` that changed
        """
        for account in self.sudo():
            values = account._prepare_lane()
            lane = account.cron_id.try_lock_for_update(allow_referencing=True)
            lane.write({name: values[name] for name in names})
            if not lane:
                account.cron_id = lane.create(values)

    def _remove_lanes(self, crons):
        """:param crons: scheduled actions that are no account's; one that runs goes when it ends"""
        crons.try_lock_for_update().unlink()

    @api.model
    def _get_by_lane(self, cron_id):
        """:param int cron_id: of a scheduled action
        :return: the account whose lane it is, archived ones too; none when it is no lane"""
        accounts = self.with_context(active_test=False)
        return accounts.search([("cron_id", "=", cron_id)], limit=1)

    @api.autovacuum
    def _gc_lanes(self):
        """A lane that is no account's any more, and whose worker died before it could go."""
        crons = self.env["ir.cron"].sudo().with_context(active_test=False)
        lanes = crons.search(
            [
                ("model_id", "=", self.env["ir.model"]._get_id(self._name)),
                ("code", "=like", r"model.browse(%).\_run\_lane()"),
            ]
        )
        self._remove_lanes(lanes - self._get_all_accounts().sudo().cron_id)

    def _wake_lanes(self, at=None):
        """Let the work of these accounts begin as soon as a worker is free.

        :param at: a moment, when not now
        """
        for cron in self.sudo().cron_id:
            cron._trigger(at)

    def _wake_for(self, work):
        """Something came up for that work: it does not wait for its interval."""
        jobs = self.env["amazon.vendor.job"].sudo()
        jobs.search([("account_id", "in", self.ids), ("code", "=", work)]).next_run_at = False
        self._wake_lanes()

    # === A RUN === #

    def _run_lane(self):
        """Do all work of the account that is due, one kind after the other, until none is."""
        if self._is_there():
            account = self.sudo().with_company(self.company_id)
            # What it writes down, and asks, is read by whoever looks after the account.
            account = account.with_context(lang=account._amazon_get_responsible().lang)
            account._tell_if_shut()
            # An addon that was installed or upgraded since may bring work of its own.
            account.env["amazon.vendor.job"]._prepare_for(account)
            account.job_ids._end_interrupted()
            done = account._do_due_work()
            if account._is_there():
                account.job_ids._tell_if_put_off()
                (account.failure_ids - account._get_refusals())._forget_untried()
                account._wake_when_due() if done else account._wake_lanes()
        self._commit_progress(remaining=0, deactivate=not self._is_there())

    def _is_there(self):
        """:return: whether it is to be worked for: it may be archived or deleted while its lane
        runs, or get another lane"""
        account = self.exists().filtered("active").sudo()
        return bool(account) and self.env.context.get("cron_id") in (None, account.cron_id.id)

    def _do_due_work(self):
        """:return: whether all is done; else the time of this run is over"""
        again = True
        while again:
            again = False
            for job in self.job_ids._sort_by_work():
                if not self._is_there():
                    return True
                if job._is_due():
                    again |= self._do_work(job)
                    if not self._commit_progress(1, remaining=1):
                        return False
        return True

    def _do_work(self, job):
        """:return: whether more of it is left for now"""
        code = job.code
        try:
            return bool(job._get_works()[code].run(self))
        except OutOfTime:
            return True
        except CONFLICTS:
            # Somebody changed what was read; another turn reads it anew.
            if self._can_commit():
                self.env.cr.rollback()
            return True
        except Exception:  # the other work of the account must have its turn
            if self._can_commit():
                self.env.cr.rollback()
            if self.exists():
                _logger.exception("Amazon account %s: %s failed", self.id, code)
            return False

    def _check_time(self):
        """Called between two records of a work, where it can be interrupted.

        :raise OutOfTime: when the run of the scheduled action has lasted long enough; who pressed
            a button waits for all of it
        """
        if not self._has_time():
            raise OutOfTime

    def _has_time(self):
        begins_until = self.env.context.get("cron_end_time")
        return not begins_until or time.monotonic() < begins_until + LONGEST_RUN - MIN_TIME_PER_JOB

    def _wake_when_due(self):
        """Be woken when the next thing is due, if that is before the next look."""
        moment = self._get_next_due()
        cron = self.cron_id
        if not moment or not cron or moment >= fields.Datetime.now() + timedelta(minutes=INTERVAL):
            return
        triggers = self.env["ir.cron.trigger"].sudo()
        known = [("cron_id", "=", cron.id), ("call_at", "<=", moment)]
        if not triggers.search_count(known, limit=1):
            cron._trigger(moment)

    def _get_next_due(self):
        """:return: the next moment at which something is due; None when nothing waits for one"""
        moments = [job.next_run_at for job in self.job_ids if job._is_wanted()]
        moments += self.failure_ids.mapped("next_attempt_at") + self.job_ids._get_told_at()
        for state, field in (
            ("ready", "next_attempt_at"),
            ("sending", "next_attempt_at"),
            ("sent", "next_poll_at"),
        ):
            moments += self.env["amazon.vendor.document"]._read_group(
                [
                    ("account_id", "=", self.id),
                    ("state", "=", state),
                    (field, "!=", False),
                    *self._get_environment_domain(),
                ],
                aggregates=[f"{field}:min"],
            )[0]
        now = fields.Datetime.now()
        moments = [moment for moment in moments if moment and moment > now]
        if self.resting_until and self.resting_until > now:
            moments.append(self.resting_until)
        return min(moments, default=None)

    # === REST === #

    def _is_resting(self):
        return bool(self.resting_until and self.resting_until > fields.Datetime.now())

    def _rest(self):
        """Amazon is out of reach: try again by itself later, and ever later."""
        gap = REST_GAPS[min(self.failures_in_a_row, len(REST_GAPS) - 1)]
        self.sudo().write(
            {
                "failures_in_a_row": self.failures_in_a_row + 1,
                "resting_until": fields.Datetime.now() + timedelta(minutes=gap),
            }
        )

    def _end_rest(self):
        if self.failures_in_a_row or self.resting_until:
            self.sudo().write({"failures_in_a_row": 0, "resting_until": False})
