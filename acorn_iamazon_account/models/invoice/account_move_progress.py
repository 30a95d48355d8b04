# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

from ...rejections import REASONS, find_reason

ACTIVITY_LATE = "acorn_iamazon_account.mail_activity_type_invoice_late"

PROGRESS_FIELDS = (
    "amazon_evidence",
    "amazon_submitted_at",
    "amazon_accepted_at",
    "amazon_hours_to_accept",
    "amazon_is_resubmitted",
    "amazon_rejection_reason",
)


class AccountMove(models.Model):
    """How far an invoice is at Amazon, for lists, filters and the analysis."""

    _inherit = "account.move"

    amazon_evidence = fields.Selection(
        "_select_amazon_evidence",
        "Amazon's evidence",
        compute="_compute_amazon_progress",
        store=True,
        help="What the acceptance rests on.",
        prefetch="amazon",
    )
    amazon_submitted_at = fields.Datetime(
        "Submitted to Amazon",
        compute="_compute_amazon_progress",
        store=True,
        prefetch="amazon",
    )
    amazon_accepted_at = fields.Datetime(
        "Accepted by Amazon at",
        compute="_compute_amazon_progress",
        store=True,
        prefetch="amazon",
    )
    amazon_hours_to_accept = fields.Float(
        "Hours to accept",
        compute="_compute_amazon_progress",
        store=True,
        aggregator="avg",
        help="From the first submission until the acceptance.",
        prefetch="amazon",
    )
    amazon_is_resubmitted = fields.Boolean(
        "Resubmitted",
        compute="_compute_amazon_progress",
        store=True,
        help="Amazon refused an earlier submission of this number.",
        prefetch="amazon",
    )
    amazon_rejection_reason = fields.Selection(
        REASONS,
        "Reason of rejection",
        compute="_compute_amazon_progress",
        store=True,
        help="What the last refusal was about.",
        prefetch="amazon",
    )

    @api.model
    def _select_amazon_evidence(self):
        return (
            self.env["amazon.vendor.document"]._fields["evidence"]._description_selection(self.env)
        )

    @api.depends(
        "amazon_account_id",
        "amazon_document_ids.state",
        "amazon_document_ids.evidence",
        "amazon_document_ids.sent_at",
        "amazon_document_ids.accepted_at",
    )
    def _compute_amazon_progress(self):
        ours = self.filtered("amazon_account_id")
        for name in PROGRESS_FIELDS:
            (self - ours)[name] = False
        for move in ours:
            submissions = move._get_amazon_submissions().sorted("id")
            counted = submissions.filtered(lambda d: d.state not in ("superseded", "cancelled"))
            latest = counted[-1:]
            refused = submissions.filtered(lambda d: d.state == "rejected")
            first_sent = counted.filtered("sent_at")[:1].sent_at
            move.amazon_evidence = latest.evidence
            move.amazon_submitted_at = latest.sent_at
            move.amazon_accepted_at = latest.accepted_at
            move.amazon_hours_to_accept = (
                (latest.accepted_at - first_sent).total_seconds() / 3600
                if first_sent and latest.accepted_at
                else 0.0
            )
            move.amazon_is_resubmitted = bool(refused - latest)
            move.amazon_rejection_reason = refused and find_reason(refused[-1:].error_message)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "amazon_hours_to_accept:avg":
            return super()._read_group_select(aggregate_spec, query)
        # What Amazon has not accepted took no hours yet: it is no zero in the average.
        return SQL(
            "AVG(%s) FILTER (WHERE %s IS NOT NULL)",
            self._field_to_sql(self._table, "amazon_hours_to_accept", query),
            self._field_to_sql(self._table, "amazon_accepted_at", query),
        )

    def _amazon_close_activities(self):
        """Amazon has taken it: what was refused or late before is settled."""
        self._amazon_settle("refused", "late")

    def _amazon_open_late_activity(self, document):
        """
        :param document: the submission of which nothing is known after the hours that the
            account allows
        """
        self._amazon_ask(
            "late",
            self.env._("Amazon has not accepted %s", self.name),
            self.env._(
                "%(hours)s hours after it was made ready, Amazon's records do not show the "
                "invoice. Look for it in Vendor Central, or open a support case from the "
                "document. It is not sent a second time by itself.",
                hours=self.amazon_account_id.sudo().invoice_accept_hours,
            ),
            ACTIVITY_LATE,
        )
