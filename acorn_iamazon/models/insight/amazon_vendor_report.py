# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import tempfile
from datetime import timedelta
from io import BytesIO

from odoo import api, fields, models

from ...rights import right
from ...spapi import PayloadError, vendor_report
from ...spapi.errors import AuthorisationError, DataError, InternalError

REPORT_TYPES = [
    ("GET_VENDOR_SALES_REPORT", "Sales"),
    ("GET_VENDOR_INVENTORY_REPORT", "Inventory"),
    ("GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT", "Net pure product margin"),
    ("GET_VENDOR_FORECASTING_REPORT", "Forecast"),
]
FIGURES = {
    "GET_VENDOR_SALES_REPORT": "amazon.vendor.sales.figure",
    "GET_VENDOR_INVENTORY_REPORT": "amazon.vendor.inventory.figure",
    "GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT": "amazon.vendor.margin.figure",
    "GET_VENDOR_FORECASTING_REPORT": "amazon.vendor.forecast",
}
PROGRAMS = [("RETAIL", "Retail"), ("BUSINESS", "Business"), ("FRESH", "Fresh")]
VIEWS = [("MANUFACTURING", "Manufacturing"), ("SOURCING", "Sourcing")]

# Minutes until Amazon is asked again how far the report is; then every half hour.
POLL_GAPS = [1, 2, 5, 10, 15, 30]
# Reports have stood in Amazon's queue for hours: after these nobody waits any longer.
GIVE_UP = timedelta(hours=8)
# A period that Amazon has not completed yet ends as FATAL: asked again a day later, so many times.
REQUESTS = 3
IN_MEMORY = 1 << 24
OPEN_STATES = ("to_request", "requested", "ready", "fetched")


class AmazonVendorReport(models.Model):
    """One report of Amazon's: asked for, waited for, fetched, read."""

    _name = "amazon.vendor.report"
    _description = "Amazon Report"
    _inherit = "amazon.vendor.owned"
    _order = "id desc"
    _check_company_auto = True

    account_id = fields.Many2one(
        "amazon.vendor.account", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="account_id.company_id", store=True, precompute=True, index=True
    )
    marketplace_id = fields.Many2one("amazon.vendor.marketplace", required=True, readonly=True)
    report_type = fields.Selection(REPORT_TYPES, "Report", required=True, readonly=True)
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
        readonly=True,
    )
    selling_program = fields.Selection(
        PROGRAMS, "Selling programme", required=True, default="RETAIL", readonly=True
    )
    distributor_view = fields.Selection(
        VIEWS, required=True, default="MANUFACTURING", readonly=True
    )
    start_date = fields.Date("From", required=True, readonly=True)
    end_date = fields.Date("To", required=True, readonly=True)
    state = fields.Selection(
        [
            ("to_request", "To request"),
            ("requested", "Amazon works on it"),
            ("ready", "To fetch"),
            ("fetched", "To read"),
            ("done", "Read"),
            ("empty", "No data"),
            ("cancelled", "Cancelled by Amazon"),
            ("fatal", "Failed at Amazon"),
            ("unfinished", "Not finished"),
            ("failed", "Failed"),
        ],
        required=True,
        default="to_request",
        index=True,
        readonly=True,
    )
    message = fields.Text(readonly=True)
    amazon_report_id = fields.Char("Amazon's report ID", readonly=True)
    amazon_document_id = fields.Char("Amazon's document ID", readonly=True)
    requests = fields.Integer("Times requested", readonly=True)
    requested_at = fields.Datetime(readonly=True)
    polls = fields.Integer("Times asked for", readonly=True)
    next_attempt_at = fields.Datetime(readonly=True)
    fetched_at = fields.Datetime(readonly=True)
    content = fields.Binary(attachment=True, readonly=True, help="As Amazon sent it (gzip).")
    content_name = fields.Char(compute="_compute_content_name")
    row_count = fields.Integer("Rows", readonly=True)
    aggregates = fields.Json(readonly=True)

    _request_unique = models.UniqueIndex(
        "(account_id, marketplace_id, report_type, period, selling_program, distributor_view, "
        "start_date, end_date)",
        "This report exists already. Ask for it again with its button Ask Again.",
    )

    @api.depends("report_type", "start_date")
    def _compute_display_name(self):
        types = dict(self._fields["report_type"]._description_selection(self.env))
        for report in self:
            report.display_name = f"{types.get(report.report_type)} {report.start_date}"

    @api.depends("report_type", "start_date", "end_date")
    def _compute_content_name(self):
        for report in self:
            report.content_name = (
                f"{report.report_type}_{report.start_date}_{report.end_date}.json.gz"
            )

    # === THE WAY OF A REPORT === #

    def _work(self, client):
        """Take the report as far as it goes now; each step is committed.

        :raise SpApiError: when Amazon is busy or out of reach, or refuses the authorisation
        """
        self.ensure_one()
        try:
            if self.state == "to_request":
                self._request(client)
            if self.state == "requested":
                self._poll(client)
            if self.state == "ready":
                self._fetch(client)
        except (DataError, InternalError) as error:
            self._fail(str(error))
        except AuthorisationError as error:
            if not error.is_about_role:
                raise
            # Purchase orders need no such role: only the reports wait.
            self._fail(
                self.env._(
                    "%s\nReports need the role Brand Analytics, and a brand in Amazon's Brand "
                    "Registry. Add the role, authorise the application again, and ask again.",
                    error,
                )
            )
        if self.state == "fetched":
            self._read()
        self.account_id._commit()

    def _get_steps(self):
        """:return: how far each is, to see whether any went on"""
        return [(report.state, report.requests, report.polls) for report in self]

    def _fail(self, message, state="failed"):
        """It will not come by itself any more: a person is asked."""
        self.write({"state": state, "message": message, "next_attempt_at": False})
        summary = self.env._("A report cannot be fetched: %s", self.display_name)
        self.account_id._amazon_ask(f"report {self.id}", summary, message)

    def _request(self, client):
        self.account_id._commit()
        body = vendor_report.make_request(
            self.report_type,
            self.marketplace_id.amazon_id,
            {
                "reportPeriod": self.period,
                "distributorView": self.distributor_view,
                "sellingProgram": self.selling_program,
            },
            self.start_date,
            self.end_date,
        )
        answer = client.call("createReport", body=body)
        now = fields.Datetime.now()
        self.write(
            {
                "state": "requested",
                "amazon_report_id": answer.data["reportId"],
                "amazon_document_id": False,
                "requests": self.requests + 1,
                "requested_at": now,
                "polls": 0,
                "next_attempt_at": False,
                "message": False,
            }
        )
        self.account_id._commit()

    def _poll(self, client):
        answer = client.call("getReport", path_parameters={"reportId": self.amazon_report_id})
        status = answer.data.get("processingStatus")
        self.write(
            {"polls": self.polls + 1, "amazon_document_id": answer.data.get("reportDocumentId")}
        )
        if status == "DONE":
            self.write({"state": "ready", "next_attempt_at": False})
        elif status == "CANCELLED":
            self.write(
                {
                    "state": "cancelled",
                    "message": self.env._("Amazon has no data for this period."),
                }
            )
        elif status == "FATAL":
            self._set_fatal(client)
        else:
            self._wait(status)
        self.account_id._commit()

    def _wait(self, status):
        if fields.Datetime.now() - self.requested_at > GIVE_UP:
            message = self.env._(
                "Amazon did not finish the report within %(hours)s hours; it says "
                "%(status)s. Ask again.",
                hours=GIVE_UP.seconds // 3600,
                status=status,
            )
            self._fail(message, "unfinished")
            return
        gap = POLL_GAPS[min(self.polls, len(POLL_GAPS)) - 1]
        self.next_attempt_at = fields.Datetime.now() + timedelta(minutes=gap)

    def _set_fatal(self, client):
        reason = ""
        if self.amazon_document_id:
            with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
                client.download_report(self.amazon_document_id, file)
                try:
                    reason = vendor_report.read_failure(file)
                except PayloadError as error:
                    reason = str(error)
        message = self.env._("Amazon could not make the report. %s", reason).strip()
        if self.requests >= REQUESTS:
            self._fail(message, "fatal")
            return
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        self.write({"state": "to_request", "next_attempt_at": tomorrow, "message": message})

    def _fetch(self, client):
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            client.download_report(self.amazon_document_id, file)
            file.seek(0)
            raw = file.read()
        self._store_content(raw)
        self.account_id._commit()

    def _store_content(self, raw):
        """:param bytes raw: the report as gzip"""
        attachments = self.env["ir.attachment"].sudo()
        attachments.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "=", self.id),
                ("res_field", "=", "content"),
            ]
        ).unlink()
        attachments.create(
            {
                "name": self.content_name,
                "res_model": self._name,
                "res_id": self.id,
                "res_field": "content",
                "company_id": self.company_id.id,
                "raw": raw,
            }
        )
        self.invalidate_recordset(["content"])
        self.write({"state": "fetched", "fetched_at": fields.Datetime.now()})

    def _get_content(self):
        """:return: a binary file with the report as gzip"""
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "content"),
                ],
                limit=1,
            )
        )
        return BytesIO(attachment.raw or b"")

    def _read(self):
        """Keep the figures of the fetched report, in place of those read from it before."""
        figures = self.env[FIGURES[self.report_type]].sudo()
        packed = self._get_content()
        try:
            with self.env.cr.savepoint():
                rows = vendor_report.read_rows(self.report_type, packed)
                count = figures._replace(self, rows)
                aggregates = vendor_report.read_aggregates(self.report_type, packed)
        except PayloadError as error:
            self._fail(
                self.env._(
                    "%s\nThe report is kept as it came. If Amazon changed its layout, update ACORN "
                    "iAmazon and press Read Again; if it was cut short, press Ask Again.",
                    error,
                )
            )
            return
        self.write(
            {
                "state": "done" if count else "empty",
                "row_count": count,
                "aggregates": aggregates,
                "message": False if count else self.env._("Amazon's report has no rows."),
            }
        )
        self.account_id._amazon_settle(f"report {self.id}")

    # === BUTTONS === #

    @right("change")
    def action_ask_again(self):
        """Ask Amazon for the report anew; its figures stay until the new ones are there."""
        self.sudo().write(
            {"state": "to_request", "requests": 0, "next_attempt_at": False, "message": False}
        )
        self.account_id._wake_lanes()

    @right("change")
    def action_read_again(self):
        """Read what was fetched once more, by the present version's layout."""
        self.filtered("fetched_at").sudo().write({"state": "fetched", "next_attempt_at": False})
        self.account_id._wake_lanes()

    @right("see")
    def action_open_figures(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": FIGURES[self.report_type],
            "view_mode": "list,pivot,graph",
            "domain": [("report_id", "=", self.id)],
        }
