# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import Command, fields, models

from ...rights import right
from ...spapi import ThrottledError
from .amazon_vendor_report import OPEN_STATES


class AmazonVendorAccount(models.Model):
    """The vendor reports of an account."""

    _inherit = "amazon.vendor.account"

    report_schedule_ids = fields.One2many(
        "amazon.vendor.report.schedule", "account_id", string="Reports"
    )

    report_ids = fields.One2many("amazon.vendor.report", "account_id")

    @right("run")
    def action_fetch_reports(self):
        """Ask for the reports that are due, and take those under way as far as they are."""
        for account in self._as_workers():
            account._run_job("fetch_reports", account._fetch_reports)

    def _has_open_reports(self):
        domain = [("account_id", "=", self.id), ("state", "in", OPEN_STATES)]
        return bool(self.env["amazon.vendor.report"].search_count(domain, limit=1))

    def _fetch_reports(self):
        self.report_schedule_ids._make_reports()
        reports = self.env["amazon.vendor.report"].search(
            [
                ("account_id", "=", self.id),
                ("state", "in", OPEN_STATES),
                *self._get_due_domain("next_attempt_at"),
            ],
            order="id",
        )
        client, before = self._get_client(), reports._get_steps()
        try:
            self._work_through("fetch_reports", reports, lambda report: report._work(client))
        except ThrottledError:
            if reports._get_steps() == before:
                raise
            # Amazon allows one request a minute: the next run asks for the others.

    @right("configure")
    def action_request_reports(self):
        """Let the scheduled action fetch the reports; the first time, begin with the usual ones."""
        self.check_access("write")
        for account in self.filtered(lambda account: not account.report_schedule_ids):
            account.report_schedule_ids = [
                Command.create({"report_type": report_type})
                for report_type, _name in self.env["amazon.vendor.report"]
                ._fields["report_type"]
                .selection
            ]
        self._let_run("fetch_reports")
        return self._notify_requested(
            self.env._("Reports will be fetched, one after the other."), "fetch_reports"
        )
