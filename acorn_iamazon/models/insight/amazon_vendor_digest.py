# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ...planning.attention import has_fallen, is_spike
from ...spapi.vendor_report import get_period_start
from ..exchange.amazon_vendor_failure import ASKING
from ..exchange.amazon_vendor_job import PATIENCE

# What one heading lists at most: a digest is read in a minute.
LONGEST = 10
RECENT_WEEKS = 4
COMPARED_WEEKS = 8
FALLING_MEASURES = ("confirmation", "fill", "on_time_shipment", "on_time_notice")
# Accepted less than this share of what Amazon expected to need.
LOW_ACCEPTANCE = 0.8
# States of documents that nothing ends but a person.
FAILED = ("unknown", "failed", "rejected")


class AmazonVendorDigest(models.AbstractModel):
    """What needs attention of an account, in one message a day."""

    _name = "amazon.vendor.digest"
    _description = "Amazon Digest"

    @api.model
    def _send(self, account):
        today = fields.Date.today()
        if account.digest_date == today:
            return
        if any([self._tell(account, member) for member in account.member_ids]):
            account.digest_date = today

    @api.model
    def _tell(self, account, member):
        """Each reader has their own: their language, and what their rights let them decide.

        :return: whether there was something to tell
        """
        reader = {"lang": member.lang, "tz": member.tz}
        digest = self.with_context(**reader)
        decisions = digest.with_user(member)._list_decisions(account)
        sections = [(digest.env._("To decide"), decisions), *digest._get_alerts(account)]
        body = Markup().join(
            digest._format_section(title, lines) for title, lines in sections if lines
        )
        if body:
            account.with_context(**reader).message_notify(
                partner_ids=member.partner_id.ids,
                subject=digest.env._("%s: what needs attention", account.name),
                body=body + digest._format_link(account),
            )
        return bool(body)

    @api.model
    def _list_decisions(self, account):
        """:return: the cards of *Today* as lines, with the rights of the reader"""
        company = account.company_id
        if company not in self.env.user.company_ids:
            return []
        cards = self.with_context(allowed_company_ids=company.ids).env["amazon.vendor.decision"]
        return [cards._describe(card) for card in cards._get_decisions(account)]

    @api.model
    def _format_section(self, title, lines):
        items = Markup().join(Markup("<li>%s</li>") % line for line in lines[:LONGEST])
        return Markup("<p><strong>%s</strong></p><ul>%s</ul>") % (
            title,
            items + self._describe_rest(lines),
        )

    @api.model
    def _format_link(self, account):
        return Markup('<p><a href="%s/odoo/amazon-today">%s</a></p>') % (
            account.get_base_url(),
            self.env._("Open Today"),
        )

    @api.model
    def _describe_rest(self, lines):
        if len(lines) <= LONGEST:
            return Markup()
        return Markup("<li>%s</li>") % self.env._("and %s more", len(lines) - LONGEST)

    @api.model
    def _get_alerts(self, account):
        """:return: pairs of a heading and its lines, most urgent first; extended by addons"""
        return [
            (self.env._("Does not run"), self._find_stuck_works(account)),
            (self.env._("Failed, and waits for somebody"), self._find_failed(account)),
            (self.env._("Out of stock before the next receipt"), self._find_stock_outs(account)),
            (
                self.env._("Amazon ordered far more than usual last week"),
                self._find_spikes(account),
            ),
            (self.env._("Falling"), self._find_falling_measures(account)),
            (
                self.env._("Accepted less than Amazon's forecast, in four weeks"),
                self._find_low_acceptance(account),
            ),
        ]

    @api.model
    def _find_stuck_works(self, account):
        jobs = account.job_ids.filtered(lambda job: job.failures_in_a_row >= PATIENCE)
        works = dict(jobs._fields["code"]._description_selection(self.env))
        return [
            self.env._(
                "%(work)s, %(times)s times in a row: %(why)s",
                work=works[job.code],
                times=job.failures_in_a_row,
                why=job.message or "?",
            )
            for job in jobs
        ]

    @api.model
    def _find_failed(self, account):
        """A document that cannot be applied or sent says so itself; of the others the work loop
        wrote down what mends itself and what does not."""
        documents = account.document_ids.search(
            [("account_id", "=", account.id), ("state", "in", FAILED)], order="id"
        )
        told = {f"{document._name},{document.id}" for document in documents}
        failures = account.failure_ids.filtered(
            lambda failure: failure.error_category in ASKING and failure.item not in told
        )
        matters = [(document.display_name, document.error_message) for document in documents]
        matters += [(failure.subject, failure.message) for failure in failures]
        return [f"{subject}: {why}" if why else subject for subject, why in matters]

    @api.model
    def _find_stock_outs(self, account):
        plans = self.env["amazon.vendor.plan"].search(
            [("account_id", "=", account.id), ("is_at_risk", "=", True)], order="stock_out_week, id"
        )
        return [
            self.env._(
                "%(product)s, %(warehouse)s: used up in the week of %(week)s, "
                "%(quantity)g to order",
                product=plan.product_id.display_name,
                warehouse=plan.warehouse_id.name,
                week=plan.stock_out_week,
                quantity=plan.suggested_quantity,
            )
            for plan in plans
        ]

    @api.model
    def _find_spikes(self, account):
        plans = self.env["amazon.vendor.plan"].search_fetch(
            [("account_id", "=", account.id)], ["product_id", "warehouse_id", "history"]
        )
        return [
            self.env._(
                "%(product)s, %(warehouse)s: %(units)g units",
                product=plan.product_id.display_name,
                warehouse=plan.warehouse_id.name,
                units=plan.history[-1],
            )
            for plan in plans
            if is_spike(plan.history or [])
        ]

    @api.model
    def _find_falling_measures(self, account):
        start = get_period_start("WEEK", fields.Date.today())
        middle = start - timedelta(weeks=RECENT_WEEKS)
        recent = account._get_rates(middle)
        before = account._get_rates(middle - timedelta(weeks=COMPARED_WEEKS), middle)
        names = dict(self.env["amazon.vendor.target"]._get_measures())
        return [
            self.env._(
                "%(measure)s: %(recent).1f in the last four weeks, "
                "%(before).1f in the eight before",
                measure=names[measure],
                recent=recent[account, measure],
                before=before[account, measure],
            )
            for measure in FALLING_MEASURES
            if has_fallen(recent.get((account, measure)), before.get((account, measure)))
        ]

    @api.model
    def _find_low_acceptance(self, account):
        self.env.flush_all()
        self.env.cr.execute(self._query_low_acceptance(account))
        rows = self.env.cr.fetchall()
        products = self.env["product.product"].browse([product for product, *_units in rows])
        return [
            self.env._(
                "%(product)s: %(accepted)g accepted, %(expected).0f expected by Amazon",
                product=product.display_name,
                accepted=accepted,
                expected=expected,
            )
            for product, (_id, accepted, expected) in zip(products, rows, strict=True)
        ]

    @api.model
    def _query_low_acceptance(self, account):
        end = get_period_start("WEEK", fields.Date.today())
        start = end - timedelta(weeks=RECENT_WEEKS)
        return SQL(
            """
              WITH expected AS (
                   SELECT DISTINCT ON (product_id, asin, start_date)
                          product_id, mean_units AS units
                     FROM amazon_vendor_forecast
                    WHERE account_id = %(account)s AND product_id IS NOT NULL
                      AND start_date >= %(start)s AND start_date < %(end)s
                      AND generated_on <= start_date
                 ORDER BY product_id, asin, start_date, generated_on DESC),
                   accepted AS (
                   SELECT line.product_id, SUM(line.product_uom_qty) AS units
                     FROM sale_order_line line
                     JOIN sale_order ord ON ord.id = line.order_id
                    WHERE ord.amazon_account_id = %(account)s AND ord.state = 'sale'
                      AND ord.amazon_purchase_order_date >= %(start)s
                      AND ord.amazon_purchase_order_date < %(end)s
                 GROUP BY line.product_id)
            SELECT expected.product_id, COALESCE(MAX(accepted.units), 0), SUM(expected.units)
              FROM expected
         LEFT JOIN accepted ON accepted.product_id = expected.product_id
          GROUP BY expected.product_id
            HAVING COALESCE(MAX(accepted.units), 0) < %(share)s * SUM(expected.units)
          ORDER BY SUM(expected.units) - COALESCE(MAX(accepted.units), 0) DESC
            """,
            account=account.id,
            start=start,
            end=end,
            share=LOW_ACCEPTANCE,
        )
