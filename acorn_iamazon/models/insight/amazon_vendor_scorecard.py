# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL

RATE = "rate:avg"


class AmazonVendorScorecard(models.Model):
    """How well the trade with Amazon goes, by measure, account, vendor code and week.

    A measure is a share in percent, ``part`` of ``whole``, or a mean in days, the days of ``part``
    by the number in ``whole``. Extending addons add measures by :meth:`_get_queries`. Weeks are
    Amazon's, Sunday to Saturday.
    """

    _name = "amazon.vendor.scorecard"
    _description = "Amazon Scorecard"
    _auto = False
    _order = "week desc, measure"
    _rec_name = "measure"

    account_id = fields.Many2one("amazon.vendor.account", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    code_id = fields.Many2one("amazon.vendor.code", "Vendor code", readonly=True)
    week = fields.Date(readonly=True)
    measure = fields.Selection(
        [
            ("confirmation", "Confirmation rate (%)"),
            ("on_time_acknowledgement", "Acknowledged in time (%)"),
            ("on_time_shipment", "Shipped in time (%)"),
            ("on_time_notice", "Shipment notice in time (%)"),
            ("fill", "Fill rate (%)"),
        ],
        readonly=True,
    )
    part = fields.Float(readonly=True)
    whole = fields.Float("Out of", readonly=True)
    score = fields.Float("Part in the measure's unit", readonly=True)
    rate = fields.Float("Result", readonly=True, aggregator="avg", digits=(16, 1))

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT ROW_NUMBER() OVER () AS id, fact.account_id, account.company_id, fact.code_id,
                   fact.week, fact.measure, fact.part, fact.whole,
                   fact.part * fact.factor AS score, fact.part * fact.factor / fact.whole AS rate
              FROM (%s) AS fact (account_id, code_id, week, measure, factor, part, whole)
              JOIN amazon_vendor_account account ON account.id = fact.account_id
             WHERE fact.whole > 0
            """,
            SQL(" UNION ALL ").join(self._get_queries()),
        )

    @api.model
    def _get_queries(self):
        """:return: queries of account, vendor code, week, measure, factor (100 for percents),
        part, whole"""
        return [
            self._query_confirmation(),
            self._query_acknowledgement(),
            self._query_shipment(),
            self._query_notice(),
            self._query_fill(),
        ]

    @api.model
    def _get_week(self, moment):
        """:param SQL moment: a date or timestamp
        :return: SQL of the Sunday that begins its week"""
        return SQL("date_trunc('week', %s + interval '1 day')::date - 1", moment)

    def _query_confirmation(self):
        """Units accepted of the units ordered, in the week of the purchase order."""
        return SQL(
            """
            SELECT ord.amazon_account_id, ord.amazon_code_id, %s, 'confirmation', 100.0,
                   SUM(CASE WHEN ord.state = 'sale' THEN %s ELSE 0 END),
                   SUM(%s)
              FROM sale_order ord
              JOIN sale_order_line line ON line.order_id = ord.id
             WHERE ord.amazon_acknowledgement_state IN ('sent', 'accepted')
               AND line.amazon_item_sequence IS NOT NULL
          GROUP BY 1, 2, 3
            """,
            self._get_week(SQL("ord.amazon_purchase_order_date")),
            self.env["amazon.vendor.quantity"]._get_sql_promised(SQL("line")),
            self.env["amazon.vendor.quantity"]._get_sql_ordered(SQL("line")),
        )

    def _query_acknowledgement(self):
        """Purchase orders whose first acknowledgement went out in time."""
        return SQL(
            """
            SELECT ord.amazon_account_id, ord.amazon_code_id, %s, 'on_time_acknowledgement', 100.0,
                   SUM(CASE WHEN first.sent_at <= ord.amazon_acknowledge_by THEN 1 ELSE 0 END),
                   COUNT(*)
              FROM sale_order ord
         LEFT JOIN (SELECT sale_order_id, MIN(sent_at) AS sent_at FROM amazon_vendor_document
                     WHERE kind = 'acknowledgement' AND sent_at IS NOT NULL
                  GROUP BY sale_order_id) first ON first.sale_order_id = ord.id
             WHERE ord.amazon_acknowledge_by IS NOT NULL
               AND (first.sent_at IS NOT NULL
                    OR ord.amazon_acknowledge_by < now() AT TIME ZONE 'UTC')
          GROUP BY 1, 2, 3
            """,
            self._get_week(SQL("ord.amazon_acknowledge_by")),
        )

    def _query_shipment(self):
        """Transfers that left before the end of their window."""
        return SQL(
            """
            SELECT ord.amazon_account_id, ord.amazon_code_id, %s, 'on_time_shipment', 100.0,
                   SUM(CASE WHEN picking.date_done <= ord.amazon_window_end THEN 1 ELSE 0 END),
                   COUNT(*)
              FROM stock_picking picking
              JOIN sale_order ord ON ord.id = picking.sale_id
             WHERE picking.amazon_shipment_state IS NOT NULL
               AND ord.amazon_window_end IS NOT NULL
          GROUP BY 1, 2, 3
            """,
            self._get_week(SQL("picking.date_done")),
        )

    def _query_notice(self):
        """Shipment notices within 30 minutes of the departure (Vendor Shipments use case guide)."""
        return SQL(
            """
            SELECT ord.amazon_account_id, ord.amazon_code_id, %s, 'on_time_notice', 100.0,
                   SUM(CASE WHEN first.sent_at <= picking.date_done + interval '30 minutes'
                       THEN 1 ELSE 0 END),
                   COUNT(*)
              FROM stock_picking picking
              JOIN sale_order ord ON ord.id = picking.sale_id
         LEFT JOIN (SELECT picking_id, MIN(sent_at) AS sent_at FROM amazon_vendor_document
                     WHERE kind = 'shipment_confirmation' AND sent_at IS NOT NULL
                  GROUP BY picking_id) first ON first.picking_id = picking.id
             WHERE picking.amazon_shipment_state IS NOT NULL
          GROUP BY 1, 2, 3
            """,
            self._get_week(SQL("picking.date_done")),
        )

    def _query_fill(self):
        """Units received by Amazon of the units accepted, in the week that the window ended."""
        return SQL(
            """
            SELECT ord.amazon_account_id, ord.amazon_code_id, %(week)s, 'fill', 100.0,
                   SUM(LEAST(line.amazon_received_quantity, %(promised)s)), SUM(%(promised)s)
              FROM sale_order ord
              JOIN sale_order_line line ON line.order_id = ord.id
             WHERE ord.state = 'sale' AND line.amazon_item_sequence IS NOT NULL
               AND ord.amazon_receipt_state IN ('short', 'received')
          GROUP BY 1, 2, 3
            """,
            week=self._get_week(SQL("ord.amazon_window_end")),
            promised=self.env["amazon.vendor.quantity"]._get_sql_promised(SQL("line")),
        )

    def _read_group_select(self, aggregate_spec, query):
        """The result of a group is its parts by its wholes, not a mean of results; of several
        measures together there is none."""
        if aggregate_spec != RATE:
            return super()._read_group_select(aggregate_spec, query)
        measure = self._field_to_sql(self._table, "measure", query)
        return SQL(
            "CASE WHEN MIN(%s) = MAX(%s) THEN SUM(%s) / NULLIF(SUM(%s), 0) END",
            measure,
            measure,
            self._field_to_sql(self._table, "score", query),
            self._field_to_sql(self._table, "whole", query),
        )
