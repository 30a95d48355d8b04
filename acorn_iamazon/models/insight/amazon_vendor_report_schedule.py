# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from odoo import api, fields, models

from ...spapi import vendor_report
from .amazon_vendor_report import PROGRAMS, REPORT_TYPES, VIEWS


class AmazonVendorReportSchedule(models.Model):
    """A kind of report that an account wants for each period."""

    _name = "amazon.vendor.report.schedule"
    _description = "Amazon Report Schedule"
    _inherit = "amazon.vendor.owned"
    _order = "account_id, report_type, id"
    _rec_name = "report_type"

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True, precompute=True)
    active = fields.Boolean(default=True)
    marketplace_id = fields.Many2one(
        "amazon.vendor.marketplace",
        required=True,
        compute="_compute_marketplace_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    report_type = fields.Selection(REPORT_TYPES, "Report", required=True)
    period = fields.Selection(
        [
            ("DAY", "Days"),
            ("WEEK", "Weeks"),
            ("MONTH", "Months"),
            ("QUARTER", "Quarters"),
            ("YEAR", "Years"),
        ],
        required=True,
        default="WEEK",
    )
    selling_program = fields.Selection(
        PROGRAMS, "Selling programme", required=True, default="RETAIL"
    )
    distributor_view = fields.Selection(VIEWS, required=True, default="MANUFACTURING")
    first_date = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - timedelta(weeks=8),
        help="The periods from this day on are asked for, as far as Amazon looks back: 1,460 days, "
        "8 weeks, 36 months, 8 quarters or 3 years.",
    )

    _kind_unique = models.UniqueIndex(
        "(account_id, marketplace_id, report_type, period, selling_program, distributor_view)",
        "The account has a schedule for this report already.",
    )

    @api.depends("account_id")
    def _compute_marketplace_id(self):
        for schedule in self:
            schedule.marketplace_id = schedule.account_id.marketplace_ids[:1]

    def _make_reports(self):
        """Make the reports that are due and not there yet.

        :return: the new reports, to be requested
        """
        today = fields.Date.today()
        values = []
        for schedule in self:
            common = {
                name: schedule[name].id if name.endswith("_id") else schedule[name]
                for name in (
                    "account_id",
                    "marketplace_id",
                    "report_type",
                    "period",
                    "selling_program",
                    "distributor_view",
                )
            }
            known = set(
                self.env["amazon.vendor.report"]
                .search([(name, "=", value) for name, value in common.items()])
                .mapped("start_date")
            )
            values += [
                {**common, "start_date": start, "end_date": end}
                for start, end in schedule._get_due_periods(today)
                if start not in known
            ]
        return self.env["amazon.vendor.report"].create(values)

    def _get_due_periods(self, today):
        """:return: first and last day of each period that a report is due for"""
        self.ensure_one()
        if self.report_type == "GET_VENDOR_FORECASTING_REPORT":
            # It has no dates: each week one, named after the week's first day.
            start = vendor_report.get_period_start("WEEK", today)
            return [(start, start + timedelta(days=6))]
        return vendor_report.get_complete_periods(self.period, self.first_date, today)
