# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

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


class AmazonVendorJob(models.Model):
    """One kind of scheduled work of an account: how far it is, how it ended, when it runs again."""

    _name = "amazon.vendor.job"
    _description = "Amazon Scheduled Work"
    _order = "account_id, id"
    _rec_name = "code"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
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
                job.next_run_at = job.ended_at + timedelta(minutes=vals["interval"])
        return super().write(vals)

    @api.model
    def _get_intervals(self):
        """:return: minutes between the runs of the work that the clock starts, by its code"""
        return INTERVALS

    @api.model
    def _get_crons(self):
        """:return: the scheduled action that does the work for all accounts, by its code"""
        return {code: f"acorn_iamazon.ir_cron_{code}" for code, _name in CODES}

    @api.model
    def _get_watched(self, account):
        """:return: the work that the health check watches over: (code, the account's field that
        says until when it is done, or None)"""
        fetch = "fetched_until" if account.fetch_automatically else None
        return [
            ("fetch_purchase_orders", fetch),
            ("apply_documents", None),
            ("send_documents", None),
            ("poll_transactions", None),
            ("run_checks", None),
        ]

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

    def _set_ended(self, error=None):
        """:param error: what went wrong, as text"""
        now = fields.Datetime.now()
        values = {
            "state": "failed" if error else "succeeded",
            "ended_at": now,
            "message": error or False,
            "next_run_at": now + timedelta(minutes=self.interval) if self.interval else False,
        }
        if not error:
            values["succeeded_at"] = now
        self.write(values)

    def action_run_now(self):
        """Let the work run as soon as a worker is free; the line shows how far it is."""
        self.account_id.check_access("read")
        self.sudo().next_run_at = fields.Datetime.now()
        for code in set(self.mapped("code")):
            self.account_id._trigger_job(code)
        return self.account_id._notify_requested(
            self.env._("The work starts within a minute. Its progress is shown on this page.")
        )
