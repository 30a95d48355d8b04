# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

# Minutes between two looks at an account that nothing wakes; triggers wake it when work is due.
INTERVAL = 10
# Minutes that an account rests when Amazon is out of its reach, once and more often in a row.
REST_GAPS = [1, 2, 5, 15, 30, 60]


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
        """Give each account its scheduled action, or bring that up to date."""
        crons = self.env["ir.cron"].sudo()
        for account in self.sudo():
            if account.cron_id:
                account.cron_id.write({"name": account._prepare_lane()["name"]})
                account.cron_id.active = account.active
            else:
                account.cron_id = crons.create(account._prepare_lane())

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
        self.ensure_one()
        account = self.sudo().with_company(self.company_id)
        account.job_ids._end_interrupted()
        if account._do_due_work():
            self._commit_progress(remaining=0)
            account._wake_when_due()

    def _do_due_work(self):
        """:return: whether all is done; else the time of this run is over"""
        again = True
        while again:
            again = False
            for job in self.job_ids._sort_by_work():
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
        except Exception:  # the other work of the account must have its turn
            _logger.exception("Amazon account %s: %s failed", self.id, code)
            if self._can_commit():
                self.env.cr.rollback()
            return False

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
        moments += self.failure_ids.mapped("next_attempt_at")
        for state, field in ("ready", "next_attempt_at"), ("sent", "next_poll_at"):
            moments += self.env["amazon.vendor.document"]._read_group(
                [("account_id", "=", self.id), ("state", "=", state), (field, "!=", False)],
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
