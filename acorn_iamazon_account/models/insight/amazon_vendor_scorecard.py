# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
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
            SELECT document.account_id, NULL::integer, %s, 'invoice_acceptance', 100.0,
                   SUM(CASE WHEN document.accepted_at IS NOT NULL THEN 1 ELSE 0 END), COUNT(*)
              FROM amazon_vendor_document document
             WHERE document.kind IN ('invoice', 'credit_note') AND document.sent_at IS NOT NULL
               AND document.state IN ('accepted', 'rejected', 'superseded')
          GROUP BY 1, 2, 3
            """,
            self._get_week(SQL("document.sent_at")),
        )
