# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

from odoo import fields, models
from odoo.tools import SQL

MEASURES = [
    ("shortage", "Shortage claims (% of paid invoices)"),
    ("chargeback", "Chargebacks (% of paid invoices)"),
    ("days_to_pay", "Days to pay"),
]


class AmazonVendorScorecard(models.Model):
    _inherit = "amazon.vendor.scorecard"

    measure = fields.Selection(
        selection_add=MEASURES, ondelete={code: "cascade" for code, _name in MEASURES}
    )

    def _get_queries(self):
        return [
            *super()._get_queries(),
            self._query_deductions("shortage"),
            self._query_deductions("chargeback"),
            self._query_days_to_pay(),
        ]

    def _query_deductions(self, measure):
        """What Amazon kept of the invoices that it paid, in the week of the payment.

        :param str measure: the beginning of the codes of the deduction types
        """
        return SQL(
            """
            SELECT line.account_id, NULL::integer, %(week)s, %(measure)s, 100.0,
                   SUM(CASE WHEN starts_with(type.code, %(measure)s) THEN -line.paid ELSE 0 END),
                   SUM(CASE WHEN line.kind = 'invoice' THEN line.paid ELSE 0 END)
              FROM amazon_vendor_remittance_line line
              JOIN amazon_vendor_remittance remittance ON remittance.id = line.remittance_id
         LEFT JOIN amazon_vendor_deduction_type type ON type.id = line.deduction_type_id
          GROUP BY 1, 2, 3
            """,
            week=self._get_week(SQL("remittance.date")),
            measure=measure,
        )

    def _query_days_to_pay(self):
        """Days from the invoice's date to the payment's, a payment of an invoice each."""
        return SQL(
            """
            SELECT line.account_id, NULL::integer, %s, 'days_to_pay', 1.0,
                   SUM(remittance.date - move.invoice_date), COUNT(*)
              FROM amazon_vendor_remittance_line line
              JOIN amazon_vendor_remittance remittance ON remittance.id = line.remittance_id
              JOIN account_move move ON move.id = line.move_id
             WHERE line.kind = 'invoice' AND move.invoice_date IS NOT NULL
          GROUP BY 1, 2, 3
            """,
            self._get_week(SQL("remittance.date")),
        )
