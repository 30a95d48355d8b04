# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import api, fields, models
from odoo.tools import SQL


class AmazonVendorScorecard(models.Model):
    _inherit = "amazon.vendor.scorecard"

    measure = fields.Selection(
        selection_add=[("invoice_acceptance", "Invoices accepted (%)")],
        ondelete={"invoice_acceptance": "cascade"},
    )

    def _get_queries(self):
        return [*super()._get_queries(), self._query_invoice_acceptance()]

    def _query_invoice_acceptance(self):
        """Invoices and credit notes accepted of those that Amazon has decided on."""
        return SQL(
            """
            SELECT document.account_id, code.id, %(week)s, 'invoice_acceptance', 100.0,
                   SUM(CASE WHEN document.accepted_at IS NOT NULL THEN 1 ELSE 0 END), COUNT(*)
              FROM amazon_vendor_document document
                   %(code)s
             WHERE document.kind IN ('invoice', 'credit_note') AND document.sent_at IS NOT NULL
               AND document.state IN ('accepted', 'rejected', 'superseded')
          GROUP BY 1, 2, 3
            """,
            code=self._join_code_of_invoice(SQL("document.move_id")),
            week=self._get_week(SQL("document.sent_at")),
        )

    @api.model
    def _join_code_of_invoice(self, move):
        """:param SQL move: the id of an invoice
        :return: SQL of a join to ``code``: the vendor code of the invoice, empty where it has
            several, or none"""
        return SQL(
            """LEFT JOIN LATERAL (
                SELECT CASE WHEN COUNT(DISTINCT ord.amazon_code_id) = 1
                       THEN MIN(ord.amazon_code_id) END AS id
                  FROM account_move_line item
                  JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                  JOIN sale_order_line sold ON sold.id = rel.order_line_id
                  JOIN sale_order ord ON ord.id = sold.order_id
                 WHERE item.move_id = %s) code ON TRUE""",
            move,
        )
